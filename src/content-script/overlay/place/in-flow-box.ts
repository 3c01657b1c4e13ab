/** Moves an unpositioned overlay over its video by margins, which cancel its size. */
import type { CssProperties } from '../../layout/appearance';
import { rectOf } from '../../page/dom';
import type { Corners } from '../../page/quad';

/** Distance in CSS px that needs no correction. */
const EXACT = 0.02;

/** Size of the picture in an overlay, without borders and padding. */
function pictureSize(overlay: HTMLElement): { width: number; height: number } {
  const style = getComputedStyle(overlay);
  const value = (name: string) => Number.parseFloat(style.getPropertyValue(name)) || 0;
  const around = (...sides: string[]) =>
    sides.reduce((sum, side) => sum + value(`padding-${side}`) + value(`border-${side}-width`), 0);
  return { width: value('width') - around('left', 'right'), height: value('height') - around('top', 'bottom') };
}

export class InFlowBox {
  readonly #video: HTMLElement;
  #left = 0;
  #top = 0;

  constructor(video: HTMLElement) {
    this.#video = video;
  }

  /** Returns the margins of a box of this size, as measured last. */
  margins({ width, height }: CssProperties): CssProperties {
    const [across, down] = [Number.parseFloat(width ?? '0'), Number.parseFloat(height ?? '0')];
    return {
      'margin-left': `${this.#left}px`,
      'margin-top': `${this.#top}px`,
      'margin-right': `${-this.#left - across}px`,
      'margin-bottom': `${-this.#top - down}px`,
    };
  }

  /**
   * Measures how far the overlay is from its video.
   * @param corners of the overlay's picture, which show how it is transformed together with the video
   * @returns whether the margins have changed
   */
  measure(overlay: HTMLElement, [origin, right, , bottom]: Corners): boolean {
    const [theirs, ours] = [rectOf(this.#video), rectOf(overlay)];
    const { width, height } = pictureSize(overlay);
    // Boxes of the same size and transform: the distance of their middles is that of all points.
    const x = theirs.left + theirs.width / 2 - ours.left - ours.width / 2;
    const y = theirs.top + theirs.height / 2 - ours.top - ours.height / 2;
    const [a, b] = [(right.x - origin.x) / width, (right.y - origin.y) / width];
    const [c, d] = [(bottom.x - origin.x) / height, (bottom.y - origin.y) / height];
    const area = a * d - b * c;
    const [left, top] = [(d * x - c * y) / area, (a * y - b * x) / area];
    if (!Number.isFinite(left + top) || Math.max(Math.abs(left), Math.abs(top)) < EXACT) return false;
    this.#left += left;
    this.#top += top;
    return true;
  }
}
