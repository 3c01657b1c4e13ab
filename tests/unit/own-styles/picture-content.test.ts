import { expect, it } from 'vitest';
import { contentOf, groundOf, type PicturePixels } from '../../../src/own-styles/learning/picture-content';

type Rgba = readonly [number, number, number, number];

function painted(side: number, colourAt: (x: number, y: number) => Rgba): PicturePixels {
  const data = new Uint8ClampedArray(side * side * 4);
  for (let i = 0; i < side * side; i++) data.set(colourAt(i % side, Math.floor(i / side)), i * 4);
  return { data, width: side, height: side };
}

/** Noise of up to 2 of 255, as JPEG leaves it on one colour. */
const noise = (x: number, y: number): number => ((x * 7 + y * 13) % 5) - 2;

it('one colour, with noise or without, has nothing to learn from; one faint line is enough', () => {
  expect(contentOf(painted(64, () => [90, 140, 200, 255]))).toBe('one-colour');
  expect(contentOf(painted(64, (x, y) => [90 + noise(x, y), 140, 200 - noise(y, x), 255]))).toBe('one-colour');
  expect(contentOf(painted(64, (x) => (x === 30 ? [230, 230, 230, 255] : [250, 250, 250, 255])))).toBe('strokes');
});

it('a gradient is smooth; stripes of two colours, and two colours as bright as each other, have strokes', () => {
  expect(contentOf(painted(128, (x, y) => [x * 2, y * 2, 128, 255]))).toBe('smooth');
  expect(contentOf(painted(128, (x) => (x % 16 < 8 ? [255, 220, 0, 255] : [0, 0, 0, 255])))).toBe('strokes');
  expect(contentOf(painted(128, (x) => (x % 16 < 8 ? [150, 90, 90, 255] : [90, 150, 90, 255])))).toBe('strokes');
});

it('transparent parts lie on white, on black where the others are light, and nowhere in an opaque picture', () => {
  const half = (colour: Rgba) => painted(64, (x) => (x < 32 ? colour : [0, 0, 0, 0]));
  expect(groundOf(half([20, 40, 90, 255]))).toBe('white');
  expect(groundOf(half([255, 255, 255, 255]))).toBe('black');
  expect(groundOf(painted(64, () => [255, 255, 255, 255]))).toBeUndefined();
  expect(groundOf(painted(64, () => [255, 0, 0, 0]))).toBe('nothing');
});
