/** Counts what an overlay of the lab covers, misses and spills on the screen. */
import type { Page } from 'puppeteer';
import { eventually } from './extension';
import { type Picture, screenshot } from './picture';

const VIEWPORT = { x: 0, y: 0, width: 600, height: 400 };

export const viewOf = (page: Page): Promise<Picture> => screenshot(page, VIEWPORT);

/** The view once two pictures in a row are equal: native controls fade, and turn a wheel while a video loads. */
export async function stillView(page: Page): Promise<Picture> {
  let last = await viewOf(page);
  await eventually('a view that stands still', async () => {
    const previous = last;
    last = await viewOf(page);
    return Buffer.compare(previous.data, last.data) === 0;
  });
  return last;
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
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const distance = Math.max(
      Math.abs(data[4 * i]! - red),
      Math.abs(data[4 * i + 1]! - green),
      Math.abs(data[4 * i + 2]! - blue),
    );
    return distance < tolerance ? 1 : 0;
  });
}

/** Grows a mask by a pixel to every side: what antialiasing and rounding may touch. */
function grown(mask: Uint8Array, width: number): Uint8Array {
  return mask.map((_, i) =>
    [0, 1, -1, width, -width, width + 1, width - 1, 1 - width, -width - 1].some((step) => mask[i + step]) ? 1 : 0,
  );
}

/** Pixels of `inner` that lie outside of `outer`, one pixel off being forgiven. */
function outside(inner: Uint8Array, outer: Uint8Array, width: number): number {
  const allowed = grown(outer, width);
  return inner.reduce((sum, value, i) => sum + (value && !allowed[i] ? 1 : 0), 0);
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
    sum.picture += count(before, theirs);
    sum.missed += outside(maskOf(before, theirs, SURE), maskOf(after, ours, POSSIBLE), before.width);
    sum.spilled += outside(maskOf(after, ours, SURE), maskOf(before, theirs, POSSIBLE), before.width);
  }
  return sum;
}

export const count = (picture: Picture, colour: Colour): number =>
  maskOf(picture, colour, SURE).reduce((sum, value) => sum + value, 0);
