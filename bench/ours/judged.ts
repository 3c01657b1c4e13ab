/** What learning begins from, and how near a model has come to its picture. */
import { type Model, readModel } from '../../src/engine';
import { cropsAt, measureStep, type Trainer } from '../../src/engine/learning';
import { UNHURRIED } from '../../src/engine/runtime/slices';
import type { OpenedTrainer } from '../../src/offscreen/learning/opened-trainer';
import { LEAST_STEPS, SCHEDULE } from '../../src/offscreen/learning/training-length';
import composition from '../../weights/composition-s.safetensors?url';
import scream from '../../weights/scream-s.safetensors?url';
import starryNight from '../../weights/starry-night-s.safetensors?url';
import tahiti from '../../weights/tahiti-s.safetensors?url';

/** Steps whose crops a model is judged by. */
const JUDGED = 8;

const modelAt = async (url: string): Promise<Model> => readModel(await (await fetch(url)).arrayBuffer());

export const loadPaintings = (): Promise<Model[]> =>
  Promise.all([starryNight, scream, composition, tahiti].map(modelAt));

/** The id of the painting that a model is; empty if it is none. */
export function nearestOf(paintings: readonly Model[], model: Model): string {
  const same = paintings.find(({ tensors }) =>
    [...tensors].every(([name, { data }]) => model.tensors.get(name)?.data.every((value, i) => value === data[i])),
  );
  return same?.style?.id ?? '';
}

/**
 * Means of the losses of a model on crops of another seed; with `pairs` of pairs of crops, which tell steadiness. It begins the
 * trainer anew.
 */
export async function judgeModel(
  trainer: Trainer,
  model: Model,
  { shape, photos }: OpenedTrainer,
  pairs = false,
): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  trainer.startFrom(model);
  const schedule = { ...SCHEDULE, steps: LEAST_STEPS, seed: 99, shares: { steadyFrom: pairs ? 0 : 1 } };
  for (let step = 0; step < JUDGED; step++) {
    await measureStep(trainer, cropsAt(schedule, step, shape, photos), UNHURRIED);
    for (const [name, value] of Object.entries(await trainer.losses())) sums[name] = (sums[name] ?? 0) + value / JUDGED;
  }
  return sums;
}
