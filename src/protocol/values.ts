/** Schemas of the single values that messages are made of. */
import * as v from 'valibot';
import { LIMITS } from './limits';

/** A number, brought between `low` and `high`. */
export const clamped = (low: number, high: number) =>
  v.pipe(
    v.number(),
    v.finite(),
    v.transform((x) => Math.min(high, Math.max(low, x))),
  );
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const side = v.pipe(v.number(), v.integer(), v.minValue(LIMITS.minSide), v.maxValue(LIMITS.maxSide));
export const milliseconds = clamped(0, 60_000);
export const text = v.pipe(v.string(), v.maxLength(LIMITS.maxTextLength));
export const styleId = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/));
export const nonce = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{16,64}$/));

/** Some thirty years: nothing plays for longer. */
export const seconds = clamped(0, 1e9);
/** Milliseconds since 1970. */
export const moment = clamped(0, 1e14);

/** The classes do not exist everywhere this file is loaded (Node, a service worker), so they are looked up when needed. */
const isInstance = (name: 'ImageBitmap' | 'VideoFrame' | 'OffscreenCanvas', value: unknown): boolean => {
  const type: unknown = Reflect.get(globalThis, name);
  return typeof type === 'function' && value instanceof type;
};
export const imageBitmap = v.custom<ImageBitmap>((value) => isInstance('ImageBitmap', value));
export const videoFrame = v.custom<VideoFrame>((value) => isInstance('VideoFrame', value));
export const offscreenCanvas = v.custom<OffscreenCanvas>((value) => isInstance('OffscreenCanvas', value));
