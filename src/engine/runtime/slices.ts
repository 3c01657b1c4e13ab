/** Measures GPU work in slices so short that frames between them are not late. */

/** Tells when the GPU is free for a slice of other work. */
export interface GpuTurns {
  /** Resolves when a slice may be submitted, to the GPU milliseconds that it may take. */
  next(): Promise<number>;
}

/** GPU time of a slice where no frame waits for it: under half of what a screen of 60 Hz leaves between two pictures. */
export const UNHURRIED_MS = 6;

/** Turns one after the other, for a device that draws nothing else. */
export const UNHURRIED: GpuTurns = { next: async () => UNHURRIED_MS };

/** The work to measure: `repeats` dispatches of `rows` rows of workgroups; resolves to its GPU milliseconds. */
export type Slice = (repeats: number, rows: number) => Promise<number>;

/** GPU time of all slices together: many times the 100 us to which browsers round timestamps. */
const ENOUGH_MS = 9;
const [LEAST_SLICES, MOST_SLICES] = [4, 16];
/** A slice this much shorter than the clock's resolution counts as this long. */
const SHORTEST_MS = 0.05;
/** Part of a dispatch that the first slices run, whose time nobody knows yet. */
const FIRST_PART = 1 / 16;
const MOST_REPEATS = 64;
/** Share of the slowest slices that is left out: other programs ran in between. */
const LEFT_OUT = 0.25;

/**
 * Measures one dispatch, in ms. No slice takes longer than its turn allows by what is known of the slices before; a dispatch
 * that takes longer alone is measured in part.
 * @param rows rows of workgroups of the whole dispatch
 */
export async function measureInSlices(slice: Slice, rows: number, turns: GpuTurns): Promise<number> {
  const part = Math.max(1, Math.ceil(rows * FIRST_PART));
  let rowMs = Number.POSITIVE_INFINITY;
  // The first slice fills caches, and may wait for the shader; the second one tells the time.
  for (let i = 0; i < 2; i++) {
    await turns.next();
    rowMs = Math.max(SHORTEST_MS, await slice(1, part)) / part;
  }
  const times: number[] = [];
  let total = 0;
  while (times.length < LEAST_SLICES || (total < ENOUGH_MS && times.length < MOST_SLICES)) {
    const fitting = (await turns.next()) / rowMs;
    const repeats = Math.max(1, Math.min(MOST_REPEATS, Math.floor(fitting / rows)));
    const measured = repeats > 1 ? rows : Math.max(1, Math.min(rows, Math.floor(fitting)));
    const ms = await slice(repeats, measured);
    total += ms;
    times.push(ms / (repeats * measured));
    rowMs = Math.max(SHORTEST_MS, ms) / (repeats * measured);
  }
  const kept = times.sort((a, b) => a - b).slice(0, Math.ceil(times.length * (1 - LEFT_OUT)));
  return (kept.reduce((sum, ms) => sum + ms, 0) / kept.length) * rows;
}
