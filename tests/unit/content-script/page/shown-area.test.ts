import { expect, test } from 'vitest';
import { measureShown } from '../../../../src/content-script/page/shown-area';

const VIEWPORT = { innerWidth: 1000, innerHeight: 500, devicePixelRatio: 2 };

const box = (left: number, top: number, width: number, height: number) => ({
  left,
  top,
  width,
  height,
  right: left + width,
  bottom: top + height,
});

test('a video is measured in device pixels', () => {
  expect(measureShown(box(100, 100, 400, 200), VIEWPORT)).toEqual({ area: 800 * 400, lines: 400 });
});

test('only what lies in the window counts as area', () => {
  expect(measureShown(box(-200, 400, 400, 200), VIEWPORT)).toEqual({ area: 400 * 200, lines: 400 });
  expect(measureShown(box(0, 600, 400, 200), VIEWPORT).area).toBe(0);
});
