/**
 * Shows the picture of a page's canvas in a video that lies exactly over it, in the closed shadow root of an overlay. The finder
 * of videos finds it there, so that restyling needs no second path for canvases.
 */

import { logged } from '../../util/log';
import type { FullscreenStage } from '../overlay/fullscreen-stage';
import { Overlay } from '../overlay/overlay';
import type { OverlayContent } from '../overlay/overlay-element';
import { setStyle } from '../overlay/overlay-element';
import { createElement, isConnected } from '../page/dom';

export class CanvasVideo {
  readonly canvas: HTMLCanvasElement;
  readonly #stream: MediaStream;
  readonly #overlay: Overlay;
  #isGone = false;

  /**
   * @param id unique on the page, letters and digits
   * @throws DOMException `SecurityError` where the page may not read its canvas
   */
  constructor(canvas: HTMLCanvasElement, id: string, stage: FullscreenStage) {
    this.canvas = canvas;
    this.#stream = HTMLCanvasElement.prototype.captureStream.call(canvas);
    const video = createElement(canvas.ownerDocument, 'video');
    video.muted = true;
    video.srcObject = this.#stream;
    video.play().catch(logged('canvas', 'The canvas cannot be played', undefined));
    this.#overlay = new Overlay(canvas, contentOf(video), id, stage, () => {
      this.#isGone = true;
    });
    this.#overlay.insert();
    video.requestVideoFrameCallback(() => this.#overlay.show());
  }

  /** False once the canvas has left the document, or the page leaves no place over it. */
  get isHere(): boolean {
    return !this.#isGone && isConnected(this.canvas);
  }

  /** Brings the video back over its canvas; call it about once a second. */
  verify(): void {
    this.#overlay.verify();
  }

  remove(): void {
    for (const track of this.#stream.getTracks()) track.stop();
    this.#overlay.remove();
  }
}

const contentOf = (video: HTMLVideoElement): OverlayContent => ({
  element: video,
  isAlive: true,
  setFit({ objectFit, objectPosition, objectViewBox }) {
    setStyle(video, 'object-fit', objectFit);
    setStyle(video, 'object-position', objectPosition);
    setStyle(video, 'object-view-box', objectViewBox);
  },
});
