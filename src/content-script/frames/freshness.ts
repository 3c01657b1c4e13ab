/** How far behind the overlay may be before the original is shown instead. */

const MOST_MS = 5000;
/** So many frames behind is too much; where the usual lag is more than a frame, so many times that: a slow GPU still shows. */
const TIMES = 3;
/** Weight of the newest lag, or time from frame to frame, in its running mean. */
const NEWEST = 0.2;
/** From frame to frame, until more is known, and at most: what takes longer is a pause. */
const USUAL_INTERVAL_MS = 1000 / 30;
const LONGEST_INTERVAL_MS = 250;

/**
 * Knows until when the picture on the overlay is good enough. Frames of the video are numbered as they are displayed. A
 * picture that no newer frame followed (paused, buffering) stays good for ever. Times in ms on any one clock.
 */
export class Freshness {
  #displayed = 0;
  #displayedAt: number | null = null;
  #intervalMs = USUAL_INTERVAL_MS;
  #behindSince: number | null = null;
  #usualLagMs: number | null = null;

  /** The video displayed frame `serial`. */
  displayed(serial: number, now: number): void {
    const interval = now - (this.#displayedAt ?? -Infinity);
    if (interval <= LONGEST_INTERVAL_MS) this.#intervalMs = mean(this.#intervalMs, interval);
    this.#displayedAt = now;
    this.#displayed = serial;
    this.#behindSince ??= now;
  }

  /** The overlay shows frame `serial`, taken at `takenAt`. */
  presented(serial: number, takenAt: number, now: number): void {
    // Time on the overlay that the last picture spent as an old one; the first picture's is what it took itself.
    const lag = Math.min(MOST_MS, this.#usualLagMs === null ? now - takenAt : now - (this.#behindSince ?? now));
    this.#usualLagMs = this.#usualLagMs === null ? lag : mean(this.#usualLagMs, lag);
    this.#behindSince = serial < this.#displayed ? now : null;
  }

  /** Nothing is on the overlay any more. */
  reset(): void {
    this.#usualLagMs = null;
    this.#behindSince = null;
  }

  get allowanceMs(): number {
    return Math.min(MOST_MS, TIMES * Math.max(this.#intervalMs, this.#usualLagMs ?? 0));
  }

  /** When the picture on the overlay becomes stale; null while it is the newest. */
  get deadline(): number | null {
    return this.#behindSince === null ? null : this.#behindSince + this.allowanceMs;
  }
}

const mean = (before: number, newest: number): number => before + NEWEST * (newest - before);
