/** Shows the styled picture, on a canvas on which the host draws or from pictures that the host sends. */
import { type HostToOverlay, type OverlayToHost, parseHostToOverlay } from '../protocol/overlay-host';

/** Replaces the document's content with a new canvas. */
function freshCanvas(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  document.body.replaceChildren(canvas);
  return canvas;
}

export class PictureCanvas {
  readonly #host: MessagePort;
  /** The canvas for pictures that the host sends. */
  #canvas: HTMLCanvasElement | null = null;

  /**
   * @param accepted called for each message of the host, which answers only a page that the content script announced
   */
  constructor(host: MessagePort, accepted: () => void) {
    this.#host = host;
    host.onmessage = ({ data }) => {
      const message = parseHostToOverlay(data);
      if (!message) return;
      accepted();
      if (message.type === 'send-probe') this.#sendProbe();
      else if (message.type === 'begin') this.#begin(message.sameProcess);
      else if (message.type === 'picture') this.#show(message.bitmap);
      else this.#draw(message);
    };
  }

  /**
   * Sends a VideoFrame, which arrives only if host and overlay share a process. The host must know, because transferring a
   * canvas to another process would crash the extension.
   */
  #sendProbe(): void {
    const frame = new VideoFrame(new Uint8Array(4), { format: 'RGBA', codedWidth: 1, codedHeight: 1, timestamp: 0 });
    this.#post({ type: 'probe', frame }, [frame]);
  }

  #begin(sameProcess: boolean): void {
    const element = freshCanvas();
    if (sameProcess) {
      // Transfer the canvas before its first painting: a canvas that was painted shows nothing after the transfer.
      const canvas = element.transferControlToOffscreen();
      this.#post({ type: 'canvas', canvas }, [canvas]);
    } else {
      this.#canvas = element;
    }
  }

  #show(bitmap: ImageBitmap): void {
    const pictures = this.#canvas?.getContext('bitmaprenderer');
    if (!pictures) {
      bitmap.close();
      return;
    }
    pictures.canvas.width = bitmap.width;
    pictures.canvas.height = bitmap.height;
    pictures.transferFromImageBitmap(bitmap);
    this.#post({ type: 'shown' });
  }

  #draw({ width, height, data }: Extract<HostToOverlay, { type: 'pixels' }>): void {
    const context = this.#canvas?.getContext('2d');
    if (!context) return;
    const { canvas } = context;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    context.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
    this.#post({ type: 'shown' });
  }

  #post(message: OverlayToHost, transfer: Transferable[] = []): void {
    this.#host.postMessage(message, transfer);
  }
}
