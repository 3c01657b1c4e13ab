/** Measures GPU work in slices so short that frames between them are not late. */
import { EngineError } from '../errors';
import { SliceTimes } from './slice-times';

/** Tells when the GPU is free for a slice of other work. */
export interface GpuTurns {
  /** Resolves when a slice may be submitted, to the GPU milliseconds that it may take. */
  next(): Promise<number>;
}

/** GPU time of a slice where no frame waits for it: under half of what a screen of 60 Hz leaves between two pictures. */
export const UNHURRIED_MS = 6;

/** Turns one after the other, for a device that draws nothing else. */
export const UNHURRIED: GpuTurns = { next: async () => UNHURRIED_MS };

/** Runs `repeats` dispatches of `rows` rows of workgroups. Resolves to their milliseconds by the GPU's clock. */
export type Slice = (repeats: number, rows: number) => Promise<number>;

/** GPU time of all slices together: many times the 100 us to which browsers round timestamps. */
const ENOUGH_MS = 9;
const [LEAST_SLICES, MOST_SLICES] = [4, 16];
/** Slices that do not count: the first one fills caches and may wait for the shader, the second one gives a first estimate. */
const WARM_UP_SLICES = 2;
/** Part of a dispatch that these slices run, because its time is not known yet. */
const FIRST_PART = 1 / 16;
const MOST_REPEATS = 64;
/** Most work of a slice, in multiples of the largest slice so far. A larger one might take much longer than predicted. */
const GROWTH = 8;
/** Share of the slowest slices that is left out: other programs ran in between. */
const LEFT_OUT = 0.25;

/**
 * Measures one dispatch, in ms. The times of earlier slices bound the size of the next, so that it fits its turn. A dispatch
 * that does not fit as a whole is measured in part.
 * @param rows rows of workgroups of the whole dispatch
 * @param now returns the time in ms
 * @throws EngineError where the GPU's clock returns nothing but 0
 */
export async function measureInSlices(
  slice: Slice,
  rows: number,
  turns: GpuTurns,
  now: () => number = () => performance.now(),
): Promise<number> {
  const times = new SliceTimes();
  const samples: number[] = [];
  let [total, ran, largest, rowMs] = [0, 0, 0, Number.POSITIVE_INFINITY];
  while (samples.length < LEAST_SLICES || (total < ENOUGH_MS && samples.length < MOST_SLICES)) {
    const turnMs = await turns.next();
    const fitting = ran < WARM_UP_SLICES ? Math.ceil(rows * FIRST_PART) : Math.min(turnMs / rowMs, MOST_REPEATS * rows);
    const taken = ran === 0 ? fitting : Math.min(fitting, GROWTH * largest);
    const repeats = Math.max(1, Math.floor(taken / rows));
    const part = repeats > 1 ? rows : Math.max(1, Math.min(rows, Math.floor(taken)));
    const submitted = now();
    const ms = await slice(repeats, part);
    rowMs = times.judge(ms, now() - submitted) / (repeats * part);
    largest = Math.max(largest, repeats * part);
    // Slices that still grow are too short for a coarse clock.
    if (ran++ < WARM_UP_SLICES || taken < fitting) continue;
    samples.push(ms / (repeats * part));
    total += ms;
  }
  if (!(total > 0)) throw new EngineError('The clock of the GPU tells nothing.');
  const kept = samples.sort((a, b) => a - b).slice(0, Math.ceil(samples.length * (1 - LEFT_OUT)));
  return (kept.reduce((sum, ms) => sum + ms, 0) / kept.length) * rows;
}
