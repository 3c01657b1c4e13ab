/** Limits the camera frames of a document that are in flight, because its page can open any number of cameras. */
import { LIMITS } from '../../protocol/limits';

/** Limits the memory of all of them. */
export class ByteBudget {
  readonly #most: number;
  #used = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes `bytes` if as many are left, and returns whether they were. */
  take(bytes: number): boolean {
    if (this.#used + bytes > this.#most) return false;
    this.#used += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#used -= bytes;
  }
}

/**
 * Returns how many frames of a size may be on their way to the host: one is drawn, one waits, and one more may replace it
 * unless it is large. Further frames return to the page as dropped.
 */
export const mostInFlight = (bytes: number): number => (bytes > LIMITS.largeFrameBytes ? 2 : 3);
