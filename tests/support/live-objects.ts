import type { Page } from 'puppeteer';

/** Classes whose objects hold memory of the GPU, pictures or ports. */
const CLASSES = [
  'GPUBuffer',
  'GPUTexture',
  'GPUCanvasContext',
  'ImageBitmap',
  'OffscreenCanvas',
  'MessagePort',
] as const;

export type LiveObjects = Record<(typeof CLASSES)[number], number>;

/** Number of objects of each class that a document still holds after a garbage collection. */
export async function liveObjects(page: Page): Promise<LiveObjects> {
  const counts: Partial<LiveObjects> = {};
  for (const name of CLASSES) {
    const prototype = await page.evaluateHandle((type) => Reflect.get(globalThis, type).prototype as object, name);
    const objects = await page.queryObjects(prototype);
    counts[name] = await objects.evaluate((all) => all.length);
    await objects.dispose();
    await prototype.dispose();
  }
  return counts as LiveObjects;
}
