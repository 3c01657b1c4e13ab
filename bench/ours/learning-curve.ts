/** Learns the style of one picture by several schedules, each from the same beginning. Runs in the bench's page. */
import type { EngineDevice } from '../../src/engine';
import { cropsAt, type TrainingSchedule } from '../../src/engine/learning';
import { learningRateAt } from '../../src/engine/learning/schedule';
import { UNHURRIED } from '../../src/engine/runtime/slices';
import { openTrainer, weightsOf } from '../../src/offscreen/learning/opened-trainer';
import { LEAST_STEPS, SCHEDULE } from '../../src/offscreen/learning/training-length';
import { bytesOfBase64 } from '../../src/util/base64';
import type { CurveSchedule, LearningCurve, LearningCurveRequest } from '../rows';
import { judgeModel, loadPaintings, nearestOf } from './judged';

/** Steps that are submitted before the GPU's answer to one is awaited. */
const AHEAD = 4;

function scheduleOf({ steps, learningRate, seed, ...shares }: CurveSchedule): TrainingSchedule {
  const usual = {
    ...SCHEDULE,
    steps: steps ?? LEAST_STEPS,
    ...(learningRate && { learningRate }),
    ...(seed && { seed }),
  };
  return { ...usual, shares };
}

/** Steps go to the GPU as wholes, so that it is never idle. @throws EngineError where the device refuses the work */
export async function learningCurve(
  engine: EngineDevice,
  { picture, weights, schedules }: LearningCurveRequest,
): Promise<LearningCurve> {
  const file = new Blob([bytesOfBase64(picture)]);
  const task = {
    id: 'bench',
    name: 'bench',
    picture: file,
    strength: 0,
    stroke: 'medium',
    colours: 'picture',
  } as const;
  const paintings = await loadPaintings();
  const wanted = { ...weightsOf(task), ...weights };
  const opened = (await openTrainer(engine, task, paintings, undefined, UNHURRIED, () => true, wanted))!;
  const { trainer, shape, photos } = opened;
  try {
    const first = await trainer.model();
    const points: LearningCurve['points'][number][] = [];
    for (const asked of schedules) {
      const schedule = scheduleOf(asked);
      trainer.startFrom(first);
      const begun = performance.now();
      for (let step = 0; step < schedule.steps; step++) {
        trainer.step(cropsAt(schedule, step, shape, photos), learningRateAt(schedule, step));
        if (step % AHEAD === AHEAD - 1) await trainer.done();
      }
      await trainer.done();
      const ms = performance.now() - begun;
      const model = await trainer.model();
      const { steadiness } = await judgeModel(trainer, model, opened, true);
      points.push({ ms, losses: { ...(await judgeModel(trainer, model, opened)), steadiness: steadiness! } });
    }
    return { start: nearestOf(paintings, first), shape, points };
  } finally {
    trainer.destroy();
  }
}
