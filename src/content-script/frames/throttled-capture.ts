/** Captures frames at a rate and size that a bridge of runtime messages can carry. */
import { capture } from '../../media/capture';
import type { Frame, FrameKind } from '../../media/frame';

/**
 * Runtime messages copy each frame four times between page and host. Fewer and smaller frames leave the page enough time.
 */
const INTERVAL_MS = 1000 / 15;
const MOST_LINES = 360;

export class ThrottledCapture {
  readonly #video: HTMLVideoElement;
  #next = 0;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
  }

  /** Waits until the next frame may go and captures the one on display then. */
  async take(kind: FrameKind): Promise<Frame> {
    const now = performance.now();
    const turn = Math.max(now, this.#next);
    this.#next = turn + INTERVAL_MS;
    if (turn > now) await new Promise((done) => setTimeout(done, turn - now));
    return capture(this.#video, kind, MOST_LINES);
  }
}
