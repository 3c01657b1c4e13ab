/** Computes waiting times that double from `firstMs` up to `longestMs`, until `reset`. */
export class Backoff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  #failures = 0;

  constructor(firstMs = 1000, longestMs = 30_000) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
  }

  /** Returns the wait before the next attempt, in ms, and doubles the one after it. */
  next(): number {
    return Math.min(this.#longestMs, this.#firstMs * 2 ** this.#failures++);
  }

  /** Attempts since the last success. */
  get failures(): number {
    return this.#failures;
  }

  reset(): void {
    this.#failures = 0;
  }
}
