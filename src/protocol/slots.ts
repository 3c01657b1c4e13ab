/**
 * Messages by which documents request slots from the host: a video is restyled only while it holds one. A document keeps
 * one runtime port to the host for as long as one of its videos requests a slot.
 */
import * as v from 'valibot';
import { LIMITS } from './limits';
import { boundedArray, clamped, count, parserOf } from './values';

/** Name of the runtime port, from the content script to the offscreen document. */
export const SLOTS_PORT = 'inkreel-slots';

/** Content script or own page to service worker, which answers true once the offscreen document is there. */
export const ExpectHost = v.object({ type: v.literal('expect-host') });
export type ExpectHost = v.InferOutput<typeof ExpectHost>;
export const parseExpectHost = parserOf(ExpectHost);

/** One video's request for a slot. */
export const SlotRequest = v.object({
  /** Number of the request, used only once in its document. */
  id: count,
  /** Attention of the video; 0 if it is out of sight. */
  attention: clamped(0, 1e12),
  isPlaying: v.boolean(),
  /** Whether it already holds a slot, which an earlier host may have granted. */
  isHeld: v.boolean(),
});
export type SlotRequest = v.InferOutput<typeof SlotRequest>;

/** Content script to host, after every change: all requests of the document, in descending order of attention. */
export const RequestSlots = v.object({
  type: v.literal('request-slots'),
  requests: boundedArray(SlotRequest, LIMITS.maxSlotRequests),
});
export type RequestSlots = v.InferOutput<typeof RequestSlots>;
export const parseRequestSlots = parserOf(RequestSlots);

/** Answer to every `RequestSlots`, and sent again after every change: the requests that hold a slot. */
export const GrantSlots = v.object({
  type: v.literal('grant-slots'),
  ids: boundedArray(count, LIMITS.maxSlotRequests),
});
export type GrantSlots = v.InferOutput<typeof GrantSlots>;
export const parseGrantSlots = parserOf(GrantSlots);
