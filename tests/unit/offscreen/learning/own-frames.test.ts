import { expect, test } from 'vitest';
import { OwnFrames, squaresOf } from '../../../../src/offscreen/learning/own-frames';

const frame = (width: number, height: number) => ({ width, height }) as ImageBitmap;

/** Takes frames beside `photos` photos, and returns which photo each square has replaced, and where it was cut. */
function taken(photos: number, frames: readonly ImageBitmap[]) {
  const replaced: [index: number, left: number, top: number][] = [];
  const trainer = {
    replacePhoto: (index: number, [left, top]: Uint8Array) => replaced.push([index, left!, top!]),
  };
  const own = new OwnFrames(trainer, photos, 48, (_, { left, top }) => Uint8Array.of(left, top));
  for (const each of frames) own.take(each);
  expect(own.count).toBe(replaced.length);
  return replaced;
}

test('a wide frame gives its left and right end, a tall one top and bottom, a nearly square one its middle', () => {
  expect(squaresOf(frame(96, 48))).toEqual([
    { left: 0, top: 0, side: 48 },
    { left: 48, top: 0, side: 48 },
  ]);
  expect(squaresOf(frame(48, 85))).toEqual([
    { left: 0, top: 0, side: 48 },
    { left: 0, top: 37, side: 48 },
  ]);
  expect(squaresOf(frame(50, 48))).toEqual([{ left: 1, top: 0, side: 48 }]);
});

test('squares of frames replace the second half of the photos in turn; the first half stays', () => {
  const replaced = taken(5, [frame(96, 48), frame(96, 48)]);
  expect(replaced).toEqual([
    [3, 0, 0],
    [4, 48, 0],
    [3, 0, 0],
    [4, 48, 0],
  ]);
  expect(taken(5, [frame(20, 20)])).toEqual([[3, 0, 0]]);
});
