/** Watches how far the overlay is behind its video. */
import { Freshness } from './freshness';

export class StalenessMonitor {
  readonly #freshness = new Freshness();
  readonly #onStale: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer goes off. */
  #armedFor = Number.POSITIVE_INFINITY;

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
    this.#disarm();
    this.#freshness.reset();
  }

  /** Nearly every frame puts the deadline off: a timer that goes off too early costs less than a new one each time. */
  #watch(): void {
    const { deadline } = this.#freshness;
    if (deadline === null || deadline >= this.#armedFor) return;
    this.#disarm();
    this.#armedFor = deadline;
    this.#timer = setTimeout(() => this.#look(), Math.max(0, deadline - performance.now()));
  }

  #look(): void {
    this.#disarm();
    const { deadline } = this.#freshness;
    if (deadline !== null && deadline <= performance.now()) this.#onStale();
    else this.#watch();
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#armedFor = Number.POSITIVE_INFINITY;
  }
}
