/** Decides how far the overlay may be behind its video before the original is shown instead. */

const MOST_MS = 5000;
/**
 * Allowed lag, as a multiple of the frame interval or of the usual lag, whichever is longer. So a slow GPU, whose usual lag
 * exceeds one frame, still shows its pictures.
 */
const TIMES = 3;
/** Weight of the newest value in the running means of lag and frame interval. */
const NEWEST = 0.2;
/** Frame interval that is assumed until one is known, and the longest that counts: anything longer is a pause. */
const USUAL_INTERVAL_MS = 1000 / 30;
const LONGEST_INTERVAL_MS = 250;

const mean = (before: number, newest: number): number => before + NEWEST * (newest - before);

/**
 * Tracks how long the picture on the overlay may stay. Frames of the video are numbered in order of display (`serial`). A
 * picture may stay for as long as the video displays no newer frame, for example while it is paused or buffering.
 */
export class StalenessMonitor {
  readonly #onStale: () => void;
  readonly #now: () => number;
  #displayed = 0;
  #displayedAt: number | null = null;
  #intervalMs = USUAL_INTERVAL_MS;
  /** Since when the overlay has been behind; null while it shows the newest frame. */
  #behindSince: number | null = null;
  #usualLagMs: number | null = null;
  /** Time until which the picture from before a seek may stay, and the last frame that the video displayed before it. */
  #keptUntil = Number.NEGATIVE_INFINITY;
  #keptSerial = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Time at which the timer fires. */
  #armedFor = Number.POSITIVE_INFINITY;

  /**
   * @param onStale called when the picture on the overlay has become too old
   * @param now returns the time in ms
   */
  constructor(onStale: () => void, now: () => number = () => performance.now()) {
    this.#onStale = onStale;
    this.#now = now;
  }

  /** Records that the video displays frame `serial`. */
  displayed(serial: number): void {
    const now = this.#now();
    const interval = now - (this.#displayedAt ?? -Infinity);
    if (interval <= LONGEST_INTERVAL_MS) this.#intervalMs = mean(this.#intervalMs, interval);
    this.#displayedAt = now;
    this.#displayed = serial;
    this.#behindSince ??= now;
    this.#arm();
  }

  /** Records that the overlay shows frame `serial`, which was taken at `takenAt`. */
  presented(serial: number, takenAt: number): void {
    const now = this.#now();
    // Lag of the first picture: time since its capture. Lag of later ones: time for which the overlay was behind until now.
    const lag = Math.min(MOST_MS, this.#usualLagMs === null ? now - takenAt : now - (this.#behindSince ?? now));
    this.#usualLagMs = this.#usualLagMs === null ? lag : mean(this.#usualLagMs, lag);
    this.#behindSince = serial < this.#displayed ? now : null;
    if (serial > this.#keptSerial) this.#keptUntil = Number.NEGATIVE_INFINITY;
    this.#arm();
  }

  /** Lets the picture stay until a frame from after the seek replaces it, for `MOST_MS` at most. */
  keepThroughSeek(): void {
    this.#keptUntil = this.#now() + MOST_MS;
    this.#keptSerial = this.#displayed;
  }

  /** Forgets the usual lag: the overlay shows nothing any more. */
  reset(): void {
    this.#disarm();
    this.#usualLagMs = null;
    this.#behindSince = null;
    this.#keptUntil = Number.NEGATIVE_INFINITY;
  }

  /** Milliseconds that the overlay may be behind. */
  get allowanceMs(): number {
    return Math.min(MOST_MS, TIMES * Math.max(this.#intervalMs, this.#usualLagMs ?? 0));
  }

  /** Time at which the picture on the overlay becomes stale; null while it is the newest. */
  get deadline(): number | null {
    return this.#behindSince === null ? null : Math.max(this.#behindSince + this.allowanceMs, this.#keptUntil);
  }

  /**
   * Keeps a running timer when the deadline moves later, as it does with most frames. A timer that fires too early costs less
   * than a new timer for every frame.
   */
  #arm(): void {
    const { deadline } = this;
    if (deadline === null || deadline >= this.#armedFor) return;
    this.#disarm();
    this.#armedFor = deadline;
    this.#timer = setTimeout(() => this.#check(), Math.max(0, deadline - this.#now()));
  }

  #check(): void {
    this.#disarm();
    const { deadline } = this;
    if (deadline !== null && deadline <= this.#now()) this.#onStale();
    else this.#arm();
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#armedFor = Number.POSITIVE_INFINITY;
  }
}
