/**
 * Entry point of the overlay, an iframe of the extension over a page's video. It attaches the page to the host, and
 * serves a proxy video. It never posts anything to the page.
 */
import { attachToHost } from '../platform/overlay';
import { parseCopyButtonHandshake } from '../protocol/copy-button';
import { type AttachOverlay, parseOverlayFit, parseOverlayHandshake } from '../protocol/overlay-host';
import type { HostToPage } from '../protocol/page-host';
import { parseProxyVideoHandshake } from '../protocol/proxy-video';
import { followDebug } from '../settings/follow-debug';
import { showCopyButton } from './copy-button';
import { PictureCanvas } from './picture-canvas';
import { mayLoad, siteAbove } from './proxy-permission';
import { ProxyVideo } from './proxy-video';

/** @param pictures port for pictures that the page shows itself, as of its own camera; without it the overlay shows them */
async function attach(nonce: string, page: MessagePort, pictures?: MessagePort): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const reached: HostToPage = { type: 'reached' };
  const message: AttachOverlay = { type: 'attach-overlay', nonce };
  await attachToHost(message, [page, pictures ?? port2], () => page.postMessage(reached));
  if (!pictures) new PictureCanvas(port1, () => accept(nonce));
}

let isAttached = false;
let hasProxyVideo = false;
let accept: (nonce: string) => void;
/**
 * Resolves to the nonce that the host accepted. Before that, any page could be the one that asks for pictures of a proxy
 * video, which only the extension may read.
 */
const accepted = new Promise<string>((resolve) => {
  accept = resolve;
});

async function serveProxyVideo(nonce: string, port: MessagePort): Promise<void> {
  if ((await accepted) !== nonce || hasProxyVideo) return;
  hasProxyVideo = true;
  new ProxyVideo(port, (address) => mayLoad(address, siteAbove(location)));
}

addEventListener('message', ({ source, data, ports }) => {
  if (source !== parent) return;
  const fit = parseOverlayFit(data);
  if (fit) {
    document.documentElement.style.setProperty('--object-fit', fit.objectFit);
    document.documentElement.style.setProperty('--object-position', fit.objectPosition);
    document.documentElement.style.setProperty('--object-view-box', fit.objectViewBox);
    return;
  }
  const [port, pictures] = ports;
  const proxyVideo = parseProxyVideoHandshake(data);
  if (proxyVideo && port) {
    void serveProxyVideo(proxyVideo.nonce, port);
    return;
  }
  const copyButton = parseCopyButtonHandshake(data);
  if (copyButton && port && !isAttached) {
    isAttached = true;
    showCopyButton(copyButton, port);
    return;
  }
  const handshake = parseOverlayHandshake(data);
  if (!handshake || !port || isAttached) return;
  isAttached = true;
  void attach(handshake.nonce, port, pictures);
});
void followDebug();
