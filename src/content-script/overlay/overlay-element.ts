/** The overlay's element in the page: a closed shadow root that holds the picture. */
import type { OverlayFit } from '../../protocol/overlay-host';
import type { CssProperties } from '../layout/appearance';
import { createElement, rectOf } from '../page/dom';
import { type Corners, isMirrored } from '../page/quad';

/** Unpositioned, so that an overlay in the flow paints below the page's text. */
const PICTURE_STYLES: CssProperties = {
  all: 'initial',
  visibility: 'inherit',
  display: 'grid',
  width: '100%',
  height: '100%',
  'pointer-events': 'none',
};

/** Picture and markers share one cell. */
const CELL = { 'grid-area': '1 / 1', 'min-width': '0', 'min-height': '0' };

const MARKERS_STYLES: CssProperties = { all: 'initial', display: 'block', position: 'relative', ...CELL };

const CONTENT_STYLES: CssProperties = {
  ...PICTURE_STYLES,
  ...CELL,
  display: 'block',
  border: '0',
  // Equals the color-scheme of the overlay's document: browsers paint an iframe opaque where the two differ.
  'color-scheme': 'light',
};

/** Invisible markers at the corners. Their places in the window show how the picture is transformed. */
const CORNERS: readonly CssProperties[] = [
  { left: '0', top: '0' },
  { left: '100%', top: '0' },
  { left: '100%', top: '100%' },
  { left: '0', top: '100%' },
];

/** Sets a property as important, so that no rule of the page overrides it. */
export function setStyle(element: HTMLElement, name: string, value: string): void {
  element.style.setProperty(name, value, 'important');
}

function setStyles(element: HTMLElement, styles: CssProperties): void {
  for (const [name, value] of Object.entries(styles)) setStyle(element, name, value);
}

/** The element that shows the picture and fills the overlay. */
export interface OverlayContent {
  readonly element: HTMLElement;
  /** Whether the user can act on elements inside. */
  readonly isAlive?: boolean;
  /** Sets how the picture fills the element. */
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
    this.node.inert = !content.isAlive;
    // Keeps the page's rules out, important ones included.
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
    const markers = createElement(page, 'div');
    setStyles(markers, MARKERS_STYLES);
    markers.append(...this.#corners);
    picture.append(content.element, markers);
    this.node.attachShadow({ mode: 'closed' }).append(picture);
  }

  /** Sets exactly these properties; all others have their initial values. */
  setStyles(styles: CssProperties): void {
    for (const name of Object.keys(this.#styles)) if (!(name in styles)) setStyle(this.node, name, 'initial');
    for (const [name, value] of Object.entries(styles)) {
      if (this.#styles[name] !== value) setStyle(this.node, name, value);
    }
    this.#styles = styles;
  }

  /** Makes the browser create a new box for the element; an iframe in it lives on. */
  renewBox(): void {
    setStyle(this.node, 'display', 'none');
    void this.node.offsetWidth;
    setStyle(this.node, 'display', 'block');
  }

  /** Hides this share of the picture, from the side that appears on the left, and `free` CSS px of it at the bottom. */
  setWipe(share: number, free: number): void {
    const hidden = `${share * 100}%`;
    const [right, left] = share > 0 && isMirrored(this.corners) ? [hidden, '0'] : ['0', hidden];
    const clip = share === 0 && free === 0 ? 'none' : `inset(0 ${right} ${free}px ${left})`;
    setStyle(this.#content.element, 'clip-path', clip);
  }

  get corners(): Corners {
    const [upperLeft, upperRight, lowerRight, lowerLeft] = this.#corners.map(rectOf);
    return [upperLeft!, upperRight!, lowerRight!, lowerLeft!];
  }

  get pictureBox(): DOMRect {
    return rectOf(this.#content.element);
  }

  /** Sets how the picture fills the overlay. */
  setFit(fit: Omit<OverlayFit, 'type'>): void {
    this.#content.setFit(fit);
  }
}
