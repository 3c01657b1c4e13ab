/** Limits the number of events in a sliding time window. Its memory is that of `most` times, however many events come. */
export class RateLimit {
  /** Times of the last `most` events; the oldest stands at `#next`. */
  readonly #times: number[];
  readonly #windowMs: number;
  readonly #now: () => number;
  #next = 0;

  /**
   * @param most largest number of events in any window of `windowMs`
   * @param now returns the time in ms
   */
  constructor(most: number, windowMs: number, now: () => number = () => performance.now()) {
    this.#times = Array.from({ length: most }, () => Number.NEGATIVE_INFINITY);
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** Records one event, also a refused one. Returns false if the window already contains `most` events. */
  allow(): boolean {
    const now = this.#now();
    const oldest = this.#times[this.#next] ?? now;
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.#times.length;
    return now - oldest >= this.#windowMs;
  }
}
