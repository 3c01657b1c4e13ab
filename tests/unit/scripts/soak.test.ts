/** The judgement of a soak: growth and lost frames fail it, noise does not. */
import { describe, expect, test } from 'vitest';
import { plot } from '../../../scripts/soak/plot.mjs';
import { FIGURES, judge, slopeOf } from '../../../scripts/soak/slopes.mjs';

/** Samples of five minutes: every figure is flat with a little noise, and every frame of 30 a second is shown. */
function flatSamples(change: (minutes: number) => Record<string, number> = () => ({})) {
  return Array.from({ length: 61 }, (_, i) => {
    const minutes = i / 12;
    const noise = 0.1 * Math.sin(7 * i);
    return {
      minutes,
      ...Object.fromEntries(FIGURES.map(({ name }) => [name, 10 + noise])),
      pageFrames: 1800 * minutes,
      controlFrames: 1800 * minutes,
      styledFrames: 300 * minutes,
      droppedFrames: 0,
      ...change(minutes),
    };
  });
}

test('the growth of a line is its slope, and outliers do not move it', () => {
  const line = [0, 1, 2, 3, 4, 5, 6].map((minutes) => ({ minutes, value: 3 + 2 * minutes }));
  expect(slopeOf(line)).toBe(2);
  expect(slopeOf([...line.slice(0, -1), { minutes: 6, value: 1000 }])).toBe(2);
});

describe('a soak', () => {
  test('whose figures are flat passes', () => {
    expect(judge(flatSamples()).passes).toBe(true);
  });

  test.each(FIGURES)('whose figure $name grows at twice its bound fails on that figure alone', ({ name, bound }) => {
    const verdict = judge(flatSamples((minutes) => ({ [name]: 10 + 2 * bound * minutes })));
    expect(verdict.passes).toBe(false);
    expect(verdict.figures.filter(({ passes }) => !passes).map((figure) => figure.name)).toEqual([name]);
  });

  test.each(FIGURES)('that could not measure $name fails', ({ name }) => {
    expect(judge(flatSamples(() => ({ [name]: Number.NaN }))).passes).toBe(false);
  });

  test('that grows only while it settles passes', () => {
    expect(judge(flatSamples((minutes) => ({ hostHeap: Math.min(minutes, 1) }))).passes).toBe(true);
  });

  test('that loses frames which its control shows fails', () => {
    expect(judge(flatSamples((minutes) => ({ pageFrames: 1700 * minutes }))).passes).toBe(false);
  });

  test('is drawn with a panel for each figure, and its growth in words', () => {
    const samples = flatSamples();
    const picture = plot({ title: 'Soak', samples, verdict: judge(samples) });
    for (const { title } of FIGURES) expect(picture).toContain(title);
    expect(picture.match(/a minute \(at most/g)).toHaveLength(FIGURES.length);
    expect(picture).not.toContain('NaN');
  });
});
