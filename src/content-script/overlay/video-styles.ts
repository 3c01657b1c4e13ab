/** What is set on the page's video: its anchor name, and while the overlay shows from below, that it has no picture. */
import type { CssProperties } from '../page/placement';
import { InlineCssOverride } from './inline-css-override';

const EMPTIED: CssProperties = {
  'background-color': 'transparent',
  'background-image': 'none',
  'object-fit': 'none',
  'object-position': '-99999px -99999px',
};

/** A page that lets its videos' styles change slowly would otherwise have the picture slide away and back. */
const AT_ONCE: CssProperties = { 'transition-property': 'none' };

export class VideoStyles {
  readonly #video: HTMLVideoElement;
  readonly #loan: InlineCssOverride;
  #isEmptied = false;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
    this.#loan = new InlineCssOverride(video);
  }

  /** The video's own picture is not painted: its fit and background are ours. */
  get isEmptied(): boolean {
    return this.#isEmptied;
  }

  /** Whether all that was set still stands. */
  get isStanding(): boolean {
    return this.#loan.isStanding;
  }

  set(styles: CssProperties, empties: boolean): void {
    if (!empties) this.refill(styles);
    this.#loan.set(empties ? { ...styles, ...EMPTIED, ...AT_ONCE } : styles);
    this.#isEmptied = empties;
  }

  /** Gives an emptied video its picture back, within this call. Its own styles can be read after it. */
  refill(styles: CssProperties): void {
    if (!this.#isEmptied) return;
    this.#loan.set({ ...styles, ...AT_ONCE });
    // Reading makes the browser take the values over while nothing may change slowly.
    void getComputedStyle(this.#video).objectPosition;
    this.#isEmptied = false;
  }

  restore(): void {
    this.refill({});
    this.#loan.restore();
  }
}
