/**
 * A second copy of a page's video inside the overlay, for pictures that the page itself may not read. It is muted and
 * invisible.
 */

import { copyFrame, TaintedError, takeFrame } from '../media/capture';
import { transferablesOf } from '../media/frame';
import { FOREIGN_VIDEO_CORS } from '../platform/overlay';
import {
  type MissReason,
  type PageToProxyVideo,
  type ProxyVideoToPage,
  parsePageToProxyVideo,
  type VideoClock,
} from '../protocol/proxy-video';
import { log, logged } from '../util/log';
import { wallClock } from '../util/wall-clock';
import { syncStep } from './proxy-sync';

/** Longest wait for a picture. The page asks again after that. */
const PICTURE_TIMEOUT_MS = 500;
const STEP_MS = 8;
/** Tolerance for rounded times, in seconds. */
const ROUNDING_S = 0.0005;
/** Time after a seek from which its frame counts as displayed, even if the frame's own times do not fit. */
const SETTLE_MS = 100;
/** Weight of the newest seek in the mean of their durations. */
const NEWEST = 0.5;

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export class ProxyVideo {
  readonly #video = document.createElement('video');
  readonly #port: MessagePort;
  readonly #mayLoad: (address: string) => Promise<boolean>;
  #source = '';
  #isAllowed = true;
  #clock: VideoClock | null = null;
  #seekMs = 100;
  #soughtAt: number | null = null;
  #landedAt = Number.NEGATIVE_INFINITY;
  #hasPlayed = false;

  /** @param mayLoad whether the user allows an address to be loaded here */
  constructor(port: MessagePort, mayLoad: (address: string) => Promise<boolean>) {
    this.#port = port;
    this.#mayLoad = mayLoad;
    this.#video.muted = true;
    this.#video.crossOrigin = FOREIGN_VIDEO_CORS;
    this.#video.preload = 'auto';
    this.#video.addEventListener('seeked', () => this.#land());
    for (const type of ['loadedmetadata', 'canplay']) this.#video.addEventListener(type, () => this.#sync());
    port.onmessage = ({ data }) => {
      const message = parsePageToProxyVideo(data);
      if (message?.type === 'follow') this.#follow(message);
      else if (message) void this.#answer(message);
    };
  }

  #follow({ source, clock }: Extract<PageToProxyVideo, { type: 'follow' }>): void {
    this.#clock = clock;
    if (source !== this.#source) {
      this.#source = source;
      this.#soughtAt = null;
      this.#landedAt = Number.NEGATIVE_INFINITY;
      this.#hasPlayed = false;
      this.#video.removeAttribute('src');
      this.#video.load();
      void this.#load(source);
    }
    this.#sync();
  }

  async #load(source: string): Promise<void> {
    const isAllowed = await this.#mayLoad(source).catch(logged('proxy video', 'The permission cannot be read', false));
    // The page may have named another source meanwhile.
    if (source !== this.#source) return;
    this.#isAllowed = isAllowed;
    if (isAllowed) this.#video.src = source;
  }

  #sync(): void {
    const video = this.#video;
    if (!this.#clock || video.readyState < HTMLMediaElement.HAVE_METADATA || video.seeking) return;
    const step = syncStep(this.#clock, video.currentTime, wallClock(), this.#seekMs, this.#hasPlayed);
    if (this.#clock.rate === 0) video.pause();
    this.#hasPlayed = this.#clock.rate > 0;
    if ('seekTo' in step) {
      this.#soughtAt = performance.now();
      video.currentTime = step.seekTo;
    } else if (step.rate > 0) {
      video.playbackRate = step.rate;
      // Another seek or source may interrupt it. The next message tries again.
      if (video.paused) video.play().catch(logged('proxy video', 'It cannot play now', undefined));
    }
  }

  #land(): void {
    if (this.#soughtAt !== null) this.#seekMs += NEWEST * (performance.now() - this.#soughtAt - this.#seekMs);
    this.#soughtAt = null;
    this.#landedAt = performance.now();
    this.#sync();
  }

  /** Whether both videos stand still at the same position. */
  get #isInPlace(): boolean {
    const { paused, seeking, currentTime } = this.#video;
    const { rate, time } = this.#clock ?? { rate: 1, time: 0 };
    return rate === 0 && paused && !seeking && Math.abs(currentTime - time) < 1e-3;
  }

  /** Whether a frame belongs to the position: right after a seek the previous one may still be on display. */
  #isSettled({ timestamp, duration }: VideoFrame): boolean {
    const since = this.#video.currentTime - timestamp / 1e6;
    const isOfNow = since >= -ROUNDING_S && (!duration || since < duration / 1e6 + ROUNDING_S);
    return isOfNow || (this.#soughtAt === null && performance.now() - this.#landedAt > SETTLE_MS);
  }

  async #answer({ id, kind, time }: Extract<PageToProxyVideo, { type: 'take' }>): Promise<void> {
    const post = (message: ProxyVideoToPage, transfer: Transferable[] = []) =>
      this.#port.postMessage(message, transfer);
    try {
      const taken = await this.#take(time);
      if (!taken) return post({ type: 'missed', id, why: this.#missReason });
      const { frame: shown, stands } = taken;
      const start = shown.timestamp / 1e6;
      const frame = await copyFrame(shown, kind).finally(() => shown.close());
      post({ type: 'picture', id, time: start, stands, frame }, transferablesOf(frame));
    } catch (error) {
      log('proxy video', 'No frame', error);
      post({ type: 'missed', id, why: error instanceof TaintedError ? 'not-loaded' : 'late' });
    }
  }

  get #missReason(): MissReason {
    if (!this.#isAllowed) return 'not-allowed';
    return this.#video.error ? 'not-loaded' : 'late';
  }

  /** The frame on display; null while there is none. */
  #display(): VideoFrame | null {
    try {
      return takeFrame(this.#video);
    } catch (error) {
      if (error instanceof TaintedError) throw error;
      log('proxy video', 'No frame yet', error);
      return null;
    }
  }

  /**
   * Waits for the frame at `time` or a later one. If the video stands still, it waits for the frame at its position. Returns
   * null if none comes in time.
   * @throws TaintedError if the frame may not be read
   */
  async #take(time: number): Promise<{ frame: VideoFrame; stands: boolean } | null> {
    const deadline = performance.now() + PICTURE_TIMEOUT_MS;
    while (performance.now() < deadline && this.#missReason === 'late') {
      const stands = this.#isInPlace;
      const frame = this.#video.seeking ? null : this.#display();
      const isWanted = frame && (stands ? this.#isSettled(frame) : frame.timestamp / 1e6 >= time - ROUNDING_S);
      if (isWanted) return { frame, stands };
      frame?.close();
      await pause(STEP_MS);
    }
    return null;
  }
}
