/** Shows the extension's document in an overlay. */
import type { OverlayFit } from '../../protocol/overlay-host';
import type { OverlayContent } from '../overlay/overlay-element';
import { createElement } from '../page/dom';

/** Address and origin of the overlay's document. */
export interface OverlayDocument {
  url: string;
  origin: string;
}

const FIT = ['objectFit', 'objectPosition', 'objectViewBox'] as const;

export class OverlayIframe implements OverlayContent {
  readonly element: HTMLIFrameElement;
  readonly #origin: string;
  #fit: OverlayFit | null = null;
  #isLoaded = false;

  /** @param onLoad called with the iframe's window whenever its document has loaded */
  constructor(page: Document, { url, origin }: OverlayDocument, onLoad: (overlayWindow: Window) => void) {
    this.#origin = origin;
    this.element = createElement(page, 'iframe');
    this.element.tabIndex = -1;
    this.element.addEventListener('load', () => {
      this.#isLoaded = true;
      this.#postFit();
      if (this.element.contentWindow) onLoad(this.element.contentWindow);
    });
    this.element.src = url;
  }

  /** Posts the fit to the document, or stores it until the document has loaded. */
  setFit(fit: Omit<OverlayFit, 'type'>): void {
    const isSame = FIT.every((name) => this.#fit?.[name] === fit[name]);
    this.#fit = { type: 'inkreel:fit', ...fit };
    if (!isSame) this.#postFit();
  }

  #postFit(): void {
    if (this.#fit && this.#isLoaded) this.element.contentWindow?.postMessage(this.#fit, this.#origin);
  }
}
