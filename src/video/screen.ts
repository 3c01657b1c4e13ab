/** What a styled video has: an overlay, the way to the host, and a twin where the page may not read its picture. */
import type { Carrier, FramePayload, Look, PageToHost } from '../link/messages';
import { Attachment, type AttachmentEvents, overlayDocument, randomId } from './attachment';
import { capture } from './capture';
import { nextSiblingOf } from './dom';
import type { FullscreenStage } from './fullscreen-stage';
import { Overlay } from './overlay';
import { TwinSource } from './twin-source';

export interface ScreenEvents extends AttachmentEvents {
  /** The page took the overlay out, or loaded it anew. */
  evicted(): void;
}

export class Screen {
  readonly overlay: Overlay;
  readonly #video: HTMLVideoElement;
  readonly #attachment: Attachment;
  #twin: TwinSource | null = null;

  /**
   * Puts an overlay into the page, invisible, and begins to look for the host.
   * @param look how it is to begin; read when the host is asked
   * @param isForeign the picture comes from a twin
   * @throws where the extension is gone
   */
  constructor(
    video: HTMLVideoElement,
    stage: FullscreenStage,
    look: () => Look,
    isForeign: boolean,
    events: ScreenEvents,
  ) {
    this.#video = video;
    const attachment = new Attachment(events);
    this.#attachment = attachment;
    let isLoaded = false;
    this.overlay = new Overlay(video, overlayDocument(), randomId(), stage, {
      loaded: (frame) => {
        if (isLoaded) {
          events.evicted();
          return;
        }
        isLoaded = true;
        void attachment.connect(frame, look());
        if (isForeign) this.#twin = new TwinSource(video, frame, overlayDocument().origin, attachment.nonce);
      },
      evicted: () => events.evicted(),
    });
  }

  /** What comes last of ours beside the video; the video where nothing does. */
  get end(): Node {
    const { node } = this.overlay;
    return nextSiblingOf(this.#video) === node ? node : this.#video;
  }

  /** The picture on display, by the carrier asked for where it can be had that way. */
  take(carrier: Carrier): Promise<FramePayload> {
    return this.#twin ? this.#twin.take(carrier) : capture(this.#video, carrier);
  }

  send(message: PageToHost, transfer: Transferable[] = []): void {
    this.#attachment.send(message, transfer);
  }

  /** The styled picture as a PNG file; null where the host has none. */
  snapshot(): Promise<Blob | null> {
    return this.#attachment.snapshot();
  }

  /** Has every styled picture copied to `receive`, which has to close it; null: none. */
  setCopies(receive: ((bitmap: ImageBitmap) => void) | null): void {
    this.#attachment.setCopies(receive);
  }

  /** The page is as it was. */
  close(reason: 'off' | 'gone'): void {
    this.#twin?.close();
    this.overlay.remove();
    this.#attachment.close(reason);
  }
}
