/**
 * Messages by which documents ask the host for slots: a video is restyled only while it holds one. Each document has one
 * runtime port to the host, as long as one of its videos wishes for a slot.
 */
import * as v from 'valibot';
import { LIMITS } from './limits';
import { boundedArray, clamped, count, parserOf } from './values';

/** Name of the runtime port, from the content script to the offscreen document. */
export const SLOTS_PORT = 'inkreel-slots';

/** Content script to service worker, which answers true once the offscreen document is there. */
export const ExpectHost = v.object({ type: v.literal('expect-host') });
export type ExpectHost = v.InferOutput<typeof ExpectHost>;
export const parseExpectHost = parserOf(ExpectHost);

/** A video's wish for a slot. */
export const Bid = v.object({
  /** Number of the wish, new for each. */
  id: count,
  /** Attention that the video has; 0 for one that nobody can see. */
  weight: clamped(0, 1e12),
  isPlaying: v.boolean(),
  /** Whether it holds a slot already, perhaps of a host before this one. */
  isHeld: v.boolean(),
});
export type Bid = v.InferOutput<typeof Bid>;

/** Content script to host, whenever it changes: all wishes of the document, those with the most attention first. */
export const Bids = v.object({ type: v.literal('bids'), bids: boundedArray(Bid, LIMITS.maxBids) });
export type Bids = v.InferOutput<typeof Bids>;
export const parseBids = parserOf(Bids);

/** Answer to every `Bids`, and sent again whenever it changes: the wishes that hold a slot. */
export const Grants = v.object({ type: v.literal('grants'), ids: boundedArray(count, LIMITS.maxBids) });
export type Grants = v.InferOutput<typeof Grants>;
export const parseGrants = parserOf(Grants);
