/** Documents under `CSP: sandbox`, and frames with the attribute `sandbox`. */
import { capture } from '../../media/capture';
import type { Frame, FrameKind } from '../../media/frame';

/** In a sandboxed document the overlay's document has an origin of its own too, and never finds the service worker. */
export const isSandboxed = (): boolean => self.origin === 'null' && /^(https?:|about:srcdoc)/.test(location.href);

/** Every picture is copied four times on its way to the host and back: fewer and smaller ones leave the page its time. */
const INTERVAL_MS = 1000 / 15;
const MOST_LINES = 360;

/** Takes pictures as a bridge can carry them. */
export class SparingSource {
  readonly #video: HTMLVideoElement;
  #next = 0;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
  }

  /** The picture on display, which may have to wait for its turn. */
  async take(kind: FrameKind): Promise<Frame> {
    const now = performance.now();
    const turn = Math.max(now, this.#next);
    this.#next = turn + INTERVAL_MS;
    if (turn > now) await new Promise((done) => setTimeout(done, turn - now));
    return capture(this.#video, kind, MOST_LINES);
  }
}
