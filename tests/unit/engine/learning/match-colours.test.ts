import { expect, it } from 'vitest';
import { matchColours } from '../../../../src/engine/learning/match-colours';

/** Pixels whose colours are sums of random numbers, well inside of a byte's range. */
function pixels(count: number, mean: readonly number[], mix: readonly (readonly number[])[], seed: number): Uint8Array {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const rgba = new Uint8Array(count * 4).fill(255);
  for (let i = 0; i < count; i++) {
    const sources = [random(), random(), random()];
    mix.forEach((row, channel) => {
      rgba[i * 4 + channel] = mean[channel]! + row.reduce((sum, share, k) => sum + share * sources[k]!, 0);
    });
  }
  return rgba;
}

function statistics(rgba: Uint8Array): { mean: number[]; covariance: number[] } {
  const count = rgba.length / 4;
  const all = [0, 1, 2];
  const mean = all.map((k) => rgba.reduce((sum, value, i) => (i % 4 === k ? sum + value : sum), 0) / count);
  const covariance = all.flatMap((a) =>
    all.map((b) => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += (rgba[i * 4 + a]! - mean[a]!) * (rgba[i * 4 + b]! - mean[b]!);
      return sum / count;
    }),
  );
  return { mean, covariance };
}

const photos = pixels(
  4000,
  [120, 110, 90],
  [
    [60, 10, 0],
    [50, 30, 0],
    [40, 20, 25],
  ],
  1,
);

it('a picture gets the mean and the covariance of the colours of photos, and keeps its size', () => {
  const rgba = pixels(
    2048,
    [180, 60, 60],
    [
      [40, 0, 0],
      [10, 30, 5],
      [0, 10, 50],
    ],
    2,
  );
  const matched = matchColours({ width: 64, height: 32, rgba }, photos);
  expect(matched).toMatchObject({ width: 64, height: 32 });
  const [found, wanted] = [statistics(matched.rgba), statistics(photos)];
  found.mean.forEach((value, i) => {
    expect(value).toBeCloseTo(wanted.mean[i]!, -0.5);
  });
  // A variance of 4 is added to each side, and bytes are rounded.
  found.covariance.forEach((value, i) => {
    expect(Math.abs(value - wanted.covariance[i]!)).toBeLessThan(16);
  });
});

it('a picture of one colour becomes one of the mean colour', () => {
  const { rgba } = matchColours({ width: 8, height: 8, rgba: new Uint8Array(256).fill(200) }, photos);
  const { mean } = statistics(photos);
  for (let k = 0; k < 3; k++) expect(Math.abs(rgba[k]! - mean[k]!)).toBeLessThanOrEqual(1);
});
