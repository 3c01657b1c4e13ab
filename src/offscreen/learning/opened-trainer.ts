/** Opens a trainer for a task: in a size that the device can hold and finishes in time, from the painting that is nearest. */
import { type EngineDevice, EngineError, GpuMemoryError, type GpuTurns, type Model } from '../../engine';
import { cropsAt, type LossWeights, measureStep, type StepShape, styleGrams, Trainer } from '../../engine/learning';
import type { LearningCheckpoint, LearningTask } from '../../own-styles/learning/task-store';
import { log } from '../../util/log';
import { loadPerceptual, loadPhotos, stylePictureOf } from './training-files';
import { LEAST_STEPS, SCHEDULE, stepsFor } from './training-length';
import { fittingShape, MOST_STEP_MS, SHAPES } from './training-shape';

/**
 * Weights of the losses: those of training/learn/configs for paintings, with the style as strong as the user wants it. A short
 * training comes nearer to its picture with less steadiness, and needs to be told where colours belong (docs/learning.md).
 */
export const weightsOf = ({ strength }: Pick<LearningTask, 'strength'>): LossWeights => ({
  style: 8 * 2 ** strength,
  content: 1,
  tone: 0.5,
  hue: 2,
  variation: 0.05,
  steadiness: 40,
});

export interface OpenedTrainer {
  readonly trainer: Trainer;
  readonly shape: StepShape;
  /** Number of photos. */
  readonly photos: number;
  /** Steps of the training. */
  readonly steps: number;
  /** Milliseconds of a step, with its waiting for other work; undefined where it goes on from a checkpoint. */
  readonly stepMs: number | undefined;
}

/**
 * @param paintings models of one graph to start from
 * @param mayGoOn returns whether the task is still wanted
 * @param weights of the losses; those of the task unless a measurement asks for others
 * @returns undefined where the task is no longer wanted
 * @throws GpuMemoryError where even the lightest size does not fit; EngineError
 */
export async function openTrainer(
  engine: EngineDevice,
  task: LearningTask,
  paintings: readonly Model[],
  checkpoint: LearningCheckpoint | undefined,
  turns: GpuTurns,
  mayGoOn: () => boolean,
  weights = weightsOf(task),
): Promise<OpenedTrainer | undefined> {
  const [perceptual, photos] = await Promise.all([loadPerceptual(), loadPhotos()]);
  const picture = await stylePictureOf(task, photos);
  const [first] = paintings;
  const grams = await styleGrams(engine, first!, perceptual, picture, turns);
  const create = (shape: StepShape) =>
    Trainer.create(engine, first!, perceptual, { shape, photos: photos.rgba, grams, weights });
  if (checkpoint) {
    const { shape, state, steps = LEAST_STEPS } = checkpoint;
    const trainer = await create(shape);
    trainer.restore(state);
    return { trainer, shape, photos: photos.count, steps, stepMs: undefined };
  }
  // A processor that stands in for a graphics card takes seconds even for the lightest size.
  for (let i = engine.isSoftware ? SHAPES.length - 1 : 0; i < SHAPES.length && mayGoOn(); ) {
    const shape = SHAPES[i]!;
    const isLast = i === SHAPES.length - 1;
    let trainer: Trainer;
    try {
      trainer = await create(shape);
    } catch (error) {
      if (isLast || !(error instanceof EngineError)) throw error;
      log('learning', `no room for ${shape.images} crops of ${shape.size}`, error);
      i++;
      continue;
    }
    const crops = cropsAt({ ...SCHEDULE, steps: LEAST_STEPS }, 0, shape, photos.count);
    const measure = () => measureStep(trainer, crops, turns, isLast ? undefined : MOST_STEP_MS);
    let stepMs = await measure();
    // The first step also waits for shaders and memory.
    if (stepMs > MOST_STEP_MS && stepMs < 3 * MOST_STEP_MS && !isLast) stepMs = await measure();
    log('learning', `${shape.images} crops of ${shape.size}: ${stepMs.toFixed(0)} ms a step`);
    if (!isLast && stepMs > MOST_STEP_MS) {
      trainer.destroy();
      i = fittingShape(i, stepMs);
      continue;
    }
    const wholeMs = await startFromNearest(trainer, paintings, crops, turns);
    return { trainer, shape, photos: photos.count, steps: stepsFor(wholeMs), stepMs: wholeMs };
  }
  if (mayGoOn()) throw new GpuMemoryError('No size of a step fits.');
  return undefined;
}

/**
 * Starts from the model whose pictures have the Gram matrices that are nearest to the style's.
 * @returns milliseconds of the fastest step that was run for the comparison, with its waiting for other work
 */
async function startFromNearest(
  trainer: Trainer,
  models: readonly Model[],
  crops: ReturnType<typeof cropsAt>,
  turns: GpuTurns,
): Promise<number> {
  let nearest: { model: Model; style: number } | undefined;
  let leastMs = Number.POSITIVE_INFINITY;
  for (const model of models) {
    trainer.startFrom(model);
    const begun = performance.now();
    await measureStep(trainer, crops, turns);
    leastMs = Math.min(leastMs, performance.now() - begun);
    const { style } = await trainer.losses();
    log('learning', `${model.style?.id}: style loss ${style.toFixed(3)}`);
    if (!nearest || style < nearest.style) nearest = { model, style };
  }
  if (nearest) trainer.startFrom(nearest.model);
  return leastMs;
}
