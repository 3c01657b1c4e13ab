/** Waiting times that double from `firstMs` up to `longestMs`, until `reset`. */
export class Backoff {
  #failures = 0;

  constructor(
    private readonly firstMs = 1000,
    private readonly longestMs = 30_000,
  ) {}

  /** How long to wait before trying again. */
  next(): number {
    return Math.min(this.longestMs, this.firstMs * 2 ** this.#failures++);
  }

  reset(): void {
    this.#failures = 0;
  }
}

/** Counts happenings within a sliding window, to tell a page that keeps undoing our work from one that did it once. */
export class Patience {
  #times: number[] = [];

  constructor(
    private readonly most: number,
    private readonly windowMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Records one more happening; false once there were `most` or more within the window. */
  bears(): boolean {
    const now = this.now();
    this.#times = this.#times.filter((time) => time > now - this.windowMs);
    this.#times.push(now);
    return this.#times.length < this.most;
  }
}
