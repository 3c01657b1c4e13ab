import { expect, test } from 'vitest';
import { chooseNetwork } from '../../../src/offscreen/network-size';

test('S is chosen wherever a style has it', () => {
  expect(chooseNetwork(['XS', 'S', 'M'], 360).size).toBe('S');
});

test('another size stands in for a missing S', () => {
  expect(chooseNetwork(['XS', 'M'], 360).size).toBe('M');
  expect(chooseNetwork(['XS'], 360).size).toBe('XS');
});

test('a style without any size is refused', () => {
  expect(() => chooseNetwork([], 360)).toThrow(RangeError);
});

test('up to 720 lines every pixel is its own, taller frames are scaled to that', () => {
  expect([17, 719, 720, 721, 2160].map((height) => chooseNetwork(['S'], height).networkHeight)).toEqual([
    17, 719, 720, 720, 720,
  ]);
});
