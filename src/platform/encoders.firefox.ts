/**
 * Firefox 153 on Linux describes its H.264 with two bytes too many (the head of each parameter set comes twice), so that
 * players take a file of 160 x 90 for one of 16 x 160. WebM needs no such description.
 */

/** Whether H.264 can be packed into MP4. */
export const canWriteMp4 = (): boolean => false;
