/** Sets styles on the page's video: its anchor name, and a hidden picture while the overlay shows from below. */
import type { CssProperties } from '../layout/appearance';
import type { LayoutFacts } from '../layout/placement';
import { InlineCssOverride, type StyleOverride } from './place/inline-css-override';

const HIDDEN_PICTURE: CssProperties = {
  'background-color': 'transparent',
  'background-image': 'none',
  'object-fit': 'none',
  'object-position': '-99999px -99999px',
  'border-top-color': 'transparent',
  'border-right-color': 'transparent',
  'border-bottom-color': 'transparent',
  'border-left-color': 'transparent',
  'border-image-source': 'none',
  'box-shadow': 'none',
  'backdrop-filter': 'none',
};

/** Replaces facts that cannot be read while the video's picture is hidden by those read before. */
export function restoreHidden(facts: LayoutFacts, before: LayoutFacts): void {
  for (const now of ['video', 'shape', 'paint'] as const) {
    for (const name of Object.keys(HIDDEN_PICTURE))
      if (name in facts[now]) Object.assign(facts[now], { [name]: Reflect.get(before[now], name) });
  }
}

/** Prevents transitions of the page from sliding the picture away and back. */
const NO_TRANSITION: CssProperties = { 'transition-property': 'none' };

export class VideoCss {
  readonly #video: HTMLElement;
  readonly #inline: InlineCssOverride;
  #override: StyleOverride;
  #isPictureHidden = false;

  constructor(video: HTMLElement) {
    this.#video = video;
    this.#inline = new InlineCssOverride(video);
    this.#override = this.#inline;
  }

  /** Writes the styles through `override` from now on, or into the video's style attribute if it is null. */
  writeBy(override: StyleOverride | null): void {
    const next = override ?? this.#inline;
    if (next === this.#override) return;
    this.restore();
    this.#override = next;
  }

  /** Whether the video's own picture is hidden. Its fit and background are overridden then. */
  get isPictureHidden(): boolean {
    return this.#isPictureHidden;
  }

  /** Whether all styles that were set are still in force. */
  get isIntact(): boolean {
    return this.#override.isIntact;
  }

  set(styles: CssProperties, hidesPicture: boolean): void {
    if (!hidesPicture) this.showPicture(styles);
    this.#override.set(hidesPicture ? { ...styles, ...HIDDEN_PICTURE, ...NO_TRANSITION } : styles);
    this.#isPictureHidden = hidesPicture;
  }

  /** Shows a hidden picture again, so that the video's own styles can be read after this call. */
  showPicture(styles: CssProperties): void {
    if (!this.#isPictureHidden) return;
    this.#override.set({ ...styles, ...NO_TRANSITION });
    // Reading makes the browser apply the values while transitions are off.
    void getComputedStyle(this.#video).objectPosition;
    this.#isPictureHidden = false;
  }

  restore(): void {
    this.showPicture({});
    this.#override.restore();
  }
}
