/** Watches how far the overlay is behind its video. */
import { Freshness } from './freshness';

export class LagWatch {
  readonly #freshness = new Freshness();
  readonly #onStale: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onStale called when the picture on the overlay is too old to stand for the video */
  constructor(onStale: () => void) {
    this.#onStale = onStale;
  }

  /** The video displayed frame `serial`. */
  displayed(serial: number): void {
    this.#freshness.displayed(serial, performance.now());
    this.#watch();
  }

  /** The overlay shows frame `serial`, taken at `takenAt`. */
  presented(serial: number, takenAt: number): void {
    this.#freshness.presented(serial, takenAt, performance.now());
    this.#watch();
  }

  /** Nothing is on the overlay any more. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#freshness.reset();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    const { deadline } = this.#freshness;
    if (deadline === null) return;
    this.#timer = setTimeout(this.#onStale, Math.max(0, deadline - performance.now()));
  }
}
