/** Reasons why a video is not restyled. The popup has a text for each. */

/** In order of importance: if videos have different faults, the popup names the first one of this list. */
export const FAULTS = [
  'no-webgpu',
  'no-gpu',
  'device-lost',
  'bad-style',
  'internal',
  'too-slow',
  'full',
  'host-gone',
  'drm',
  'tainted',
  'not-loaded',
  'sandboxed',
  'no-frames',
  'own-camera',
  'unwanted',
] as const;

export type Fault = (typeof FAULTS)[number];
