/**
 * Captures frames of a video that the page may not read. They come from its proxy video, a second copy in the overlay's
 * document that is kept in sync with the first.
 */

import { TaintedError } from '../../media/capture';
import { closeFrame, type Frame, type FrameKind } from '../../media/frame';
import { LIMITS } from '../../protocol/limits';
import {
  type MissReason,
  type PageToProxyVideo,
  type ProxyVideoHandshake,
  parseProxyVideoToPage,
} from '../../protocol/proxy-video';
import { wallClock } from '../../util/wall-clock';

/** Events after which position or speed may differ. */
const CHANGES = ['play', 'playing', 'pause', 'waiting', 'seeking', 'seeked', 'ratechange', 'ended', 'loadstart'];
const REMIND_MS = 250;
/** Time for the proxy video to load. */
const PATIENCE_MS = 10_000;
/** Frame interval in s that is assumed until one is known, and the longest that counts. */
const [USUAL_FRAME_S, LONGEST_FRAME_S] = [1 / 30, 0.2];
const ROUNDING_S = 0.001;

type Answer = { frame: Frame; time: number; stands: boolean } | { why: MissReason };

/** Returns the address of a video that a proxy can load; null for streams and objects of the page's own. */
export function proxyVideoAddress(video: HTMLVideoElement): URL | null {
  const address = URL.parse(video.currentSrc);
  const isPlain = address?.protocol === 'http:' || address?.protocol === 'https:';
  const isShort = video.currentSrc.length <= LIMITS.maxAddressLength;
  return address && isPlain && isShort && Number.isFinite(video.duration) ? address : null;
}

export class ProxyVideoSource {
  readonly #video: HTMLVideoElement;
  readonly #port: MessagePort;
  readonly #listening = new AbortController();
  readonly #reminder: ReturnType<typeof setInterval>;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #nextId = 0;
  #callback = 0;
  /** Start of the frame on display in s; null until it is known. */
  #shown: number | null = null;
  #frameS = USUAL_FRAME_S;

  /**
   * @param overlay window of the overlay that will hold the proxy video
   * @param origin the overlay's origin
   * @param nonce the nonce with which the overlay attaches
   */
  constructor(video: HTMLVideoElement, overlay: Window, origin: string, nonce: string) {
    this.#video = video;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#receive(data);
    const handshake: ProxyVideoHandshake = { type: 'inkreel:proxy-video', nonce };
    overlay.postMessage(handshake, origin, [port2]);
    const options = { signal: this.#listening.signal, capture: true };
    for (const type of CHANGES) video.addEventListener(type, () => this.#follow(), options);
    this.#reminder = setInterval(() => this.#follow(), REMIND_MS);
    this.#listen();
    this.#follow();
  }

  /**
   * Takes the picture that the page's video shows, at most one frame off.
   * @throws TaintedError where the proxy cannot read it either; Error where there is none for long
   */
  async take(kind: FrameKind): Promise<Frame> {
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline && !this.#listening.signal.aborted) {
      const wanted = this.#isStanding || this.#shown === null ? this.#video.currentTime : this.#shown;
      const answer = await this.#ask(kind, wanted);
      if ('why' in answer) {
        if (answer.why === 'not-allowed') throw new TaintedError('The user has not allowed a proxy video.');
        if (answer.why === 'not-loaded') throw new TaintedError('The proxy video cannot be read.', 'not-loaded');
      } else if (this.#isInTime(answer)) {
        return answer.frame;
      } else {
        closeFrame(answer.frame);
      }
    }
    throw new Error('The proxy video shows nothing.');
  }

  close(): void {
    this.#listening.abort();
    clearInterval(this.#reminder);
    this.#video.cancelVideoFrameCallback(this.#callback);
    this.#port.close();
    for (const answer of this.#waiting.values()) answer({ why: 'late' });
    this.#waiting.clear();
  }

  get #isStanding(): boolean {
    const { paused, ended, seeking, readyState } = this.#video;
    return paused || ended || seeking || readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
  }

  /** Whether the answer still belongs to the frame on display: the video may have moved on during the request. */
  #isInTime({ time, stands }: Exclude<Answer, { why: MissReason }>): boolean {
    if (stands) return this.#isStanding;
    return Math.abs(time - (this.#shown ?? this.#video.currentTime)) <= this.#frameS + ROUNDING_S;
  }

  #listen(): void {
    this.#callback = this.#video.requestVideoFrameCallback((_, { mediaTime }) => {
      const step = mediaTime - (this.#shown ?? mediaTime);
      if (step > ROUNDING_S) this.#frameS = Math.min(LONGEST_FRAME_S, Math.max(USUAL_FRAME_S / 4, step));
      this.#shown = mediaTime;
      this.#listen();
    });
  }

  #follow(): void {
    const { currentSrc, currentTime, playbackRate } = this.#video;
    const at = wallClock();
    const rate = this.#isStanding ? 0 : playbackRate;
    this.#send({ type: 'follow', source: currentSrc, clock: { time: currentTime, at, rate } });
  }

  #ask(kind: FrameKind, time: number): Promise<Answer> {
    const id = this.#nextId++;
    return new Promise((done) => {
      this.#waiting.set(id, done);
      this.#send({ type: 'take', id, kind, time });
    });
  }

  #receive(data: unknown): void {
    const message = parseProxyVideoToPage(data);
    if (!message) return;
    this.#waiting.get(message.id)?.(message);
    this.#waiting.delete(message.id);
  }

  #send(message: PageToProxyVideo): void {
    this.#port.postMessage(message);
  }
}
