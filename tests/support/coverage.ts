/** Counts what an overlay of the lab covers, misses and spills on the screen. */
import type { Page } from 'puppeteer';
import { eventually } from './extension';
import { decodePng, type Picture } from './picture';

const take = (page: Page) => page.screenshot({ optimizeForSpeed: true });

export const takeView = async (page: Page): Promise<Picture> => decodePng(await take(page));

/** The view once two pictures in a row are equal: native controls fade, and turn a wheel while a video loads. */
export async function stillView(page: Page): Promise<Picture> {
  // Equal pictures have equal files, and comparing those takes no decoding.
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

/** Largest difference of a channel: for what must be covered, and for what may be (scaling blurs the edges of colours). */
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

/** Whether a pixel or one of the eight around it is set: what antialiasing and rounding may touch. */
function isNearMask(mask: Uint8Array, width: number, i: number): boolean {
  for (const row of [i - width, i, i + width]) if (mask[row - 1] || mask[row] || mask[row + 1]) return true;
  return false;
}

/** Pixels of `inner` that lie outside of `outer`, one pixel off being forgiven. */
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
