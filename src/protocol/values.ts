/** Schemas of the single values in messages, and the parser of a message. */
import * as v from 'valibot';
import { LIMITS } from './limits';

/** A number, clamped to `low` ... `high`. */
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

/** A small picture as WebP in base64, which old browsers pass in messages too: 192 x 128 have about 15,000 characters. */
export const smallPicture = v.pipe(v.string(), v.maxLength(200_000), v.regex(/^[A-Za-z0-9+/]*={0,2}$/));

/** Media time, up to some thirty years. */
export const seconds = clamped(0, 1e9);
/** Milliseconds since 1970. */
export const moment = clamped(0, 1e14);

/** Looks up the class at every call, because some contexts that load this file do not have it (Node, a service worker). */
const isInstance = (name: 'ImageBitmap' | 'VideoFrame' | 'OffscreenCanvas', value: unknown): boolean => {
  const type: unknown = Reflect.get(globalThis, name);
  return typeof type === 'function' && value instanceof type;
};
export const imageBitmap = v.custom<ImageBitmap>((value) => isInstance('ImageBitmap', value));
export const videoFrame = v.custom<VideoFrame>((value) => isInstance('VideoFrame', value));
export const offscreenCanvas = v.custom<OffscreenCanvas>((value) => isInstance('OffscreenCanvas', value));

/**
 * A buffer, asked for its name and not its class: in Firefox, messages that a content script receives over a MessagePort hold
 * buffers of the page's global, which has classes of its own.
 */
export const arrayBuffer = v.custom<ArrayBuffer>(
  (value) => Object.prototype.toString.call(value) === '[object ArrayBuffer]',
);

/** A list of at most `most` items. The length is checked first, so that a list of millions is refused at once. */
export const boundedArray = <T>(item: v.GenericSchema<unknown, T>, most: number) =>
  v.pipe(
    v.custom<unknown[]>((value) => Array.isArray(value) && value.length <= most),
    v.array(item),
  );

/**
 * Returns a function that checks a message at run time, up to the first error.
 * @returns a function from a message to the message without unknown keys, or to undefined if it is invalid; it never throws
 */
export const parserOf =
  <T>(schema: v.GenericSchema<unknown, T>) =>
  (message: unknown): T | undefined => {
    const result = v.safeParse(schema, message, { abortEarly: true, abortPipeEarly: true });
    return result.success ? result.output : undefined;
  };
