/** How far behind the overlay may be before the original is shown instead. */

const LEAST_MS = 300;
const MOST_MS = 5000;
/** The usual lag may be exceeded this many times: a slow GPU still shows, a stalled one does not. */
const TIMES = 3;
/** Weight of the newest lag in the running mean. */
const NEWEST = 0.2;

/**
 * Knows until when the picture on the overlay is good enough. Frames of the video are numbered as they are displayed. A
 * picture that no newer frame followed (paused, buffering) stays good for ever. Times in ms on any one clock.
 */
export class Freshness {
  #displayed = 0;
  #behindSince: number | null = null;
  #usualLagMs: number | null = null;

  /** The video displayed frame `serial`. */
  displayed(serial: number, now: number): void {
    this.#displayed = serial;
    this.#behindSince ??= now;
  }

  /** The overlay shows frame `serial`, taken at `takenAt`. */
  presented(serial: number, takenAt: number, now: number): void {
    // Time on the overlay that the last picture spent as an old one; the first picture's is what it took itself.
    const lag = Math.min(MOST_MS, this.#usualLagMs === null ? now - takenAt : now - (this.#behindSince ?? now));
    this.#usualLagMs = this.#usualLagMs === null ? lag : this.#usualLagMs + NEWEST * (lag - this.#usualLagMs);
    this.#behindSince = serial < this.#displayed ? now : null;
  }

  /** Nothing is on the overlay any more. */
  reset(): void {
    this.#usualLagMs = null;
    this.#behindSince = null;
  }

  get allowanceMs(): number {
    return Math.min(MOST_MS, Math.max(LEAST_MS, TIMES * (this.#usualLagMs ?? 0)));
  }

  /** When the picture on the overlay becomes stale; null while it is the newest. */
  get deadline(): number | null {
    return this.#behindSince === null ? null : this.#behindSince + this.allowanceMs;
  }
}
