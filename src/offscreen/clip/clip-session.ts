/** One recording of a video: its pictures come from the presenter, its sound from the page, and its file is downloaded. */

import { log } from '../../util/log';
import { FrameTap } from '../drawing/frame-tap';
import type { OverlayPresenter } from '../drawing/overlay-presenter';
import { saveFile } from '../drawing/save-file';
import { ClipRecorder, type SoundChunk } from './clip-recorder';

export interface ClipOrder {
  /** Name of the file, without its ending. */
  name: string;
  seconds: number;
  hasSound: boolean;
}

export type ClipState = 'running' | 'saved' | 'cancelled' | 'failed';

const REPORT_MS = 250;
/** Pieces of sound kept until the encoders are ready: a few seconds. */
const MOST_EARLY = 500;
/** A clip without pictures for this long is over. */
const PATIENCE_MS = 20_000;

export class ClipSession {
  readonly #order: ClipOrder;
  readonly #report: (state: ClipState, seconds: number) => void;
  readonly #tap: FrameTap;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #deadline: ReturnType<typeof setTimeout>;
  #recorder: Promise<ClipRecorder> | null = null;
  #ready: ClipRecorder | null = null;
  /** Sound that came before the encoders were ready. */
  readonly #early: SoundChunk[] = [];
  #isOver = false;

  /**
   * @param now returns the moment at which the page captured the picture drawn last, in ms
   * @param report called as it goes on, and once when it is over
   */
  constructor(
    order: ClipOrder,
    presenter: Pick<OverlayPresenter, 'copyNext'>,
    now: () => number,
    report: (state: ClipState, seconds: number) => void,
  ) {
    this.#order = order;
    this.#report = report;
    this.#tap = new FrameTap(presenter, (bitmap) => void this.#take(bitmap, now()));
    this.#tap.setWanted(true);
    this.#timer = setInterval(() => this.#tell(), REPORT_MS);
    this.#deadline = setTimeout(() => void this.finish(), order.seconds * 1000 + PATIENCE_MS);
    this.#report('running', 0);
  }

  get isRunning(): boolean {
    return !this.#isOver;
  }

  addSound(chunk: SoundChunk): void {
    if (this.#ready) this.#ready.addSound(chunk);
    else if (this.#early.length < MOST_EARLY) this.#early.push(chunk);
  }

  /** Ends the clip, and downloads it. */
  async finish(): Promise<void> {
    if (!this.#stop()) return;
    try {
      const clip = await (await this.#recorder)?.finish();
      if (clip) saveFile(clip.file, `${this.#order.name}.${clip.extension}`);
      this.#report(clip ? 'saved' : 'failed', this.#ready?.seconds ?? 0);
    } catch (error) {
      log('clip', 'The clip cannot be written', error);
      this.#report('failed', 0);
    }
  }

  /** Ends the clip without a file. */
  cancel(state: 'cancelled' | 'failed' = 'cancelled'): void {
    if (!this.#stop()) return;
    void this.#recorder?.then((recorder) => recorder.cancel()).catch((error) => log('clip', 'No recorder', error));
    this.#report(state, 0);
  }

  /** Begins with the first picture, whose size the clip has. */
  async #take(bitmap: ImageBitmap, at: number): Promise<void> {
    if (!this.#recorder) {
      this.#recorder = ClipRecorder.begin(bitmap, this.#order.seconds, this.#order.hasSound);
      try {
        this.#ready = await this.#recorder;
      } catch (error) {
        log('clip', 'No clip can be recorded', error);
        bitmap.close();
        this.cancel('failed');
        return;
      }
    }
    if (this.#isOver || !this.#ready) return bitmap.close();
    const encoded = this.#ready.addPicture(bitmap, at);
    for (const chunk of this.#early.splice(0)) this.#ready.addSound(chunk);
    await encoded;
    if (this.#ready.isFull) void this.finish();
  }

  #tell(): void {
    this.#report('running', Math.min(this.#ready?.seconds ?? 0, this.#order.seconds));
  }

  /** Refuses pictures and sound from now on. Returns false where the clip had ended before. */
  #stop(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    clearInterval(this.#timer);
    clearTimeout(this.#deadline);
    this.#tap.setWanted(false);
    return true;
  }
}
