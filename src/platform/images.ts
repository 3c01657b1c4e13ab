/** Chromium passes bitmaps between all documents of an extension, and encodes clips for MP4. */

/** Whether an ImageBitmap that a page posts arrives in the host, and one of the host in an overlay. */
export const imagesCross = (): boolean => true;

/** Whether encoded pictures can be packed into MP4. */
export const canWriteMp4 = (): boolean => true;
