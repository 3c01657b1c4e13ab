/**
 * Carries a session's two ports over one runtime port, for documents whose iframes do not reach the extension. It is
 * slower, because every message goes through the browser process and is copied there.
 */
import * as v from 'valibot';
import type { Runtime } from 'webextension-polyfill';
import { transferablesOf } from '../media/frame';
import { HostToOverlay, OverlayToHost } from './overlay-host';
import { HostToPage, PageToHost } from './page-host';
import { arrayBuffer, parserOf } from './values';

/** Name of the runtime port, from the content script to the offscreen document. */
export const BRIDGE_PORT = 'inkreel-bridge';

/**
 * Content script to service worker, which answers true once the offscreen document is ready. `probe` arrives intact only if
 * runtime messages are structured clones instead of JSON, as they are from Chromium 148 on and in Firefox.
 */
export const ExpectBridge = v.object({
  type: v.literal('expect-bridge'),
  probe: v.pipe(
    arrayBuffer,
    v.check(({ byteLength }) => byteLength === 1),
  ),
});
export type ExpectBridge = v.InferOutput<typeof ExpectBridge>;
export const parseExpectBridge = parserOf(ExpectBridge);

/** The two conversations that a bridge carries: with the page, and with its overlay. */
const ENDS = ['page', 'overlay'] as const;

export const BridgedToHost = v.variant('end', [
  v.object({ end: v.literal('page'), message: PageToHost }),
  v.object({ end: v.literal('overlay'), message: OverlayToHost }),
]);
export type BridgedToHost = v.InferOutput<typeof BridgedToHost>;
export const parseBridgedToHost = parserOf(BridgedToHost);

export const BridgedToPage = v.variant('end', [
  v.object({ end: v.literal('page'), message: HostToPage }),
  v.object({ end: v.literal('overlay'), message: HostToOverlay }),
]);
export type BridgedToPage = v.InferOutput<typeof BridgedToPage>;
export const parseBridgedToPage = parserOf(BridgedToPage);

/** After a fatal fault the port stays open for so long. */
const FAREWELL_MS = 1000;

type Bridged = BridgedToHost | BridgedToPage;

/** Returns the pixels in a message. The bridge transfers them instead of copying them once more. */
function pixelsOf(message: Bridged['message']): (ArrayBuffer | ImageBitmap)[] {
  if (message.type === 'frame') return transferablesOf(message.frame);
  if (message.type === 'pixels') return [message.data];
  return 'bitmap' in message ? [message.bitmap] : [];
}

/**
 * Carries messages both ways until either side ends its session or the other sends a message that its parser refuses.
 * @param ends local ports; the bridge sends their messages, posts arriving messages to them, and closes them when it ends
 * @param parse checks messages of the other side
 * @param ended called before the ends are closed, unless this side closed the bridge
 */
export function bridge(
  port: Runtime.Port,
  ends: Record<(typeof ENDS)[number], MessagePort>,
  parse: (message: unknown) => Bridged | undefined,
  ended: () => void = () => {},
): void {
  let isOver = false;
  const closeAll = () => {
    isOver = true;
    port.disconnect();
    for (const end of ENDS) ends[end].close();
  };
  const fail = () => {
    ended();
    closeAll();
  };
  port.onDisconnect.addListener(fail);
  port.onMessage.addListener((received) => {
    if (isOver) return;
    const bridged = parse(received);
    if (bridged) ends[bridged.end].postMessage(bridged.message, pixelsOf(bridged.message));
    else fail();
  });
  for (const end of ENDS) {
    ends[end].onmessage = ({ data }) => {
      port.postMessage({ end, message: data });
      for (const pixels of pixelsOf(data)) if ('close' in pixels) pixels.close();
      // Chromium does not tell when the other end of a port was closed.
      if (data.type === 'close') closeAll();
      if (data.type === 'fault' && data.fatal) {
        // The other side reads the reason first.
        isOver = true;
        setTimeout(closeAll, FAREWELL_MS);
      }
    };
  }
}
