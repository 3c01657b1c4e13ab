/** Tells when a video that goes as bitmaps stands still: planes can be compared, so it had better go as those then. */
import type { PlanesPayload } from '../link/messages';
import { sampleOf } from './repeats';

/** Between two looks at a video that moves: each may have the page wait for the GPU. */
const LOOK_EVERY_MS = 1000;

export class Stillness {
  #sample: string | null = null;
  #isStill = false;
  #isBlind = false;
  #lookedAt: number;

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
    return !this.#isBlind && this.now() - this.#lookedAt >= LOOK_EVERY_MS;
  }

  /** A picture of the video, sent or not. */
  see(picture: PlanesPayload): void {
    const sample = sampleOf(picture);
    this.#isStill = sample === this.#sample;
    this.#sample = sample;
    this.#lookedAt = this.now();
  }

  /** This video's frames cannot be had as planes. */
  giveUp(): void {
    this.#isBlind = true;
  }
}
