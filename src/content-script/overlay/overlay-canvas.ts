/** Shows pictures on a canvas of the content script, for documents in which the extension's iframe cannot work. */
import {
  type HostToOverlay,
  type OverlayFit,
  type OverlayToHost,
  parseHostToOverlay,
} from '../../protocol/overlay-host';
import { createElement } from '../page/dom';
import { type OverlayContent, setStyle } from './overlay-element';

export class OverlayCanvas implements OverlayContent {
  readonly element: HTMLCanvasElement;
  readonly #host: MessagePort;

  /** @param host the overlay's port to the host */
  constructor(page: Document, host: MessagePort) {
    this.element = createElement(page, 'canvas');
    this.#host = host;
    host.onmessage = ({ data }) => {
      const message = parseHostToOverlay(data);
      if (message) this.#answer(message);
    };
  }

  setFit({ objectFit, objectPosition, objectViewBox }: Omit<OverlayFit, 'type'>): void {
    setStyle(this.element, 'object-fit', objectFit);
    setStyle(this.element, 'object-position', objectPosition);
    setStyle(this.element, 'object-view-box', objectViewBox);
  }

  #answer(message: HostToOverlay): void {
    // Answer the probe without a frame: a VideoFrame cannot pass through the bridge.
    if (message.type === 'send-probe') this.#post({ type: 'shown' });
    if (message.type === 'picture') this.#show(message.bitmap);
    if (message.type === 'pixels') this.#draw(message);
  }

  #show(bitmap: ImageBitmap): void {
    this.#resize(bitmap);
    this.element.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
    this.#post({ type: 'shown' });
  }

  /** Shows pixels where bitmaps do not cross, as in Firefox. */
  #draw({ width, height, data }: Extract<HostToOverlay, { type: 'pixels' }>): void {
    this.#resize({ width, height });
    const picture = new ImageData(new Uint8ClampedArray(data), width, height);
    this.element.getContext('2d')?.putImageData(picture, 0, 0);
    this.#post({ type: 'shown' });
  }

  /** Sets a size only where it changes: setting it clears the canvas. */
  #resize({ width, height }: { width: number; height: number }): void {
    if (this.element.width !== width) this.element.width = width;
    if (this.element.height !== height) this.element.height = height;
  }

  #post(message: OverlayToHost): void {
    this.#host.postMessage(message);
  }
}
