/** Looks now and then whether content lies over a video that an overlay above it would cover. */
import { isLayered } from '../../layout/layers';
import { isPaintedOver } from '../../layout/painted-over';

/** Pause between two looks while only the video moves. */
const PAUSE_MS = 500;
/** Least pause after a look, as a multiple of its duration. */
const TIMES = 20;

export class PaintOrder {
  readonly #video: HTMLElement;
  readonly #overlay: Element;
  #known: { leftOut: Element | null; isOver: boolean; at: number; took: number } | null = null;

  constructor(video: HTMLElement, overlay: Element) {
    this.#video = video;
    this.#overlay = overlay;
  }

  /**
   * @param leftOut an element around the video whose other content is known already
   * @param mayBeOld whether a result up to half a second old may be reused
   */
  isPaintedOver(leftOut: Element | null, mayBeOld: boolean): boolean {
    if (isLayered(getComputedStyle(this.#video))) return false;
    const now = performance.now();
    const known = this.#known;
    if (known?.leftOut === leftOut && now - known.at < (mayBeOld ? PAUSE_MS : 0) + TIMES * known.took)
      return known.isOver;
    const isOver = isPaintedOver(this.#video, this.#overlay, leftOut);
    this.#known = { leftOut, isOver, at: now, took: performance.now() - now };
    return isOver;
  }
}
