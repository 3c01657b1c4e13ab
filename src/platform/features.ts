/** Tests for interfaces that only some browsers have. */

/** Whether an extension can make the pictures of a track: of a camera, of picture in picture, and of a tab in a window. */
export const canMakeTracks = (): boolean =>
  'MediaStreamTrackGenerator' in globalThis && 'MediaStreamTrackProcessor' in globalThis;
