/** Which carrier takes a frame to the GPU sooner, found out by trying both. */
import type { Carrier } from '../link/messages';

/** Frames of each carrier that count, after one that warms it up. */
const SAMPLES = 3;
/** Bitmaps must be this much faster to be taken: planes cost no colour conversion on the page's side. */
const MARGIN = 0.95;

/**
 * Chooses between planes and bitmaps by the time from taking a frame to its being presented. Until both were measured it
 * alternates between them; only one frame should be in flight then. The network costs both the same, and of several
 * samples the shortest counts, so that whatever else the machine does stays out of it.
 */
export class CarrierChoice {
  #times: Record<Carrier, number[]> = { planes: [], bitmap: [] };
  #chosen: Carrier | null = null;

  /** The carrier to use for the next frame. */
  get next(): Carrier {
    if (this.#chosen) return this.#chosen;
    return this.#times.planes.length <= this.#times.bitmap.length ? 'planes' : 'bitmap';
  }

  get measuring(): boolean {
    return this.#chosen === null;
  }

  /** A frame sent by `carrier` was presented after `ms`. */
  record(carrier: Carrier, ms: number): void {
    if (this.#chosen) return;
    this.#times[carrier].push(ms);
    const { planes, bitmap } = this.#times;
    if (planes.length <= SAMPLES || bitmap.length <= SAMPLES) return;
    this.#chosen = Math.min(...bitmap.slice(1)) < MARGIN * Math.min(...planes.slice(1)) ? 'bitmap' : 'planes';
  }

  /** This video's frames cannot be had as planes. */
  settle(carrier: Carrier): void {
    this.#chosen = carrier;
  }

  /** Another picture size: measure again. */
  restart(): void {
    this.#times = { planes: [], bitmap: [] };
    this.#chosen = null;
  }
}
