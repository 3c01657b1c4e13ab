/** Watches one video: whether it has a picture, is large enough, is visible, and where playback jumps. */

import { SizeWatch } from '../overlay/size-watch';
import { isConnected, isHidden, pictureInPictureElementOf, rectOf } from '../page/dom';

/** Least side of a video in CSS px; smaller ones are decoration. */
const LEAST_SIDE = 64;
/** Least side of the picture itself, in pixels. */
const LEAST_PICTURE = 16;
/** Time that a player may take from one source to the next. */
const PATIENCE_MS = 10_000;

/** Relative difference of the aspect ratio that rounding causes when a stream changes its size. */
const SAME_SHAPE = 0.01;

export type SourceEvent =
  /** Something changed that `isSeen`, `isLarge`, `hasPicture` or `isProtected` may depend on. */
  | 'changed'
  /** The source has changed. Its pictures have nothing to do with earlier ones. */
  | 'source'
  /** Playback jumps, by a seek or a loop. The last picture stays on display until the one of the new position is there. */
  | 'sought'
  /** The picture of the new position may be on display. */
  | 'landed'
  /** The picture has another size and the same aspect ratio. */
  | 'resized'
  /** The picture has another aspect ratio, so that the last styled picture no longer fits. */
  | 'reshaped'
  /** The picture may have changed without playing. */
  | 'refreshed';

export class SourceWatch {
  readonly #video: HTMLVideoElement;
  readonly #listening = new AbortController();
  readonly #intersection: IntersectionObserver;
  readonly #size: SizeWatch;
  #isIntersecting = false;
  #isEncrypted = false;
  /** Whether the source was ever sought in. The poster does not come back after that. */
  #hasMoved = false;
  /** Width of the picture divided by its height; NaN while there is none. */
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
      this.#hasMoved = false;
      report('source');
    });
    on('seeking', () => {
      this.#hasMoved = true;
      report('sought');
    });
    on('seeked', () => report('landed'));
    on('resize', () => {
      const before = this.#shape;
      this.#shape = video.videoWidth / video.videoHeight;
      report(Math.abs(this.#shape / before - 1) < SAME_SHAPE ? 'resized' : 'reshaped');
    });
    for (const type of ['loadeddata', 'pause', 'ended']) on(type, () => report('refreshed'));
    window.addEventListener('visibilitychange', reportChange, { signal, capture: true });
    this.#intersection = new IntersectionObserver((entries) => {
      this.#isIntersecting = entries.at(-1)?.isIntersecting ?? false;
      report('changed');
    });
    this.#intersection.observe(video);
    this.#size = new SizeWatch(video, reportChange);
  }

  stop(): void {
    this.#listening.abort();
    this.#intersection.disconnect();
    this.#size.stop();
  }

  /** Whether the video is protected (DRM), so that its picture must not be read. */
  get isProtected(): boolean {
    // `mediaKeys` is undefined in insecure contexts, which have no encrypted media either.
    return this.#isEncrypted || Boolean(this.#video.mediaKeys);
  }

  /** Whether the video is large enough to be restyled: as laid out, or as transforms show it. */
  get isLarge(): boolean {
    const { offsetWidth, offsetHeight } = this.#video;
    const { width, height } = rectOf(this.#video);
    return Math.max(offsetWidth, width) >= LEAST_SIDE && Math.max(offsetHeight, height) >= LEAST_SIDE;
  }

  /** Whether a frame is decoded and displayed. */
  get hasPicture(): boolean {
    const { readyState, videoWidth, videoHeight } = this.#video;
    const isDecoded = readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    return isDecoded && Math.min(videoWidth, videoHeight) >= LEAST_PICTURE && !this.#showsPoster;
  }

  /** Whether the video shows its poster, as it does until it plays or seeks. */
  get #showsPoster(): boolean {
    const { poster, paused, currentTime, played } = this.#video;
    return poster !== '' && paused && currentTime === 0 && played.length === 0 && !this.#hasMoved;
  }

  /**
   * Whether no picture can be expected, because the video is too small or has had no picture for a long time. Read it about
   * once a second.
   */
  get isHopeless(): boolean {
    if (this.hasPicture) this.#pictureLostAt = null;
    else this.#pictureLostAt ??= performance.now();
    const isOverdue = this.#pictureLostAt !== null && performance.now() - this.#pictureLostAt > PATIENCE_MS;
    return isOverdue || (!this.isLarge && !this.#isAway);
  }

  /** Whether the video is visible in the page. */
  get isSeen(): boolean {
    return (
      this.#isIntersecting &&
      !this.#isAway &&
      isConnected(this.#video) &&
      this.#video.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    );
  }

  /** Whether the tab is hidden or the video is in picture in picture. */
  get #isAway(): boolean {
    return isHidden(document) || pictureInPictureElementOf(document) === this.#video;
  }
}
