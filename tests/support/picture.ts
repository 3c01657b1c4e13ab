import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import type { BoundingBox, Page, ScreenshotOptions } from 'puppeteer';
import { eventually } from './extension';

/** RGBA pixels, 8 bit, row by row from the top left. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}

export function decodePng(bytes: Uint8Array): Picture {
  const { width, height, data } = PNG.sync.read(Buffer.from(bytes));
  return { width, height, data };
}

/**
 * Takes a screenshot of `clip` (css pixels of the viewport, one screen pixel each), as far as it is in the window. It cuts a
 * screenshot of the whole window, because for a part the browser repeats the layout and waits for a frame of every overlay,
 * which takes ten times as long.
 * @param options Firefox knows none
 */
export async function screenshot(
  page: Page,
  clip: BoundingBox,
  options: ScreenshotOptions = { optimizeForSpeed: true },
): Promise<Picture> {
  const { width, height, data } = decodePng(await page.screenshot(options));
  const [left, top] = [Math.round(clip.x), Math.round(clip.y)];
  const [right, bottom] = [left + Math.round(clip.width + clip.x - left), top + Math.round(clip.height + clip.y - top)];
  const [x, y] = [Math.max(0, left), Math.max(0, top)];
  const [w, h] = [Math.min(right, width) - x, Math.min(bottom, height) - y];
  if (w <= 0 || h <= 0) throw new Error(`Nothing of ${JSON.stringify(clip)} is in the window of ${width}x${height}.`);
  return cut({ width, height, data }, x, y, w, h);
}

/** A part of a picture. */
function cut({ width, data }: Picture, left: number, top: number, w: number, h: number): Picture {
  const result = new Uint8Array(4 * w * h);
  for (let y = 0; y < h; y++) {
    const start = 4 * ((top + y) * width + left);
    result.set(data.subarray(start, start + 4 * w), 4 * w * y);
  }
  return { width: w, height: h, data: result };
}

/** Screenshot of the box of the first element matching `selector`. */
export async function screenshotOf(page: Page, selector: string): Promise<Picture> {
  const box = await (await page.$(selector))?.boundingBox();
  if (!box) throw new Error(`Nothing visible matches ${selector}.`);
  return screenshot(page, box);
}

/** Mean absolute difference over RGB, in 1/255. Sizes must be equal. */
export function meanDifference(a: Picture, b: Picture): number {
  if (a.width !== b.width || a.height !== b.height) {
    throw new Error(`Pictures differ in size: ${a.width}x${a.height} and ${b.width}x${b.height}.`);
  }
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) if (i % 4 !== 3) sum += Math.abs(a.data[i]! - b.data[i]!);
  return sum / (a.width * a.height * 3);
}

/** Least mean difference over RGB, in 1/255, that a style at full strength makes on every test clip. */
export const VISIBLE = 8;

/**
 * Whether `now` is a restyled `original` of the same size: other colours (`VISIBLE`), and still the same scene, since light
 * and dark lie where they did (correlation of luma). Black, blank and wrong pictures are not.
 */
export function isRestyled(now: Picture, original: Picture): boolean {
  return meanDifference(now, original) > VISIBLE && correlation(luma(now), luma(original)) > 0.5;
}

function luma({ data }: Picture): Float64Array {
  return Float64Array.from({ length: data.length / 4 }, (_, i) => {
    const [red, green, blue] = data.subarray(4 * i, 4 * i + 3) as unknown as [number, number, number];
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  });
}

/** Pearson's correlation; 0 where one of the two is constant. */
function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [covariance, varianceA, varianceB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB];
    covariance += x * y;
    varianceA += x * x;
    varianceB += y * y;
  }
  return varianceA * varianceB > 0 ? covariance / Math.sqrt(varianceA * varianceB) : 0;
}

/** Takes pictures until one is within `limit` (mean, 1/255) of `expected`; fails with the last distance otherwise. */
export async function settles(
  what: string,
  take: () => Promise<Picture>,
  expected: Picture,
  limit: number,
  timeoutMs = 30_000,
): Promise<void> {
  let distance = Number.POSITIVE_INFINITY;
  await eventually(
    what,
    async () => {
      distance = meanDifference(await take(), expected);
      return distance <= limit;
    },
    timeoutMs,
  ).catch((error: Error) => {
    throw new Error(`${error.message}: ${distance.toFixed(2)}/255 away`);
  });
}

/** The middle of a picture, half as wide and high, where players have neither controls nor captions. */
export const inside = (picture: Picture): Picture => {
  const { width, height } = picture;
  return cut(picture, width >> 2, height >> 2, width >> 1, height >> 1);
};

/** Largest mean difference over RGB of a block of `size` x `size` pixels, in 1/255. Finds faults that a mean over all hides. */
export function worstBlock(a: Picture, b: Picture, size: number): number {
  if (a.width !== b.width || a.height !== b.height) return Number.POSITIVE_INFINITY;
  const columns = Math.ceil(a.width / size);
  const sums = new Float64Array(columns * Math.ceil(a.height / size));
  for (let i = 0; i < a.data.length; i++) {
    if (i % 4 === 3) continue;
    const [x, y] = [(i >> 2) % a.width, Math.floor((i >> 2) / a.width)];
    sums[Math.floor(y / size) * columns + Math.floor(x / size)]! += Math.abs(a.data[i]! - b.data[i]!);
  }
  return Math.max(...sums) / (3 * size * size);
}

/** The topmost rows. */
export const cropped = ({ width, data }: Picture, height: number): Picture => ({
  width,
  height,
  data: data.subarray(0, 4 * width * height),
});

/** Left and right exchanged. */
export function mirrored({ width, height, data }: Picture): Picture {
  const result = new Uint8Array(data.length);
  for (let i = 0; i < width * height; i++) {
    const from = Math.floor(i / width) * width + (width - 1 - (i % width));
    result.set(data.subarray(4 * from, 4 * from + 4), 4 * i);
  }
  return { width, height, data: result };
}

/**
 * PyTorch's picture of the still test clip in a style (`original`: the clip itself), written by tests/browser/golden/make.py.
 * @param size of the style; XS is that of the tests' settings
 */
export function golden(name: string, size: 'XS' | 'S' = 'XS'): Picture {
  const file = name === 'original' ? name : `${name}-${size.toLowerCase()}`;
  return decodePng(readFileSync(new URL(`../browser/golden/${file}.png`, import.meta.url)));
}

/** Screen against PyTorch, in 1/255 mean: the bound of the product, colour conversion included. */
export const EXACT = 4;
