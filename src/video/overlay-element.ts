/** The element in the page: a closed shadow root with the extension's frame in it. */
import type { OverlayFit } from '../link/messages';
import { boxOf, createElement } from './dom';
import type { Styles } from './placement';

const FRAME_STYLES: Styles = {
  all: 'initial',
  visibility: 'inherit',
  display: 'block',
  width: '100%',
  height: '100%',
  border: '0',
  'pointer-events': 'none',
  // As the overlay's document has it: where the two differ, browsers paint the frame opaque.
  'color-scheme': 'light',
};

function setStyle(element: HTMLElement, name: string, value: string): void {
  element.style.setProperty(name, value, 'important');
}

/** The extension's document in the overlay: where it is loaded from, and the origin it then has. */
export interface OverlayDocument {
  url: string;
  origin: string;
}

export class OverlayElement {
  readonly node: HTMLElement;
  readonly #frame: HTMLIFrameElement;
  readonly #origin: string;
  #styles: Styles = {};
  #fit: OverlayFit | null = null;
  #isLoaded = false;

  /** @param onLoad called with the frame's window whenever its document has loaded */
  constructor(page: Document, document: OverlayDocument, onLoad: (frame: Window) => void) {
    this.#origin = document.origin;
    this.node = createElement(page, 'div');
    this.node.ariaHidden = 'true';
    this.node.inert = true;
    // Nothing of the page's rules may apply, however important they are.
    setStyle(this.node, 'all', 'initial');
    setStyle(this.node, 'visibility', 'hidden');
    this.#frame = createElement(page, 'iframe');
    this.#frame.tabIndex = -1;
    for (const [name, value] of Object.entries(FRAME_STYLES)) setStyle(this.#frame, name, value);
    this.#frame.addEventListener('load', () => {
      this.#isLoaded = true;
      this.#postFit();
      if (this.#frame.contentWindow) onLoad(this.#frame.contentWindow);
    });
    this.#frame.src = document.url;
    this.node.attachShadow({ mode: 'closed' }).append(this.#frame);
  }

  /** Sets exactly these, besides the initial values of everything else. */
  setStyles(styles: Styles): void {
    for (const name of Object.keys(this.#styles)) if (!(name in styles)) setStyle(this.node, name, 'initial');
    for (const [name, value] of Object.entries(styles)) {
      if (this.#styles[name] !== value) setStyle(this.node, name, value);
    }
    this.#styles = styles;
  }

  /** Has the browser make the element's box anew; the frame in it lives on. */
  renewBox(): void {
    setStyle(this.node, 'display', 'none');
    void this.node.offsetWidth;
    setStyle(this.node, 'display', 'block');
  }

  /** Hides this share of the picture, from the left as it is seen. */
  setWipe(share: number, isMirrored: boolean): void {
    const hidden = `${share * 100}%`;
    setStyle(
      this.#frame,
      'clip-path',
      share === 0 ? 'none' : `inset(0 ${isMirrored ? `${hidden} 0 0` : `0 0 ${hidden}`})`,
    );
  }

  get pictureBox(): DOMRect {
    return boxOf(this.#frame);
  }

  /** How the canvas fills the frame; told to the document as soon as it is there. */
  setFit(fit: Omit<OverlayFit, 'type'>): void {
    const isSame = this.#fit?.objectFit === fit.objectFit && this.#fit.objectPosition === fit.objectPosition;
    this.#fit = { type: 'inkreel:fit', ...fit };
    if (!isSame) this.#postFit();
  }

  #postFit(): void {
    if (this.#fit && this.#isLoaded) this.#frame.contentWindow?.postMessage(this.#fit, this.#origin);
  }
}
