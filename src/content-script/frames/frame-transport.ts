/** Finds out whether frames reach the GPU faster as planes or as images, by measuring both. */
import type { FrameKind } from '../../media/frame';

/** Time from the first picture to the measurement. Until then the engine compiles kernels, and times mean nothing. */
const SETTLE_MS = 2000;
/** Frames of each kind that count, after one to warm up. */
const SAMPLES = 5;
/** Images must be this much cheaper to win: planes have the advantage that still pictures can be recognised. */
const MARGIN = 0.95;

/**
 * Chooses between planes and images by their cost: the time from capture to presentation, plus the capture time once
 * more, because reading planes back from the GPU blocks the page. Frames go as planes at first, then in turn as both
 * until each kind is measured; the pump keeps only one frame in flight meanwhile. The network costs both kinds the
 * same. The least of several samples counts, which leaves out whatever else the machine does.
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

  /** Ends the measurement: the video's frames come as this kind only. */
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
