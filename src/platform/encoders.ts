/** Chromium: what its encoders are good for. */

/** Whether H.264 can be packed into MP4. */
export const canWriteMp4 = (): boolean => true;
