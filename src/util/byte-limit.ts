/** Limits the number of bytes in each of consecutive time windows. */
export class ByteLimit {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #now: () => number;
  #since: number;
  #bytes = 0;

  /**
   * @param most largest number of bytes in a window of `windowMs`
   * @param now returns the time in ms
   */
  constructor(most: number, windowMs: number, now: () => number = () => performance.now()) {
    this.#most = most;
    this.#windowMs = windowMs;
    this.#now = now;
    this.#since = now();
  }

  /** Records bytes, also refused ones. Returns false if the window contains more than the limit then. */
  allow(bytes: number): boolean {
    const now = this.#now();
    if (now - this.#since >= this.#windowMs) {
      this.#since = now;
      this.#bytes = 0;
    }
    this.#bytes += bytes;
    return this.#bytes <= this.#most;
  }
}
