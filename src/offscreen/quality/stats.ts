import type { Stats } from '../../protocol/page-host';

/** What one drawn frame cost, in ms. */
export interface FrameCost {
  captureMs: number;
  transportMs: number;
  networkMs: number;
  presentMs: number;
}

type Measured = Pick<Stats, 'fps' | 'styled' | 'dropped' | keyof FrameCost>;

const KEYS = ['captureMs', 'transportMs', 'networkMs', 'presentMs'] as const satisfies (keyof FrameCost)[];

const nothing = (): FrameCost => ({ captureMs: 0, transportMs: 0, networkMs: 0, presentMs: 0 });

/** Adds up a session's frames and gives means over the time since they were last asked for. */
export class StatsMeter {
  #styled = 0;
  #dropped = 0;
  #frames = 0;
  #sum = nothing();
  #mean = nothing();
  #since: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.#since = now();
  }

  drawn(cost: FrameCost): void {
    this.#styled++;
    this.#frames++;
    for (const key of KEYS) this.#sum[key] += cost[key];
  }

  dropped(): void {
    this.#dropped++;
  }

  /** Means since the last call; without frames the ms figures of before stay and fps is 0. */
  take(): Measured {
    const now = this.now();
    const seconds = (now - this.#since) / 1000;
    const fps = seconds > 0 ? this.#frames / seconds : 0;
    if (this.#frames > 0) for (const key of KEYS) this.#mean[key] = this.#sum[key] / this.#frames;
    this.#sum = nothing();
    this.#frames = 0;
    this.#since = now;
    return { fps, styled: this.#styled, dropped: this.#dropped, ...this.#mean };
  }
}
