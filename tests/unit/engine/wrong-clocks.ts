/** Clocks of a GPU that tell less than the time, for `it.each`: what one does, and what it says of a time in ms. */
export const WRONG_CLOCKS: readonly [string, (ms: number) => number][] = [
  ['answers 0', () => 0],
  ['runs backwards', (ms) => -ms],
  ['answers nonsense', () => Number.NaN],
  ['is a thousand times too slow', (ms) => ms / 1000],
  ['is a thousand times too fast', (ms) => ms * 1000],
];
