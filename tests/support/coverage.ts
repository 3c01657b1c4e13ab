/** Counts the pixels on the screen that an overlay of the lab covers, misses and covers beyond its video. */
import type { Page } from 'puppeteer';
import { eventually } from './extension';
import { decodePng, type Picture } from './picture';

const take = (page: Page) => page.screenshot({ optimizeForSpeed: true });

export const takeView = async (page: Page): Promise<Picture> => decodePng(await take(page));

/** Takes screenshots until two in a row are equal, because native controls fade and show a spinner while a video loads. */
export async function stillView(page: Page): Promise<Picture> {
  // Compare the files, which are equal for equal pictures, so that nothing has to be decoded.
  let last = await take(page);
  await eventually('a view that stands still', async () => {
    const previous = last;
    last = await take(page);
    return Buffer.compare(previous, last) === 0;
  });
  return decodePng(last);
}

type Colour = readonly [number, number, number];
export const GREEN: Colour = [0, 255, 0];
export const BLUE: Colour = [0, 0, 255];
export const MAGENTA: Colour = [255, 0, 255];
export const YELLOW: Colour = [255, 255, 0];

/** Largest difference of a channel, for pixels that surely have a colour and for those that possibly have it. */
const SURE = 60;
const POSSIBLE = 120;

/** One entry a pixel: 1 where the picture has the colour. */
function maskOf({ width, height, data }: Picture, [red, green, blue]: Colour, tolerance: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (let i = 0, at = 0; i < mask.length; i++, at += 4) {
    const isNear =
      Math.abs(data[at]! - red) < tolerance &&
      Math.abs(data[at + 1]! - green) < tolerance &&
      Math.abs(data[at + 2]! - blue) < tolerance;
    if (isNear) mask[i] = 1;
  }
  return mask;
}

/** Whether a pixel or one of the eight around it is set. Antialiasing and rounding shift edges by up to one pixel. */
function isNearMask(mask: Uint8Array, width: number, i: number): boolean {
  for (const row of [i - width, i, i + width]) if (mask[row - 1] || mask[row] || mask[row + 1]) return true;
  return false;
}

/** Counts the pixels of `inner` outside `outer`, with a tolerance of one pixel. */
function outside(inner: Uint8Array, outer: Uint8Array, width: number): number {
  let sum = 0;
  for (let i = 0; i < inner.length; i++) if (inner[i] && !isNearMask(outer, width, i)) sum++;
  return sum;
}

export interface Coverage {
  /** Pixels of the video's picture. */
  picture: number;
  /** Pixels of these that the same half of the overlay does not cover; one pixel off is forgiven. */
  missed: number;
  /** Pixels of the overlay where the video's picture is not; one pixel off is forgiven. */
  spilled: number;
}

/** Compares the screen without and with the overlay, half by half. */
export function coverage(before: Picture, after: Picture): Coverage {
  const sum = { picture: 0, missed: 0, spilled: 0 };
  for (const [theirs, ours] of [
    [GREEN, MAGENTA],
    [BLUE, YELLOW],
  ] as const) {
    sum.picture += pixelsOf(before, theirs);
    sum.missed += outside(maskOf(before, theirs, SURE), maskOf(after, ours, POSSIBLE), before.width);
    sum.spilled += outside(maskOf(after, ours, SURE), maskOf(before, theirs, POSSIBLE), before.width);
  }
  return sum;
}

export const pixelsOf = (picture: Picture, colour: Colour): number =>
  maskOf(picture, colour, SURE).reduce((sum, value) => sum + value, 0);
