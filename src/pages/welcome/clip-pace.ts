/**
 * Measures how many pictures a second the graphics card draws of the clip, and slows the clip down to what the card keeps up
 * with. Otherwise the original, which is always on time, and the style would show two moments side by side.
 */

/** Pictures a second of the clip. */
const CLIP_FPS = 24;
/** Share of the clip's pictures that counts as keeping up. */
const KEEPS_UP = 0.85;
/** Time over which the rate is measured, and the least part of it that must have passed. */
const [MEASURED_MS, LEAST_MEASURED_MS] = [2500, 2000];
/** Time for which a card may be behind: the governor finds a network for it, or a style that the user chose is loaded. */
const PATIENCE_MS = 3000;
/** Share of the measured speed at which the clip goes on, so that the card has time left. */
const MARGIN = 0.8;
/** The slowest playback: below it, slow motion looks like a fault. */
const LEAST_RATE = 0.25;

export class ClipPace {
  #counts: { at: number; pictures: number }[] = [];
  #behindSince: number | undefined;
  #rate = 1;
  #fps: number | undefined;

  /** Playback rate of the clip; 0 where it would be too slow, and the clip stands still. */
  get rate(): number {
    return this.#rate;
  }

  /** Pictures a second that the card draws of the clip at full speed; undefined while that is not known. */
  get fps(): number | undefined {
    return this.#fps;
  }

  /** Whether the card draws nearly all pictures of the clip at full speed. */
  get isFast(): boolean {
    return this.#fps !== undefined && this.#fps >= CLIP_FPS * KEEPS_UP;
  }

  /** Begins the measurement anew, at the same rate: pictures are missing for another reason. */
  restart(): void {
    this.#counts = [];
    this.#behindSince = undefined;
  }

  /** Lets the clip stand still: the card is too slow for it at any rate. */
  stop(): void {
    this.#rate = 0;
  }

  /**
   * Call it about twice a second while the clip plays.
   * @param pictures number of pictures drawn so far
   * @param now in ms
   */
  add(pictures: number, now: number): void {
    this.#counts = [...this.#counts.filter(({ at }) => now - at <= MEASURED_MS), { at: now, pictures }];
    const [oldest] = this.#counts;
    if (!oldest || now - oldest.at < LEAST_MEASURED_MS || this.#rate === 0) return;
    const fps = ((pictures - oldest.pictures) * 1000) / (now - oldest.at);
    if (this.#rate === 1 && fps > 0) this.#fps = fps;
    if (fps >= CLIP_FPS * this.#rate * KEEPS_UP) {
      this.#behindSince = undefined;
      return;
    }
    this.#behindSince ??= now;
    if (now - this.#behindSince >= PATIENCE_MS) this.#slowDown(fps);
  }

  #slowDown(fps: number): void {
    const rate = (MARGIN * fps) / CLIP_FPS;
    this.#rate = rate < LEAST_RATE ? 0 : rate;
    this.restart();
  }
}
