/** Decides when the host's document ends: at once after the user has switched off the last video, else after a while. */

/** Time for which the document keeps the device and the styles loaded, in case another video comes. */
export const LINGER_MS = 60_000;
/**
 * How long a switch-off counts when another session outlasts it. A page that leaves without a word, or never opened its session,
 * is given up after at most 16 s (`Liveness`).
 */
export const OFF_COUNTS_MS = 20_000;

export class HostLifetime {
  readonly #isUnused: () => boolean;
  readonly #end: () => void;
  readonly #now: () => number;
  #switchedOffAt = Number.NEGATIVE_INFINITY;
  #linger: ReturnType<typeof setTimeout> | undefined;

  /**
   * Begins to linger.
   * @param isUnused whether there is neither a session nor a request for one
   * @param end ends the document, unless it has work of its own
   * @param now returns the time in ms
   */
  constructor(isUnused: () => boolean, end: () => void, now: () => number = () => performance.now()) {
    this.#isUnused = isUnused;
    this.#end = end;
    this.#now = now;
    this.linger();
  }

  /** Stays: a session has begun. */
  stay(): void {
    clearTimeout(this.#linger);
    this.#switchedOffAt = Number.NEGATIVE_INFINITY;
  }

  /** Ends later, unless a session begins. */
  linger(): void {
    clearTimeout(this.#linger);
    this.#linger = setTimeout(this.#end, LINGER_MS);
  }

  /** Notes that the user has switched a video off. */
  noteOff(): void {
    this.#switchedOffAt = this.#now();
  }

  /** Ends at once where nothing is left after a switch-off. Call it when a session or a request has gone. */
  check(): void {
    if (this.#now() - this.#switchedOffAt < OFF_COUNTS_MS && this.#isUnused()) this.#end();
  }
}
