import { expect, test } from 'vitest';
import { DuplicateFilter } from '../../../../src/content-script/frames/duplicate-filter';
import type { YuvFrame } from '../../../../src/media/frame';
import fc from '../../../support/property';

function picture(bytes: Uint8Array, change: Partial<YuvFrame> = {}): YuvFrame {
  return {
    kind: 'planes',
    format: 'I420',
    width: 16,
    height: 16,
    matrix: 'bt709',
    fullRange: false,
    layout: [],
    data: bytes.slice().buffer,
    ...change,
  };
}

const SOME = Uint8Array.from({ length: 387 }, (_, i) => (i * 31) % 251);

test('the third of equal frames is a repeat, and so is every later one', () => {
  const repeats = new DuplicateFilter();
  expect([1, 2, 3, 4].map(() => repeats.isRepeat(picture(SOME)))).toEqual([false, false, true, true]);
});

test('a frame that differs in a single byte is new, however often the one before repeated', () => {
  fc.assert(
    fc.property(fc.nat(SOME.length - 1), fc.integer({ min: 1, max: 255 }), (place, difference) => {
      const repeats = new DuplicateFilter();
      for (let i = 0; i < 3; i++) repeats.isRepeat(picture(SOME));
      const other = SOME.slice();
      other[place] = (other[place]! + difference) % 256;
      expect(repeats.isRepeat(picture(other))).toBe(false);
    }),
  );
});

test('the same bytes in another shape are a new frame', () => {
  const repeats = new DuplicateFilter();
  for (let i = 0; i < 3; i++) repeats.isRepeat(picture(SOME));
  expect(repeats.isRepeat(picture(SOME, { width: 32, height: 8 }))).toBe(false);
});

test('after forgetting, an equal frame is new again', () => {
  const repeats = new DuplicateFilter();
  for (let i = 0; i < 3; i++) repeats.isRepeat(picture(SOME));
  repeats.forget();
  expect(repeats.isRepeat(picture(SOME))).toBe(false);
});

test('images are always new', () => {
  const repeats = new DuplicateFilter();
  const bitmap = { kind: 'image' as const, width: 16, height: 16, image: {} as ImageBitmap };
  expect([1, 2, 3].map(() => repeats.isRepeat(bitmap))).toEqual([false, false, false]);
});

test('the share of new frames counts from the last call', () => {
  const repeats = new DuplicateFilter();
  expect(repeats.takeChanging()).toBe(1);
  for (let i = 0; i < 4; i++) repeats.isRepeat(picture(SOME));
  expect(repeats.takeChanging()).toBe(0.5);
  repeats.isRepeat(picture(SOME));
  expect(repeats.takeChanging()).toBe(0);
});
