/** Chromium passes bitmaps between processes. */

/** Whether an ImageBitmap that a page posts arrives in the host, and one of the host in an overlay. */
export const imagesCross = (): boolean => true;
