/** Firefox passes bitmaps between documents that could script each other only. Host and overlay never can. */

/** Whether an ImageBitmap that a page posts arrives in the host, and one of the host in an overlay. */
export const imagesCross = (): boolean => false;
