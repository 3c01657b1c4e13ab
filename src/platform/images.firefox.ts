/** Firefox passes bitmaps within a process only, and pages never share one with the extension. */

/** Whether an ImageBitmap that a page posts arrives in the extension's documents. */
export const imagesCross = (): boolean => false;
