/** Limits how many events a sliding time window may hold. */
export class RateLimit {
  #times: number[] = [];
  readonly #most: number;
  readonly #windowMs: number;
  readonly #now: () => number;

  /**
   * @param most events that any window of `windowMs` may hold
   * @param now returns the time in ms
   */
  constructor(most: number, windowMs: number, now: () => number = () => performance.now()) {
    this.#most = most;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** Records one event, refused ones included. Returns false where the window already holds `most`. */
  allow(): boolean {
    const now = this.#now();
    this.#times = this.#times.filter((time) => now - time < this.#windowMs);
    this.#times.push(now);
    return this.#times.length <= this.#most;
  }
}
