/**
 * The overlay: a frame of the extension over a page's video. It hands its canvas to the offscreen document, which draws
 * it; where that is another process it shows the pictures it is sent. It never posts anything to the page.
 */
import type { AttachOverlay, OverlayToHost } from '../link/messages';
import { parseHostToOverlay, parseOverlayFit, parseOverlayHandshake } from '../link/validate';

// Made and transferred before anything is painted: a canvas that was painted once shows nothing after the transfer.
let canvas = document.body.appendChild(document.createElement('canvas'));
const offscreenCanvas = canvas.transferControlToOffscreen();

/** Talks to the offscreen document about where the picture is drawn. */
function present(host: MessagePort): void {
  const post = (message: OverlayToHost, transfer: Transferable[] = []) => host.postMessage(message, transfer);
  let pictures: ImageBitmapRenderingContext | null = null;

  // Handing a canvas over to another process kills the extension, so it is tried with a VideoFrame first, which merely does
  // not get across there.
  const sendProbe = () => {
    const frame = new VideoFrame(new Uint8Array(4), { format: 'RGBA', codedWidth: 1, codedHeight: 1, timestamp: 0 });
    post({ type: 'probe', frame }, [frame]);
  };
  const onProcess = (same: boolean) => {
    if (same) {
      post({ type: 'canvas', canvas: offscreenCanvas }, [offscreenCanvas]);
      return;
    }
    const replacement = document.createElement('canvas');
    pictures = replacement.getContext('bitmaprenderer');
    canvas.replaceWith(replacement);
    canvas = replacement;
  };
  const onPicture = (bitmap: ImageBitmap) => {
    if (!pictures) return bitmap.close();
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    pictures.transferFromImageBitmap(bitmap);
    post({ type: 'shown' });
  };

  host.onmessage = ({ data }) => {
    const message = parseHostToOverlay(data);
    if (message?.type === 'send-probe') sendProbe();
    else if (message?.type === 'process') onProcess(message.same);
    else if (message?.type === 'picture') onPicture(message.bitmap);
  };
}

async function attach(nonce: string, page: MessagePort): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const { active } = await navigator.serviceWorker.ready;
  const message: AttachOverlay = { type: 'attach-overlay', nonce };
  active?.postMessage(message, [page, port2]);
  present(port1);
}

let attached = false;

addEventListener('message', ({ source, data, ports }) => {
  if (source !== parent) return;
  const fit = parseOverlayFit(data);
  if (fit) {
    document.documentElement.style.setProperty('--object-fit', fit.objectFit);
    document.documentElement.style.setProperty('--object-position', fit.objectPosition);
    return;
  }
  const handshake = parseOverlayHandshake(data);
  const [port] = ports;
  if (!handshake || !port || attached) return;
  attached = true;
  void attach(handshake.nonce, port);
});
