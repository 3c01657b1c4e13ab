/**
 * The overlay: a frame of the extension over a page's video. It hands a canvas to the offscreen document, which draws it;
 * where that is another process it shows the pictures it is sent. It never posts anything to the page.
 */
import {
  type AttachOverlay,
  type OverlayToHost,
  parseHostToOverlay,
  parseOverlayFit,
  parseOverlayHandshake,
} from '../protocol/overlay-host';
import { parseProxyVideoHandshake } from '../protocol/proxy-video';
import { mayLoad, siteAbove } from './proxy-permission';
import { ProxyVideo } from './proxy-video';

/** Puts a fresh canvas in the place of whatever was shown. */
function freshCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  document.body.replaceChildren(canvas);
  return canvas;
}

/**
 * Talks to the offscreen document about where the picture is drawn.
 * @param accepted called once the host has answered, which it does only where the page's word was the content script's
 */
function present(host: MessagePort, accepted: () => void): void {
  const post = (message: OverlayToHost, transfer: Transferable[] = []) => host.postMessage(message, transfer);
  let pictures: ImageBitmapRenderingContext | null = null;

  // Handing a canvas over to another process kills the extension, so it is tried with a VideoFrame first, which merely does
  // not get across there.
  const sendProbe = () => {
    const frame = new VideoFrame(new Uint8Array(4), { format: 'RGBA', codedWidth: 1, codedHeight: 1, timestamp: 0 });
    post({ type: 'probe', frame }, [frame]);
  };
  const begin = (sameProcess: boolean) => {
    const element = freshCanvas();
    if (sameProcess) {
      // Before it is ever painted: a canvas that was shows nothing after the transfer.
      const canvas = element.transferControlToOffscreen();
      post({ type: 'canvas', canvas }, [canvas]);
    } else {
      pictures = element.getContext('bitmaprenderer');
    }
  };
  const show = (bitmap: ImageBitmap) => {
    if (!pictures) {
      bitmap.close();
      return;
    }
    pictures.canvas.width = bitmap.width;
    pictures.canvas.height = bitmap.height;
    pictures.transferFromImageBitmap(bitmap);
    post({ type: 'shown' });
  };

  host.onmessage = ({ data }) => {
    const message = parseHostToOverlay(data);
    if (message) accepted();
    if (message?.type === 'send-probe') sendProbe();
    else if (message?.type === 'begin') begin(message.sameProcess);
    else if (message?.type === 'picture') show(message.bitmap);
  };
}

/** @param pictures where the page shows the pictures itself, as with its own camera; without it they are shown here */
async function attach(nonce: string, page: MessagePort, pictures?: MessagePort): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const { active } = await navigator.serviceWorker.ready;
  const message: AttachOverlay = { type: 'attach-overlay', nonce };
  active?.postMessage(message, [page, pictures ?? port2]);
  if (!pictures) present(port1, () => accept(nonce));
}

let attached = false;
let hasTwin = false;
let accept: (nonce: string) => void;
/** The nonce the host let this overlay in with. Until then any page might be asking for what only the extension may read. */
const accepted = new Promise<string>((resolve) => {
  accept = resolve;
});

async function serveTwin(nonce: string, port: MessagePort): Promise<void> {
  if ((await accepted) !== nonce || hasTwin) return;
  hasTwin = true;
  new ProxyVideo(port, (address) => mayLoad(address, siteAbove(location)));
}

addEventListener('message', ({ source, data, ports }) => {
  if (source !== parent) return;
  const fit = parseOverlayFit(data);
  if (fit) {
    document.documentElement.style.setProperty('--object-fit', fit.objectFit);
    document.documentElement.style.setProperty('--object-position', fit.objectPosition);
    return;
  }
  const [port, pictures] = ports;
  const twin = parseProxyVideoHandshake(data);
  if (twin && port) {
    void serveTwin(twin.nonce, port);
    return;
  }
  const handshake = parseOverlayHandshake(data);
  if (!handshake || !port || attached) return;
  attached = true;
  void attach(handshake.nonce, port, pictures);
});
