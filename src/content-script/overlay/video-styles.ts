/** What is set on the page's video: its anchor name, and while the overlay shows from below, that it has no picture. */
import type { CssProperties } from '../page/placement';
import { InlineCssOverride } from './inline-css-override';

const HIDDEN_PICTURE: CssProperties = {
  'background-color': 'transparent',
  'background-image': 'none',
  'object-fit': 'none',
  'object-position': '-99999px -99999px',
};

/** A page that lets its videos' styles change slowly would otherwise have the picture slide away and back. */
const NO_TRANSITION: CssProperties = { 'transition-property': 'none' };

export class VideoStyles {
  readonly #video: HTMLVideoElement;
  readonly #override: InlineCssOverride;
  #isPictureHidden = false;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
    this.#override = new InlineCssOverride(video);
  }

  /** The video's own picture is not painted: its fit and background are ours. */
  get isPictureHidden(): boolean {
    return this.#isPictureHidden;
  }

  /** Whether all that was set still stands. */
  get isIntact(): boolean {
    return this.#override.isIntact;
  }

  set(styles: CssProperties, empties: boolean): void {
    if (!empties) this.showPicture(styles);
    this.#override.set(empties ? { ...styles, ...HIDDEN_PICTURE, ...NO_TRANSITION } : styles);
    this.#isPictureHidden = empties;
  }

  /** Gives an emptied video its picture back, within this call. Its own styles can be read after it. */
  showPicture(styles: CssProperties): void {
    if (!this.#isPictureHidden) return;
    this.#override.set({ ...styles, ...NO_TRANSITION });
    // Reading makes the browser take the values over while nothing may change slowly.
    void getComputedStyle(this.#video).objectPosition;
    this.#isPictureHidden = false;
  }

  restore(): void {
    this.showPicture({});
    this.#override.restore();
  }
}
