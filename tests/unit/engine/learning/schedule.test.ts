import { describe, expect, it } from 'vitest';
import { cropsAt, learningRateAt, type TrainingSchedule } from '../../../../src/engine/learning/schedule';

const SHAPE = { images: 4, size: 16, side: 24 };
const PHOTOS = 3;
const SCHEDULE: TrainingSchedule = { steps: 60, learningRate: 2e-3, seed: 7 };

describe('a schedule', () => {
  it('the learning rate rises, stays and falls', () => {
    const rates = Array.from({ length: 60 }, (_, step) => learningRateAt(SCHEDULE, step));
    expect(rates[0]).toBeCloseTo(2e-3 / 15, 8);
    expect(rates.slice(14, 24).every((rate) => rate === 2e-3)).toBe(true);
    for (let i = 25; i < 60; i++) expect(rates[i]!).toBeLessThan(rates[i - 1]!);
    expect(rates[59]).toBeGreaterThan(0);
  });

  it('crops lie within their photos, are the same for one step and differ between steps', () => {
    const seen = new Set<string>();
    for (let step = 0; step < 100; step++) {
      const crops = cropsAt(SCHEDULE, step, SHAPE, PHOTOS);
      expect(crops).toEqual(cropsAt(SCHEDULE, step, SHAPE, PHOTOS));
      for (const { photo, top, left, noise, seed } of crops) {
        for (const [value, most] of [
          [photo, PHOTOS - 1],
          [top, 8],
          [left, 8],
          [seed, 2 ** 32 - 1],
        ] as const) {
          expect(Number.isInteger(value)).toBe(true);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(most);
        }
        expect(noise).toBeGreaterThanOrEqual(0);
        expect(noise).toBeLessThan(5 / 255);
      }
      seen.add(JSON.stringify(crops));
    }
    expect(seen.size).toBe(100);
    const all = Array.from({ length: 100 }, (_, step) => cropsAt(SCHEDULE, step, SHAPE, PHOTOS)).flat();
    for (let photo = 0; photo < PHOTOS; photo++) expect(all.some((crop) => crop.photo === photo)).toBe(true);
    for (const edge of [0, 8]) expect(all.some(({ top, left }) => top === edge || left === edge)).toBe(true);
    expect(new Set(all.map(({ isFlipped }) => isFlipped)).size).toBe(2);
  });
});

describe('pairs of crops', () => {
  const steps = (from: number, end: number) =>
    Array.from({ length: end - from }, (_, i) => cropsAt(SCHEDULE, from + i, SHAPE, PHOTOS));

  it('in the first half of a schedule no crop is moved, in the second every other one', () => {
    expect(
      steps(0, 30)
        .flat()
        .some(({ isMoved }) => isMoved),
    ).toBe(false);
    for (const crops of steps(30, 60)) expect(crops.map(({ isMoved }) => isMoved)).toEqual([false, true, false, true]);
  });

  it('a moved crop shows the photo of the crop before it from near by, with other noise', () => {
    const shifts = new Set<number>();
    for (const [first, second] of steps(30, 60).flatMap((crops) => [crops.slice(0, 2), crops.slice(2)])) {
      expect(second).toMatchObject({ photo: first!.photo, isFlipped: first!.isFlipped });
      expect(second!.seed).not.toBe(first!.seed);
      for (const side of ['top', 'left'] as const) {
        expect(Math.abs(second![side] - first![side])).toBeLessThanOrEqual(8);
        expect(second![side]).toBeGreaterThanOrEqual(0);
        expect(second![side]).toBeLessThanOrEqual(8);
        shifts.add(second![side] - first![side]);
      }
    }
    expect(Math.min(...shifts)).toBeLessThan(-4);
    expect(Math.max(...shifts)).toBeGreaterThan(4);
  });
});
