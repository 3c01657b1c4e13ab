/** Watches one video's own life: has it a picture, is it large enough, can it be seen, did the picture break off. */
import { isConnected, isHidden, pictureInPictureElementOf } from '../page/dom';

/** CSS px; anything smaller is decoration. */
const LEAST_SIDE = 64;
/** Pixels of the picture itself. */
const LEAST_PICTURE = 16;
/** A player may take this long from one source to the next. */
const PATIENCE_MS = 10_000;
/** A loop ends within this of the start. */
const LOOP_S = 0.1;

/** Relative difference of width to height that rounding brings when a stream changes its size. */
const SAME_SHAPE = 0.01;

export type SourceEvent =
  /** Something changed that `isSeen`, `isLarge`, `hasPicture` or `isProtected` may depend on. */
  | 'changed'
  /** The source is another: the picture before has nothing to do with the next. */
  | 'source'
  /** Playback jumps: the picture on display now is out of date. */
  | 'interrupted'
  /** Playback starts over; the last picture stays on display until the first is there. */
  | 'looped'
  /** The picture has another size and the same shape. */
  | 'resized'
  /** The picture has another shape: the picture before does not fit in its place. */
  | 'reshaped'
  /** The picture may have changed without playing. */
  | 'refreshed';

export class SourceWatch {
  readonly #video: HTMLVideoElement;
  readonly #listening = new AbortController();
  readonly #intersection: IntersectionObserver;
  readonly #resize: ResizeObserver;
  #isIntersecting = false;
  #isEncrypted = false;
  /** Width by height of the picture; not a number while there is none. */
  #shape: number;
  #pictureLostAt: number | null = null;

  constructor(video: HTMLVideoElement, report: (event: SourceEvent) => void) {
    this.#video = video;
    this.#shape = video.videoWidth / video.videoHeight;
    const { signal } = this.#listening;
    const on = (type: string, listener: () => void) =>
      video.addEventListener(type, listener, { signal, capture: true });
    const reportChange = () => report('changed');
    for (const type of ['loadeddata', 'play', 'enterpictureinpicture', 'leavepictureinpicture']) on(type, reportChange);
    on('encrypted', () => {
      this.#isEncrypted = true;
      report('changed');
    });
    on('emptied', () => {
      this.#isEncrypted = false;
      report('source');
    });
    on('seeking', () => {
      const isLoop = video.loop && !video.paused && video.currentTime < LOOP_S;
      report(isLoop ? 'looped' : 'interrupted');
    });
    on('resize', () => {
      const before = this.#shape;
      this.#shape = video.videoWidth / video.videoHeight;
      report(Math.abs(this.#shape / before - 1) < SAME_SHAPE ? 'resized' : 'reshaped');
    });
    for (const type of ['loadeddata', 'seeked', 'pause', 'ended']) on(type, () => report('refreshed'));
    document.defaultView?.addEventListener('visibilitychange', reportChange, { signal, capture: true });
    this.#intersection = new IntersectionObserver((entries) => {
      this.#isIntersecting = entries.at(-1)?.isIntersecting ?? false;
      report('changed');
    });
    this.#intersection.observe(video);
    this.#resize = new ResizeObserver(reportChange);
    this.#resize.observe(video);
  }

  stop(): void {
    this.#listening.abort();
    this.#intersection.disconnect();
    this.#resize.disconnect();
  }

  /** DRM: its picture is none of our business. */
  get isProtected(): boolean {
    // Undefined on pages that are no secure context, which have no encrypted media either.
    return this.#isEncrypted || Boolean(this.#video.mediaKeys);
  }

  get isLarge(): boolean {
    return this.#video.offsetWidth >= LEAST_SIDE && this.#video.offsetHeight >= LEAST_SIDE;
  }

  get hasPicture(): boolean {
    const { readyState, videoWidth, videoHeight } = this.#video;
    const isDecoded = readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    return isDecoded && Math.min(videoWidth, videoHeight) >= LEAST_PICTURE && !this.#showsPoster;
  }

  /** Until it is played or sought in, a video shows its poster in place of its picture. */
  get #showsPoster(): boolean {
    const { poster, paused, currentTime, played } = this.#video;
    return poster !== '' && paused && currentTime === 0 && played.length === 0;
  }

  /** Whether there will be no picture soon: too small, or without a picture for long. To be asked now and then. */
  get isHopeless(): boolean {
    if (this.hasPicture) this.#pictureLostAt = null;
    else this.#pictureLostAt ??= performance.now();
    const isOverdue = this.#pictureLostAt !== null && performance.now() - this.#pictureLostAt > PATIENCE_MS;
    return isOverdue || (!this.isLarge && !this.#isAway);
  }

  get isSeen(): boolean {
    return (
      this.#isIntersecting &&
      !this.#isAway &&
      isConnected(this.#video) &&
      this.#video.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    );
  }

  /** The tab is hidden, or the picture is in a window of its own. */
  get #isAway(): boolean {
    return isHidden(document) || pictureInPictureElementOf(document) === this.#video;
  }
}
