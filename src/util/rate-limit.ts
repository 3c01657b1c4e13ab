/** Limits the number of events in a sliding time window. */
export class RateLimit {
  #times: number[] = [];
  readonly #most: number;
  readonly #windowMs: number;
  readonly #now: () => number;

  /**
   * @param most largest number of events in any window of `windowMs`
   * @param now returns the time in ms
   */
  constructor(most: number, windowMs: number, now: () => number = () => performance.now()) {
    this.#most = most;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** Records one event, also a refused one. Returns false if the window already contains `most` events. */
  allow(): boolean {
    const now = this.#now();
    this.#times = this.#times.filter((time) => now - time < this.#windowMs);
    this.#times.push(now);
    return this.#times.length <= this.#most;
  }
}
