/** Firefox passes bitmaps between documents that could script each other only. Host and overlay never can. */

/** Whether an ImageBitmap that a page posts arrives in the host, and one of the host in an overlay. */
export const imagesCross = (): boolean => false;

/**
 * Whether encoded pictures can be packed into MP4. Firefox 153 on Linux describes its H.264 with the head of each parameter set
 * twice, so that players take a file of 160 x 90 for one of 16 x 160. WebM needs no such description.
 */
export const canWriteMp4 = (): boolean => false;
