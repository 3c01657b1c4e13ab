/** Measures the frames of a camera for the host: their interval, and which of them do not continue the one before. */
import type { Frame } from '../../media/frame';
import type { PlaybackReport } from '../../protocol/page-host';
import { RateLimit } from '../../util/rate-limit';

/** Frames further apart than this are unrelated. */
const DISCONTINUITY_MS = 500;
const REPORT_INTERVAL_MS = 1000;
/** Weight of the newest interval in the running mean. */
const NEWEST = 0.1;
/** Frames of a camera that may go to the host within a second. No camera gives more, but a page can forge them. */
const MOST_IN_SECOND = 240;
const FIRST_FRAME_MS = 1000 / 30;

export class FrameMeter {
  #last: { at: number; width: number; height: number } | null = null;
  #frameMs = FIRST_FRAME_MS;
  readonly #limit = new RateLimit(MOST_IN_SECOND, 1000);
  #reportedAt = 0;

  /** Counts a frame that has come, and returns whether a camera can have given so many. */
  admit(): boolean {
    return this.#limit.allow();
  }

  /** Takes a frame that is sent at `now`, in ms, and returns whether it does not continue the one before. */
  take({ width, height }: Frame, now: number): boolean {
    const last = this.#last;
    const discontinuity = !last || now - last.at > DISCONTINUITY_MS || last.width !== width || last.height !== height;
    if (last && !discontinuity) this.#frameMs += NEWEST * (now - last.at - this.#frameMs);
    this.#last = { at: now, width, height };
    return discontinuity;
  }

  /**
   * Returns a report once a second, else null. It has the camera as shown at its full size, because others may see it that
   * large.
   */
  report({ width, height }: Frame, now: number): PlaybackReport | null {
    if (this.#reportedAt > 0 && now - this.#reportedAt < REPORT_INTERVAL_MS) return null;
    this.#reportedAt = now;
    return { area: width * height, lines: Math.min(width, height), frameMs: this.#frameMs, missed: 0 };
  }

  /** Forgets the last frame: the next one does not continue it. */
  cut(): void {
    this.#last = null;
  }
}
