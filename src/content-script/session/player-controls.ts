/** Keeps the user's choices for a styled video (compare, copies, picture in picture) from one pipeline to the next. */

import type { PageToHost, PlaybackReport } from '../../protocol/page-host';
import type { HostAnswer } from '../host/host-connection';
import { rectOf } from '../page/dom';
import { type Corners, cornersOf } from '../page/quad';
import { measureShown } from '../page/shown-area';
import { NativeControls } from './native-controls';
import type { RestylePipeline } from './restyle-pipeline';

export class PlayerControls {
  readonly #video: HTMLVideoElement;
  readonly #changed: () => void;
  #pipeline: RestylePipeline | null = null;
  #wipe: number | null = null;
  /** Watches while there is a comparison. */
  #native: NativeControls | null = null;
  #receiveCopy: ((bitmap: ImageBitmap) => void) | null = null;
  #receiveAnswer: ((answer: HostAnswer | null) => void) | null = null;
  #window: { width: number; height: number } | null = null;

  /** @param changed called when the picture gets a window of its own, or loses it */
  constructor(video: HTMLVideoElement, changed: () => void) {
    this.#video = video;
    this.#changed = changed;
  }

  /** Sets the pipeline; call it again when its host is ready. */
  use(pipeline: RestylePipeline | null): void {
    if (pipeline !== this.#pipeline) this.#receiveAnswer?.(null);
    this.#pipeline = pipeline;
    pipeline?.host.setAnswers(this.#receiveAnswer);
    if (this.#wipe !== null) this.#applyWipe();
    if (this.#receiveCopy) pipeline?.host.setCopies(this.#receiveCopy);
  }

  /** Shows the original in this share of the picture, from the left; null ends the comparison. */
  setWipe(position: number | null): void {
    if (position === this.#wipe) return;
    this.#wipe = position;
    if (position === null) {
      this.#native?.end();
      this.#native = null;
    } else this.#native ??= new NativeControls(this.#video, () => this.#applyWipe());
    this.#applyWipe();
  }

  /** The overlay lies above the video while it is compared, and leaves the video's own controls free. */
  #applyWipe(): void {
    this.#pipeline?.overlay.setWipe(this.#wipe, this.#native?.height ?? 0);
  }

  /** Has every styled picture copied to `receive`, which closes it; null ends the copies. */
  setCopies(receive: ((bitmap: ImageBitmap) => void) | null): void {
    this.#receiveCopy = receive;
    this.#pipeline?.host.setCopies(receive);
  }

  /** Hands what the host answers to `receive`, and null when the host is lost. Without `receive` it is dropped. */
  setAnswers(receive: ((answer: HostAnswer | null) => void) | null): void {
    this.#receiveAnswer = receive;
    this.#pipeline?.host.setAnswers(receive);
  }

  /** Sends a request of the user to the host. */
  send(message: PageToHost, transfer: Transferable[] = []): void {
    this.#pipeline?.host.send(message, transfer);
  }

  /** Sets the size, in CSS px, of the window that shows the picture besides the page; null: there is none. */
  setWindow(size: { width: number; height: number } | null): void {
    this.#window = size;
    this.#changed();
  }

  get hasWindow(): boolean {
    return this.#window !== null;
  }

  /**
   * Measures how large the picture is visible, in the page or in the window, whichever is larger.
   * @param isSeen whether the picture in the page is visible
   */
  measure(isSeen: boolean): Pick<PlaybackReport, 'area' | 'lines'> {
    const { area, lines } = measureShown(rectOf(this.#video), window);
    const shown = { area: isSeen ? area : 0, lines };
    if (!this.#window) return shown;
    const { width, height } = this.#window;
    const scale = window.devicePixelRatio;
    return {
      area: Math.max(shown.area, width * height * scale ** 2),
      lines: Math.max(lines, Math.min(width, height) * scale),
    };
  }

  /** Has the host download the styled picture as a PNG file of this name. */
  savePicture(name: string): void {
    this.#pipeline?.host.send({ type: 'save-picture', name });
  }

  /** Box of the picture in the window. */
  get pictureBox(): DOMRect {
    return this.#pipeline?.overlay.pictureBox ?? rectOf(this.#video);
  }

  /** Corners of the picture in the window, with all transforms. */
  get corners(): Corners {
    return this.#pipeline?.overlay.corners ?? cornersOf(rectOf(this.#video));
  }

  /** Place of further elements of the extension; null while there is no overlay. */
  get place(): RestylePipeline['place'] | null {
    return this.#pipeline?.place ?? null;
  }
}
