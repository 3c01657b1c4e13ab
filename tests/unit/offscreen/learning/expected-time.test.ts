import { expect, it } from 'vitest';
import { expectedMs } from '../../../../src/offscreen/learning/expected-time';

const secondsBy = (lastMs: number | undefined, drawMs: number | undefined) => {
  const ms = expectedMs(lastMs, drawMs);
  return ms === undefined ? undefined : Math.round(ms / 1000);
};

it('a training takes as long as the last one on the card, whatever its speed with videos', () => {
  expect(secondsBy(47_000, 0.6)).toBe(47);
  expect(secondsBy(47_000, undefined)).toBe(47);
});

it('without one it follows from the speed with videos: seconds on a fast card, never more than some two minutes', () => {
  // The measured times of an H200, and predicted ones of integrated graphics.
  expect(secondsBy(undefined, 0.6)).toBe(14);
  expect(secondsBy(undefined, 7.4)).toBe(40);
  for (const drawMs of [25, 31, 60]) expect(secondsBy(undefined, drawMs)).toBeLessThan(130);
});

it('nothing is told of a card that is not known', () => {
  expect(expectedMs(undefined, undefined)).toBeUndefined();
});
