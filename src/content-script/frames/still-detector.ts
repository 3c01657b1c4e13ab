/**
 * Detects that a video sent as images stands still. Such a video should be sent as planes, which can be compared.
 */
import type { PlanesFrame } from '../../media/frame';
import { sampleOf } from './duplicate-filter';

/**
 * Pause between two checks. A check may block the page (8 ms at 720p), so moving videos are checked less and less
 * often.
 */
const CHECK_AFTER_MS = 1000;
const LONGEST_MS = 4000;

export class StillDetector {
  readonly #now: () => number;
  #sample: string | null = null;
  #isStill = false;
  #isBlind = false;
  #checkedAt: number;
  #waitMs = CHECK_AFTER_MS;

  /** @param now returns the time in ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#checkedAt = now();
  }

  /** Whether the last two checked frames looked the same. */
  get isStill(): boolean {
    return this.#isStill;
  }

  /** Whether the next check is due. */
  get isDue(): boolean {
    return !this.#isBlind && this.#now() - this.#checkedAt >= this.#waitMs;
  }

  /** Records a frame of the video, sent or not. */
  see(frame: PlanesFrame): void {
    const sample = sampleOf(frame);
    const wasStill = this.#isStill;
    this.#isStill = sample === this.#sample;
    this.#waitMs = this.#isStill || wasStill ? CHECK_AFTER_MS : Math.min(2 * this.#waitMs, LONGEST_MS);
    this.#sample = sample;
    this.#checkedAt = this.#now();
  }

  /** Stops checking: this video's frames cannot be captured as planes. */
  giveUp(): void {
    this.#isBlind = true;
  }
}
