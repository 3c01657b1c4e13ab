/**
 * A session's two ports carried over one runtime port, for documents whose frames do not reach the extension. It is slower than
 * they are, for every message goes through the browser's own process, and is copied there.
 */
import type { Runtime } from 'webextension-polyfill';
import { transferablesOf } from '../media/frame';
import type { HostToOverlay, HostToPage, OverlayToHost, PageToHost } from './messages';

/** Name of the runtime port, from the content script to the offscreen document. */
export const BRIDGE_PORT = 'inkreel-bridge';

/**
 * runtime.sendMessage from the content script to the service worker, which has the offscreen document ready when it answers
 * true. `probe` arrives whole only where runtime messages are structured clones, not JSON: from Chromium 148 on.
 */
export interface ExpectBridge {
  type: 'expect-bridge';
  probe: ArrayBuffer;
}

/** What a message is of: the conversation with the page, or the one with its overlay. */
const ENDS = ['page', 'overlay'] as const;

export type BridgedToHost = { end: 'page'; message: PageToHost } | { end: 'overlay'; message: OverlayToHost };

export type BridgedToPage = { end: 'page'; message: HostToPage } | { end: 'overlay'; message: HostToOverlay };

type Bridged = BridgedToHost | BridgedToPage;

/** The pixels in a message: the bridge hands them on instead of copying them once more. */
function pixelsOf(message: Bridged['message']): (ArrayBuffer | ImageBitmap)[] {
  if (message.type === 'frame') return transferablesOf(message.frame);
  return 'bitmap' in message ? [message.bitmap] : [];
}

/**
 * Carries messages both ways until either side closes, or the other sends what was not agreed on.
 * @param ends their messages go into the bridge; they get what comes out of it, and are closed with it
 * @param parse checks what the other side sends
 * @param ended called where the end did not come from this side, before the ends are closed
 */
export function bridge(
  port: Runtime.Port,
  ends: Record<(typeof ENDS)[number], MessagePort>,
  parse: (message: unknown) => Bridged | undefined,
  ended: () => void = () => {},
): void {
  const close = () => {
    port.disconnect();
    for (const end of ENDS) ends[end].close();
  };
  const fail = () => {
    ended();
    close();
  };
  port.onDisconnect.addListener(fail);
  port.onMessage.addListener((received) => {
    const bridged = parse(received);
    if (bridged) ends[bridged.end].postMessage(bridged.message, pixelsOf(bridged.message));
    else fail();
  });
  for (const end of ENDS) {
    ends[end].onmessage = ({ data }) => {
      port.postMessage({ end, message: data });
      for (const pixels of pixelsOf(data)) if ('close' in pixels) pixels.close();
    };
    ends[end].addEventListener('close', close);
  }
}
