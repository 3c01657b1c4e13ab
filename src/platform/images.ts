/** Chromium passes bitmaps between processes. */

/** Whether an ImageBitmap that a page posts arrives in the extension's documents. */
export const imagesCross = (): boolean => true;
