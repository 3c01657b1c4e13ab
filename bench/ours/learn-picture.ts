/** Learns the style of one picture as the extension does, and draws photographs in it. Runs in the bench's page. */
import { type EngineDevice, GpuWeights, type Model, writeModel } from '../../src/engine';
import { LearningSession } from '../../src/engine/learning';
import { UNHURRIED } from '../../src/engine/runtime/slices';
import { drawOnce } from '../../src/offscreen/drawing/draw-once';
import { openTrainer, weightsOf } from '../../src/offscreen/learning/opened-trainer';
import { SCHEDULE } from '../../src/offscreen/learning/training-length';
import { base64Of, bytesOfBase64 } from '../../src/util/base64';
import type { LearnedPicture, LearnPictureRequest } from '../rows';
import { judgeModel, loadPaintings, nearestOf } from './judged';

/** Draws a photograph in a style. @returns a PNG in base64 */
async function drawn(engine: EngineDevice, model: Model, photo: Blob): Promise<string> {
  const image = await createImageBitmap(photo);
  const { width, height } = image;
  const weights = await GpuWeights.create(engine, model);
  try {
    const read = () => ({ frame: { kind: 'image', width, height, image } as const, shown: { strength: 1 } });
    const canvas = await drawOnce(engine, weights, height, { width, height }, read, { width, height });
    return await base64Of(await canvas!.convertToBlob({ type: 'image/png' }));
  } finally {
    weights.destroy();
    image.close();
  }
}

/** @throws EngineError where the device refuses the work */
export async function learnPicture(
  engine: EngineDevice,
  { picture, stills, steps, strength, stroke, weights }: LearnPictureRequest,
): Promise<LearnedPicture> {
  const [blob, ...photographs] = [picture, ...stills].map((text) => new Blob([bytesOfBase64(text)]));
  const task = { id: 'bench', name: 'bench', picture: blob!, strength, stroke, colours: 'picture' } as const;
  const paintings = await loadPaintings();
  const start = performance.now();
  const wanted = { ...weightsOf(task), ...weights };
  const opened = await openTrainer(engine, task, paintings, undefined, UNHURRIED, () => true, wanted);
  const { trainer, shape, photos, stepMs } = opened!;
  try {
    const openedMs = performance.now() - start;
    const first = await trainer.model();
    const losses: LearnedPicture['losses'][number][] = [];
    const session = new LearningSession(trainer, { ...SCHEDULE, steps }, shape, photos, UNHURRIED, {
      progress: (now) => {
        losses.push({ step: now.step, ms: performance.now() - start, ...now.losses });
      },
    });
    await session.run();
    const learnedMs = performance.now() - start;
    const model = await trainer.model();
    const judged = [await judgeModel(trainer, first, opened!), await judgeModel(trainer, model, opened!)] as const;
    const before = [];
    const after = [];
    for (const photograph of photographs) {
      before.push(await drawn(engine, first, photograph));
      after.push(await drawn(engine, model, photograph));
    }
    return {
      ...{ shape, stepMs: stepMs!, openedMs, learnedMs, losses, judged, before, after },
      start: nearestOf(paintings, first),
      file: await base64Of(new Blob([writeModel(model)])),
    };
  } finally {
    trainer.destroy();
  }
}
