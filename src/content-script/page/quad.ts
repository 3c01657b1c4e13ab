/** Maps between a transformed rectangle of the page and the window. */

export interface Point {
  x: number;
  y: number;
}

/**
 * Upper left, upper right, lower right and lower left corner of the untransformed rectangle, in CSS px of the window.
 */
export type Corners = readonly [Point, Point, Point, Point];

/** Returns the corners of an upright box. */
export const cornersOf = ({ left, top, right, bottom }: DOMRect): Corners => [
  { x: left, y: top },
  { x: right, y: top },
  { x: right, y: bottom },
  { x: left, y: bottom },
];

/** Tolerance in px. After a quarter turn both sides have the same x, and rounding errors must not decide. */
const ROUNDING = 0.01;

/** Whether the rectangle's left side appears on the right, as in a mirror. */
export const isMirrored = ([upperLeft, upperRight, lowerRight, lowerLeft]: Corners): boolean =>
  upperRight.x + lowerRight.x < upperLeft.x + lowerLeft.x - ROUNDING;

/**
 * Maps fractions of the rectangle's width and height to points of the window and back. Fractions of the width count
 * from the side that appears on the left.
 */
export class Quad {
  /** Rows of the projective map from (across, down, 1) to the window. */
  readonly #x: readonly [number, number, number];
  readonly #y: readonly [number, number, number];
  readonly #w: readonly [number, number, number];

  constructor(corners: Corners) {
    const [a, b, c, d] = corners;
    // Heckbert, Fundamentals of Texture Mapping and Image Warping (1989): from the unit square to any quadrilateral.
    const [p0, p1, p2, p3] = isMirrored(corners) ? [b, a, d, c] : [a, b, c, d];
    const [dx1, dx2, sx] = [p1.x - p2.x, p3.x - p2.x, p0.x - p1.x + p2.x - p3.x];
    const [dy1, dy2, sy] = [p1.y - p2.y, p3.y - p2.y, p0.y - p1.y + p2.y - p3.y];
    const area = dx1 * dy2 - dx2 * dy1;
    const g = (sx * dy2 - dx2 * sy) / area;
    const h = (dx1 * sy - sx * dy1) / area;
    this.#x = [p1.x - p0.x + g * p1.x, p3.x - p0.x + h * p3.x, p0.x];
    this.#y = [p1.y - p0.y + g * p1.y, p3.y - p0.y + h * p3.y, p0.y];
    this.#w = [g, h, 1];
  }

  /** Returns the point of the window at these fractions of width and height. */
  at(across: number, down: number): Point {
    const along = ([u, v, one]: readonly [number, number, number]) => u * across + v * down + one;
    const w = along(this.#w);
    return { x: along(this.#x) / w, y: along(this.#y) / w };
  }

  /**
   * Returns the fraction of the width at which a point of the window lies; not finite where the rectangle is seen
   * edge-on.
   */
  acrossAt({ x, y }: Point): number {
    const [a, b, c] = this.#x;
    const [d, e, f] = this.#y;
    const [g, h] = this.#w;
    const across = (e - f * h) * x + (c * h - b) * y + (b * f - c * e);
    const w = (d * h - e * g) * x + (b * g - a * h) * y + (a * e - b * d);
    return across / w;
  }
}
