/** Tests for interfaces that only some browsers have. */

/** Whether there is WebGPU. Without it nothing can be drawn, whatever graphics card there is. */
export const hasWebgpu = (): boolean => 'gpu' in (globalThis.navigator ?? {});

/** Whether a track can be read, such as the sound of a video for a clip. */
export const canReadTracks = (): boolean => 'MediaStreamTrackProcessor' in globalThis;

/** Whether an extension can make the pictures of a track: of a camera, of picture in picture, and of a tab in a window. */
export const canMakeTracks = (): boolean => 'MediaStreamTrackGenerator' in globalThis && canReadTracks();
