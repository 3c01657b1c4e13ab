/** Which carrier takes a frame to the GPU at the least cost, found out by trying both. */
import type { FrameKind } from '../../media/frame';

/** From the first picture until both are tried: before, the engine is still at making its kernels, and times say nothing. */
const SETTLE_MS = 2000;
/** Frames of each carrier that count, after one that warms it up. */
const SAMPLES = 5;
/** Bitmaps must be this much cheaper to be taken for good: of planes it can be told when they stand still. */
const MARGIN = 0.95;

/**
 * Chooses between planes and bitmaps by the time from taking a frame to its being presented, and once more that of taking it:
 * frames that lie on the GPU are read back to planes while the page waits. Planes at first, then each in turn until both were
 * measured; only one frame should be in flight then. The network costs both the same, and of several samples the least counts,
 * so that whatever else the machine does stays out of it.
 */
export class FrameTransport {
  #costs: Record<FrameKind, number[]> = { planes: [], image: [] };
  #chosen: FrameKind | null = null;
  #firstAt: number | null = null;

  /** @param now the time in ms */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The carrier to use for the next frame. */
  get next(): FrameKind {
    if (!this.measuring) return this.#chosen ?? 'planes';
    return this.#costs.planes.length <= this.#costs.image.length ? 'planes' : 'image';
  }

  get measuring(): boolean {
    return this.#chosen === null && this.#firstAt !== null && this.now() - this.#firstAt >= SETTLE_MS;
  }

  /** A frame sent by `carrier` was presented after `ms`, of which taking it took `captureMs`. */
  record(carrier: FrameKind, ms: number, captureMs: number): void {
    this.#firstAt ??= this.now();
    if (!this.measuring) return;
    this.#costs[carrier].push(ms + captureMs);
    const { planes, image } = this.#costs;
    if (planes.length <= SAMPLES || image.length <= SAMPLES) return;
    this.#chosen = Math.min(...image.slice(1)) < MARGIN * Math.min(...planes.slice(1)) ? 'image' : 'planes';
  }

  /** This video's frames cannot be had as planes. */
  settle(carrier: FrameKind): void {
    this.#chosen = carrier;
  }

  /** Another picture size: measure again. */
  restart(): void {
    this.#costs = { planes: [], image: [] };
    this.#chosen = null;
    this.#firstAt = null;
  }
}
