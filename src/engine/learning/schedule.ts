import type { TrainingCrop } from './crops';
import type { StepShape } from './program';

/** How long a network learns, and how fast. */
export interface TrainingSchedule {
  readonly steps: number;
  /** Largest learning rate. */
  readonly learningRate: number;
  /** Chooses the crops and their noise; a schedule of one seed is always the same. */
  readonly seed: number;
  /** Shares of the steps, in place of those below. */
  readonly shares?: Partial<ScheduleShares>;
}

/** Parts of a schedule, as shares of its steps. */
export interface ScheduleShares {
  /** Over it the learning rate rises. */
  readonly warm: number;
  /** From it on the learning rate falls. */
  readonly fallsFrom: number;
  /** From it on every second crop is the one before it, moved. */
  readonly steadyFrom: number;
}

/** Usual shares: `warm` and `fallsFrom` as in training/learn/trainer.py, where every step has pairs of crops. */
const SHARES: ScheduleShares = { warm: 0.25, fallsFrom: 0.4, steadyFrom: 0.5 };
const MOST_WARM_STEPS = 100;
const LEAST_RATE = 0.01;
/** Rows and columns by which a crop is moved at most. */
const MOST_SHIFT = 8;
/** Largest standard deviation of a crop's noise, in units of 0 to 1. */
const MOST_NOISE = 5 / 255;

/** The learning rate of a step, which counts from 0. */
export function learningRateAt({ steps, learningRate, shares }: TrainingSchedule, step: number): number {
  const { warm, fallsFrom } = { ...SHARES, ...shares };
  const rising = Math.min(1, (step + 1) / Math.max(1, Math.min(MOST_WARM_STEPS, steps * warm)));
  const progress = step / steps;
  const falling = progress < fallsFrom ? 1 : Math.max(LEAST_RATE, (1 - progress) / (1 - fallsFrom));
  return learningRate * rising * falling;
}

/**
 * The crops of a step: random, and the same whenever the step is asked for. In the last part of the schedule they come in pairs: a
 * crop, and the same moved, with noise of its own, as in the next frame of a video.
 * @param photos number of photos
 */
export function cropsAt(
  { seed, steps, shares }: TrainingSchedule,
  step: number,
  { images, size, side }: StepShape,
  photos: number,
): TrainingCrop[] {
  const random = mulberry32(Math.imul(seed, 0x9e3779b1) ^ Math.imul(step + 1, 0x85ebca6b));
  const below = (count: number) => Math.floor(random() * count);
  const moved = (place: number) => Math.max(0, Math.min(side - size, place + below(2 * MOST_SHIFT + 1) - MOST_SHIFT));
  const { steadyFrom } = { ...SHARES, ...shares };
  const crops: TrainingCrop[] = [];
  for (let i = 0; i < images; i++) {
    const isMoved = i % 2 === 1 && step >= steps * steadyFrom;
    const before = crops[i - 1];
    const place =
      isMoved && before
        ? { ...before, top: moved(before.top), left: moved(before.left) }
        : {
            photo: below(photos),
            top: below(side - size + 1),
            left: below(side - size + 1),
            isFlipped: random() < 0.5,
          };
    crops.push({ ...place, isMoved, noise: random() * MOST_NOISE, seed: below(2 ** 32) });
  }
  return crops;
}

/** Numbers in [0, 1): Tommy Ettinger's generator of 32 bits of state. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
