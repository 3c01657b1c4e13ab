import { expect, test } from 'vitest';
import { BLOCKS, FRAMES, framesBehind, readNumber } from '../../../bench/latency/numbered.mjs';

const BLOCK = 10;

/** Brightness along the blocks of frame `number`. */
const rowOf = (number: number, black = 0, white = 255) => {
  const blocks = [1, 0, ...Array.from({ length: BLOCKS - 2 }, (_, bit) => (number >> bit) & 1)];
  return (x: number) => (blocks[Math.floor(x / BLOCK)] ? white : black);
};

test.each([0, 1, 37, FRAMES - 1])('the number %i is read from its blocks', (number) => {
  expect(readNumber(rowOf(number), BLOCK)).toBe(number);
});

test('a style may change what black and white are', () => {
  expect(readNumber(rowOf(301, 60, 170), BLOCK)).toBe(301);
});

test('a picture without blocks has no number', () => {
  expect(readNumber(() => 128, BLOCK)).toBeUndefined();
});

test('the frame before the first one is the last one, for the video begins again', () => {
  expect(framesBehind(0, FRAMES - 1)).toBe(1);
});

test('a picture may be done before its frame is due on the screen', () => {
  expect(framesBehind(7, 8)).toBe(-1);
  expect(framesBehind(FRAMES - 1, 0)).toBe(-1);
});
