/** The element in the page: a closed shadow root with what shows the picture in it. */
import type { OverlayFit } from '../../protocol/overlay-host';
import { boxOf, createElement } from '../page/dom';
import type { CssProperties } from '../page/placement';
import { type Corners, isMirrored } from '../page/quad';

const PICTURE_STYLES: CssProperties = {
  all: 'initial',
  visibility: 'inherit',
  display: 'block',
  position: 'relative',
  width: '100%',
  height: '100%',
  'pointer-events': 'none',
};

const CONTENT_STYLES: CssProperties = {
  ...PICTURE_STYLES,
  border: '0',
  // As the overlay's document has it: where the two differ, browsers paint the frame opaque.
  'color-scheme': 'light',
};

/** Nothing to be seen: where each of them is in the window tells what became of the picture's box. */
const CORNERS: readonly CssProperties[] = [
  { left: '0', top: '0' },
  { left: '100%', top: '0' },
  { left: '100%', top: '100%' },
  { left: '0', top: '100%' },
];

/** As nothing of the page's can have it otherwise. */
export function setStyle(element: HTMLElement, name: string, value: string): void {
  element.style.setProperty(name, value, 'important');
}

function setStyles(element: HTMLElement, styles: CssProperties): void {
  for (const [name, value] of Object.entries(styles)) setStyle(element, name, value);
}

/** What shows the picture: it fills the overlay. */
export interface OverlayContent {
  readonly element: HTMLElement;
  /** How the picture fills it. */
  setFit(fit: Omit<OverlayFit, 'type'>): void;
}

export class OverlayElement {
  readonly node: HTMLElement;
  readonly #content: OverlayContent;
  readonly #corners: readonly HTMLElement[];
  #styles: CssProperties = {};

  constructor(page: Document, content: OverlayContent) {
    this.#content = content;
    this.node = createElement(page, 'div');
    this.node.ariaHidden = 'true';
    this.node.inert = true;
    // Nothing of the page's rules may apply, however important they are.
    setStyle(this.node, 'all', 'initial');
    setStyle(this.node, 'visibility', 'hidden');
    setStyles(content.element, CONTENT_STYLES);
    this.#corners = CORNERS.map((place) => {
      const corner = createElement(page, 'div');
      setStyles(corner, { all: 'initial', position: 'absolute', ...place });
      return corner;
    });
    const picture = createElement(page, 'div');
    setStyles(picture, PICTURE_STYLES);
    picture.append(content.element, ...this.#corners);
    this.node.attachShadow({ mode: 'closed' }).append(picture);
  }

  /** Sets exactly these, besides the initial values of everything else. */
  setStyles(styles: CssProperties): void {
    for (const name of Object.keys(this.#styles)) if (!(name in styles)) setStyle(this.node, name, 'initial');
    for (const [name, value] of Object.entries(styles)) {
      if (this.#styles[name] !== value) setStyle(this.node, name, value);
    }
    this.#styles = styles;
  }

  /** Has the browser make the element's box anew; a frame in it lives on. */
  renewBox(): void {
    setStyle(this.node, 'display', 'none');
    void this.node.offsetWidth;
    setStyle(this.node, 'display', 'block');
  }

  /** Hides this share of the picture, from the left as it is seen. */
  setWipe(share: number): void {
    const hidden = `${share * 100}%`;
    const side = share > 0 && isMirrored(this.corners) ? `${hidden} 0 0` : `0 0 ${hidden}`;
    setStyle(this.#content.element, 'clip-path', share === 0 ? 'none' : `inset(0 ${side})`);
  }

  get corners(): Corners {
    const [upperLeft, upperRight, lowerRight, lowerLeft] = this.#corners.map(boxOf);
    return [upperLeft!, upperRight!, lowerRight!, lowerLeft!];
  }

  get pictureBox(): DOMRect {
    return boxOf(this.#content.element);
  }

  /** How the picture fills the overlay. */
  setFit(fit: Omit<OverlayFit, 'type'>): void {
    this.#content.setFit(fit);
  }
}
