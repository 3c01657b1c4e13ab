/**
 * Messages of the overlay, the extension's iframe over a video.
 *
 * A session opens in four steps. The content script posts a nonce and a port to the overlay (`OverlayHandshake`). The
 * overlay forwards them to the service worker with a second port (`AttachOverlay`). The service worker checks the
 * nonce, starts the offscreen document and forwards both ports to it. From then on the page and the overlay each talk
 * to the host over their own port. Where no overlay can reach the service worker, `bridge.ts` carries both ports.
 */
import * as v from 'valibot';
import { arrayBuffer, imageBitmap, nonce, offscreenCanvas, parserOf, side, videoFrame } from './values';

/** Window message from the content script to its overlay; the page's port is transferred with it. */
export const OverlayHandshake = v.object({ type: v.literal('inkreel:attach'), nonce });
export type OverlayHandshake = v.InferOutput<typeof OverlayHandshake>;
export const parseOverlayHandshake = parserOf(OverlayHandshake);

/** Window message from the content script when the video's fit changes: how the canvas fills the overlay. */
export const OverlayFit = v.object({
  type: v.literal('inkreel:fit'),
  objectFit: v.picklist(['fill', 'contain', 'cover', 'none', 'scale-down']),
  objectPosition: v.pipe(v.string(), v.regex(/^[-+*/%.,() a-z0-9]{1,120}$/i)),
  objectViewBox: v.pipe(v.string(), v.regex(/^[-+*/%.,() a-z0-9]{1,200}$/i)),
});
export type OverlayFit = v.InferOutput<typeof OverlayFit>;
export const parseOverlayFit = parserOf(OverlayFit);

/** Overlay to service worker, with [page port, overlay port] transferred, which the worker forwards. */
export const AttachOverlay = v.object({ type: v.literal('attach-overlay'), nonce });
export type AttachOverlay = v.InferOutput<typeof AttachOverlay>;
export const parseAttachOverlay = parserOf(AttachOverlay);

/** Names the tab of a script that has none. */
export const NO_TAB = -1;

/** Service worker to offscreen document, with both ports, once the nonce was found good. The browser itself named the tab. */
export const AttachToHost = v.object({
  type: v.literal('attach-to-host'),
  tab: v.pipe(v.number(), v.integer(), v.minValue(NO_TAB)),
});
export type AttachToHost = v.InferOutput<typeof AttachToHost>;
export const parseAttachToHost = parserOf(AttachToHost);

export const OverlayToHost = v.variant('type', [
  /** A 1x1 VideoFrame. It arrives only where both documents share a process; then the canvas may be handed over. */
  v.object({ type: v.literal('probe'), frame: videoFrame }),
  v.object({ type: v.literal('canvas'), canvas: offscreenCanvas }),
  /** The last `picture` or `pixels` are on the canvas. */
  v.object({ type: v.literal('shown') }),
]);
export type OverlayToHost = v.InferOutput<typeof OverlayToHost>;
export const parseOverlayToHost = parserOf(OverlayToHost);

export const HostToOverlay = v.variant('type', [
  /** Asks for a `probe`. */
  v.object({ type: v.literal('send-probe') }),
  /**
   * Asks for a fresh canvas: in the same process to hand over, elsewhere to keep for pictures. Sent again after the GPU
   * was lost, because canvases do not survive that.
   */
  v.object({ type: v.literal('begin'), sameProcess: v.boolean() }),
  /** The styled picture itself, for a bitmaprenderer canvas in another process. */
  v.object({ type: v.literal('picture'), bitmap: imageBitmap }),
  /** The same as RGBA with straight alpha, where bitmaps do not reach the overlay. */
  v.pipe(
    v.object({ type: v.literal('pixels'), width: side, height: side, data: arrayBuffer }),
    v.check(({ width, height, data }) => data.byteLength === 4 * width * height),
  ),
]);
export type HostToOverlay = v.InferOutput<typeof HostToOverlay>;
export const parseHostToOverlay = parserOf(HostToOverlay);
