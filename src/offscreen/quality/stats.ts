import type { Stats } from '../../protocol/page-host';

/** Cost of one drawn frame in ms. */
export interface FrameCost {
  captureMs: number;
  transportMs: number;
  networkMs: number;
  presentMs: number;
}

type Measured = Pick<Stats, 'fps' | 'styled' | 'dropped' | 'p95Ms' | keyof FrameCost>;

/** Frames of which the slowest are looked for. */
const RECENT = 120;

const KEYS = ['captureMs', 'transportMs', 'networkMs', 'presentMs'] as const satisfies (keyof FrameCost)[];

const nothing = (): FrameCost => ({ captureMs: 0, transportMs: 0, networkMs: 0, presentMs: 0 });

/** Counts a session's frames and averages their costs. */
export class StatsMeter {
  #styled = 0;
  #dropped = 0;
  #frames = 0;
  #sum = nothing();
  #mean = nothing();
  /** Times of the last frames, from capture to picture. */
  #recent: number[] = [];
  #since: number;

  readonly #now: () => number;

  /** @param now returns the time in ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#since = now();
  }

  drawn(cost: FrameCost): void {
    this.#styled++;
    this.#frames++;
    this.#recent = [...this.#recent.slice(1 - RECENT), KEYS.reduce((sum, key) => sum + cost[key], 0)];
    for (const key of KEYS) this.#sum[key] += cost[key];
  }

  dropped(): void {
    this.#dropped++;
  }

  /** Averages since the last call. Without frames fps is 0 and the milliseconds keep their last values. */
  take(): Measured {
    const now = this.#now();
    const seconds = (now - this.#since) / 1000;
    const fps = seconds > 0 ? this.#frames / seconds : 0;
    if (this.#frames > 0) for (const key of KEYS) this.#mean[key] = this.#sum[key] / this.#frames;
    this.#sum = nothing();
    this.#frames = 0;
    this.#since = now;
    return { fps, styled: this.#styled, dropped: this.#dropped, p95Ms: this.#p95, ...this.#mean };
  }

  get #p95(): number {
    const sorted = this.#recent.toSorted((a, b) => a - b);
    return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0;
  }
}
