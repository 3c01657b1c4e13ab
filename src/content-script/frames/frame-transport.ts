/** Finds out whether frames reach the GPU faster as planes or as images, by measuring both. */
import type { FrameKind } from '../../media/frame';

/** Time from the first picture to the measurement. Earlier times would include the compilation of kernels. */
const SETTLE_MS = 2000;
/** Frames of each kind that count, after one to warm up. */
const SAMPLES = 5;
/** Images are chosen only below this share of the cost of planes, because only planes let still pictures be recognised. */
const MARGIN = 0.95;

/**
 * Chooses between planes and images by their cost. The cost is the time from capture to presentation, with the capture
 * counted twice, because reading planes back from the GPU blocks the page. Frames go as planes at first, then alternately as
 * both kinds until each is measured; the pump keeps only one frame in flight during that time. The network's time is the same
 * for both kinds. The smallest of several samples counts, because other work of the machine can only add to it.
 */
export class FrameTransport {
  readonly #now: () => number;
  #costs: Record<FrameKind, number[]> = { planes: [], image: [] };
  #chosen: FrameKind | null = null;
  #firstAt: number | null = null;

  /** @param now returns the time in ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The kind of the next frame. */
  get next(): FrameKind {
    if (!this.measuring) return this.#chosen ?? 'planes';
    return this.#costs.planes.length <= this.#costs.image.length ? 'planes' : 'image';
  }

  /** Whether both kinds are being compared now. */
  get measuring(): boolean {
    return this.#chosen === null && this.#firstAt !== null && this.#now() - this.#firstAt >= SETTLE_MS;
  }

  /** Records that a frame of this kind was presented `ms` after its capture began, which took `captureMs`. */
  record(kind: FrameKind, ms: number, captureMs: number): void {
    this.#firstAt ??= this.#now();
    if (!this.measuring) return;
    this.#costs[kind].push(ms + captureMs);
    const { planes, image } = this.#costs;
    if (planes.length <= SAMPLES || image.length <= SAMPLES) return;
    this.#chosen = Math.min(...image.slice(1)) < MARGIN * Math.min(...planes.slice(1)) ? 'image' : 'planes';
  }

  /** Ends the measurement, because the video's frames can be captured as this kind only. */
  settle(kind: FrameKind): void {
    this.#chosen = kind;
  }

  /** Measures again, for another picture size. */
  restart(): void {
    this.#costs = { planes: [], image: [] };
    this.#chosen = null;
    this.#firstAt = null;
  }
}
