/**
 * Messages between the content script and the overlay where a video belongs to another origin. The overlay loads the
 * same address into a proxy video of its own, which the extension may read where the user granted it, and keeps it in
 * sync.
 */
import * as v from 'valibot';
import { frameSchema } from './frame-schema';
import { LIMITS } from './limits';
import { clamped, count, moment, nonce, parserOf, seconds } from './values';

/**
 * Window message from the content script to its overlay; the proxy video's port is transferred with it. The nonce is
 * the one that the overlay attaches with: a page does not know it.
 */
export const ProxyVideoHandshake = v.object({ type: v.literal('inkreel:proxy-video'), nonce });
export type ProxyVideoHandshake = v.InferOutput<typeof ProxyVideoHandshake>;
export const parseProxyVideoHandshake = parserOf(ProxyVideoHandshake);

/**
 * Position of a video: `time` s at `at` (performance.timeOrigin + performance.now(), ms). `rate` 0: it stands still.
 */
export const VideoClock = v.object({ time: seconds, at: moment, rate: clamped(0, 16) });
export type VideoClock = v.InferOutput<typeof VideoClock>;

export const PageToProxyVideo = v.variant('type', [
  /** Sent at every change and now and then: the address and the position of the page's video. */
  v.object({
    type: v.literal('follow'),
    source: v.pipe(v.string(), v.maxLength(LIMITS.maxAddressLength), v.regex(/^https?:\/\//)),
    clock: VideoClock,
  }),
  /** Asks for the frame that starts at `time` s, or the first one after it. */
  v.object({ type: v.literal('take'), id: count, kind: v.picklist(['planes', 'image']), time: seconds }),
]);
export type PageToProxyVideo = v.InferOutput<typeof PageToProxyVideo>;
export const parsePageToProxyVideo = parserOf(PageToProxyVideo);

/**
 * `late`: no picture in time; `not-allowed`: the user has not allowed this address yet; `not-loaded`: the copy cannot be read
 * or loaded either.
 */
const missReason = v.picklist(['late', 'not-allowed', 'not-loaded']);
export type MissReason = v.InferOutput<typeof missReason>;

export const ProxyVideoToPage = v.variant('type', [
  /** The frame asked for and its start; `stands`: both videos stand still at the same position. */
  v.object({ type: v.literal('picture'), id: count, time: seconds, stands: v.boolean(), frame: frameSchema }),
  v.object({ type: v.literal('missed'), id: count, why: missReason }),
]);
export type ProxyVideoToPage = v.InferOutput<typeof ProxyVideoToPage>;
export const parseProxyVideoToPage = parserOf(ProxyVideoToPage);
