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
  readonly #pictures: ImageBitmapRenderingContext | null;
  readonly #host: MessagePort;

  /** @param host the overlay's port to the host */
  constructor(page: Document, host: MessagePort) {
    this.element = createElement(page, 'canvas');
    this.#pictures = this.element.getContext('bitmaprenderer');
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
  }

  #show(bitmap: ImageBitmap): void {
    this.element.width = bitmap.width;
    this.element.height = bitmap.height;
    this.#pictures?.transferFromImageBitmap(bitmap);
    this.#post({ type: 'shown' });
  }

  #post(message: OverlayToHost): void {
    this.#host.postMessage(message);
  }
}
