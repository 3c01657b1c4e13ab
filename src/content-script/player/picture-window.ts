/**
 * Shows the styled picture in a picture-in-picture window. The window belongs to a video outside the page, which shows
 * what the host sends, so that the page's video goes on unchanged with its sound. As long as there is such a window,
 * frames come in hidden tabs as well.
 */
import { log, logged } from '../../util/log';
import { allowsPictureInPicture, createElement, exitPictureInPicture, pictureInPictureElementOf } from '../page/dom';
import type { VideoSession } from '../session/video-session';

/** Interval of frames until the window's video has its first picture. */
const FEED_MS = 50;

/** Whether this document may open picture-in-picture windows. */
export const hasPictureWindows = (): boolean =>
  allowsPictureInPicture(document) && 'MediaStreamTrackGenerator' in window;

export class PictureWindow {
  readonly #session: VideoSession;
  readonly #onClose: () => void;
  readonly #own = createElement(document, 'video');
  readonly #track = new MediaStreamTrackGenerator({ kind: 'video' });
  readonly #sink = this.#track.writable.getWriter();
  #callback = 0;
  #isClosed = false;

  /** @param onClose called once when the window is closed, by anyone, or cannot be opened */
  constructor(session: VideoSession, onClose: () => void) {
    this.#session = session;
    this.#onClose = onClose;
    this.#own.muted = true;
    this.#own.srcObject = new MediaStream([this.#track]);
    this.#own.addEventListener('leavepictureinpicture', () => this.#end());
    void this.#open().catch((error) => {
      log('player', 'Picture in picture cannot be opened', error);
      this.#end();
    });
  }

  close(): void {
    if (pictureInPictureElementOf(document) === this.#own) {
      const left = logged('player', 'Picture in picture was left before', undefined);
      void exitPictureInPicture(document).catch(left);
    }
    this.#end();
  }

  /** Opens the window; call it while the user's click still counts as activation. */
  async #open(): Promise<void> {
    await this.#begin();
    const shown = await this.#own.requestPictureInPicture();
    if (this.#isClosed) {
      this.close();
      return;
    }
    const resize = () => this.#session.controls.setWindow({ width: shown.width, height: shown.height });
    shown.addEventListener('resize', resize);
    resize();
    this.#session.controls.setCopies((bitmap) => {
      this.#show(new VideoFrame(bitmap, { timestamp: performance.now() * 1000 }));
      bitmap.close();
    });
    this.#listen();
  }

  /**
   * Resolves once the window's video has a picture. Feeds frames until then, because early ones are lost before the
   * track connects.
   */
  async #begin(): Promise<void> {
    const feeding = setInterval(() => this.#showOriginal(), FEED_MS);
    try {
      this.#showOriginal();
      await this.#own.play();
    } finally {
      clearInterval(feeding);
    }
  }

  #showOriginal(): void {
    try {
      this.#show(new VideoFrame(this.#session.video, { timestamp: performance.now() * 1000 }));
    } catch (error) {
      log('player', 'The original has no frame just now', error);
    }
  }

  /** Shows the original while there is no styled picture, instead of a frozen one. */
  #listen(): void {
    const { video } = this.#session;
    this.#callback = video.requestVideoFrameCallback(() => {
      this.#listen();
      if (this.#session.overlay !== 'shown') this.#showOriginal();
    });
  }

  #show(frame: VideoFrame): void {
    if (this.#isClosed || (this.#sink.desiredSize ?? 0) <= 0) frame.close();
    else
      this.#sink.write(frame).catch((error) => {
        log('player', 'The window takes no frame', error);
        frame.close();
      });
  }

  #end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#session.video.cancelVideoFrameCallback(this.#callback);
    this.#session.controls.setCopies(null);
    this.#session.controls.setWindow(null);
    this.#track.stop();
    this.#own.srcObject = null;
    this.#onClose();
  }
}
