/** Tells when a video that goes as bitmaps stands still: planes can be compared, so it had better go as those then. */
import type { PlanesFrame } from '../../media/frame';
import { sampleOf } from './duplicate-filter';

/** Between two looks: each may have the page wait for the GPU (8 ms of the processor at 720p), so what goes on moving gets fewer. */
const LOOK_AFTER_MS = 1000;
const LONGEST_MS = 4000;

export class StillDetector {
  #sample: string | null = null;
  #isStill = false;
  #isBlind = false;
  #lookedAt: number;
  #waitMs = LOOK_AFTER_MS;

  /** @param now the time in ms */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.#lookedAt = now();
  }

  /** Whether the last two pictures seen looked the same. */
  get isStill(): boolean {
    return this.#isStill;
  }

  /** Whether it is time to look again. */
  get isDue(): boolean {
    return !this.#isBlind && this.now() - this.#lookedAt >= this.#waitMs;
  }

  /** A picture of the video, sent or not. */
  see(picture: PlanesFrame): void {
    const sample = sampleOf(picture);
    const wasStill = this.#isStill;
    this.#isStill = sample === this.#sample;
    this.#waitMs = this.#isStill || wasStill ? LOOK_AFTER_MS : Math.min(2 * this.#waitMs, LONGEST_MS);
    this.#sample = sample;
    this.#lookedAt = this.now();
  }

  /** This video's frames cannot be had as planes. */
  giveUp(): void {
    this.#isBlind = true;
  }
}
