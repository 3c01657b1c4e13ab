/** What the user wants of a styled video besides its style: kept from one screen to the next. */

import type { PlaybackReport } from '../../protocol/page-host';
import { boxOf } from '../page/dom';
import { type Corners, cornersOf } from '../page/quad';
import { measureShown } from '../page/shown-area';
import type { RestylePipeline } from './restyle-pipeline';

export class PlayerControls {
  readonly #video: HTMLVideoElement;
  readonly #changed: () => void;
  #pipeline: RestylePipeline | null = null;
  #wipe: number | null = null;
  #receiveCopy: ((bitmap: ImageBitmap) => void) | null = null;
  #window: { width: number; height: number } | null = null;

  /** @param changed told when the picture is seen in a window of its own, or no more */
  constructor(video: HTMLVideoElement, changed: () => void) {
    this.#video = video;
    this.#changed = changed;
  }

  /** To be called when there is another screen, or none, and again when its host is there. */
  use(pipeline: RestylePipeline | null): void {
    this.#pipeline = pipeline;
    if (this.#wipe !== null) pipeline?.overlay.setWipe(this.#wipe);
    if (this.#receiveCopy) pipeline?.host.setCopies(this.#receiveCopy);
  }

  /** Leaves this share of the picture, from the left, to the original; null: none. */
  setWipe(position: number | null): void {
    if (position === this.#wipe) return;
    this.#wipe = position;
    this.#pipeline?.overlay.setWipe(position);
  }

  /** Has every styled picture copied to `receive`, which has to close it; null: none. */
  setCopies(receive: ((bitmap: ImageBitmap) => void) | null): void {
    this.#receiveCopy = receive;
    this.#pipeline?.host.setCopies(receive);
  }

  /** The picture is seen in a window of its own of this size in css px, whatever becomes of the page; null: it is not. */
  setWindow(size: { width: number; height: number } | null): void {
    this.#window = size;
    this.#changed();
  }

  get hasWindow(): boolean {
    return this.#window !== null;
  }

  /**
   * How much of the picture is to be seen, in the page or in the window, whichever is more.
   * @param isSeen the page's own is to be seen at all
   */
  measure(isSeen: boolean): Pick<PlaybackReport, 'area' | 'lines'> {
    const { area, lines } = measureShown(boxOf(this.#video), window);
    const shown = { area: isSeen ? area : 0, lines };
    if (!this.#window) return shown;
    const { width, height } = this.#window;
    const scale = window.devicePixelRatio;
    return {
      area: Math.max(shown.area, width * height * scale ** 2),
      lines: Math.max(lines, Math.min(width, height) * scale),
    };
  }

  /** The styled picture as a PNG file; null where there is none. */
  async snapshot(): Promise<Blob | null> {
    return this.#pipeline?.host.snapshot() ?? null;
  }

  /** Where the picture is in the window. */
  get pictureBox(): DOMRect {
    return this.#pipeline?.overlay.pictureBox ?? boxOf(this.#video);
  }

  /** Where the corners of the picture are in the window, however it is transformed. */
  get corners(): Corners {
    return this.#pipeline?.overlay.corners ?? cornersOf(boxOf(this.#video));
  }

  /** After this node others of ours go in the page. */
  get end(): Node {
    return this.#pipeline?.end ?? this.#video;
  }
}
