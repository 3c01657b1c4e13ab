/** Why a video is not being styled. The popup has the words for each. */

/** The fault that explains most comes first: where several videos have one, the popup names the first. */
export const FAULTS = [
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
] as const;

export type Fault = (typeof FAULTS)[number];
