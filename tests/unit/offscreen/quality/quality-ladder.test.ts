import { expect, test } from 'vitest';
import {
  availableSize,
  frameCost,
  LADDER,
  linesCap,
  networkRows,
  OFF,
  START_LEVEL,
} from '../../../../src/offscreen/quality/quality-ladder';

const HD = { width: 1920, height: 1080 };

test('every rung costs less than the one above, and the last one nothing', () => {
  const costs = LADDER.map((level) => (level.every === 0 ? 0 : frameCost(level, HD) / level.every));
  expect(costs).toEqual([...new Set(costs)].sort((a, b) => b - a));
  expect(costs[OFF]).toBe(0);
});

test('a video begins with the network and the scale that the styles are trained for', () => {
  expect(START_LEVEL).toEqual({ size: 'S', lines: 720, every: 1 });
});

test('a size that a style lacks is replaced by the next lighter one, else by a heavier one', () => {
  expect(availableSize(['XS', 'S', 'M'], 'S')).toBe('S');
  expect(availableSize(['XS', 'M'], 'S')).toBe('XS');
  expect(availableSize(['M'], 'S')).toBe('M');
  expect(() => availableSize([], 'S')).toThrow(RangeError);
});

test('frames are scaled down to the lines of their shorter side, never up', () => {
  const rows = (width: number, height: number) => networkRows({ width, height }, 720);
  expect(rows(1920, 1080)).toBe(720);
  expect(rows(1080, 1920)).toBe(1280);
  expect(rows(640, 360)).toBe(360);
});

test('a portrait frame costs as much as a landscape frame of the same sides', () => {
  const portrait = frameCost(START_LEVEL, { width: 1080, height: 1920 });
  expect(portrait).toBeCloseTo(frameCost(START_LEVEL, HD));
});

test('a small video gets no more lines than are visible, and keeps them while its size wavers', () => {
  expect(linesCap(0, 1080)).toBe(1080);
  expect(linesCap(400, 1080)).toBe(540);
  expect(linesCap(541, 540)).toBe(720);
  expect(linesCap(539, 720)).toBe(720);
  expect(linesCap(450, 720)).toBe(540);
  expect(linesCap(4000, 360)).toBe(1080);
});
