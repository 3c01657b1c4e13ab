/**
 * Where an overlay goes while the video itself is in fullscreen. Only what is in the browser's top layer is seen then, and
 * what entered it later lies above. So an empty pane is opened when the user presses something, before any fullscreen that
 * may follow from it; the overlay moves in once the video is up, and is seen below the video's own controls. Presses on the
 * browser's own controls are kept from pages: there it is opened as soon as the pointer or the focus is on them. An overlay
 * that has to be above its video gets a pane of its own once the video is up.
 */
import { listen, rootOf } from '../page/dom';
import { addStyleRule } from '../page/style-rules';
import { TopLayerPopover } from './top-layer-popover';

/** A press allows the page to go fullscreen for about five seconds. */
const ACTIVATION_MS = 6000;

export class FullscreenStage {
  readonly #document: Document;
  readonly #id: string;
  #below: TopLayerPopover | null = null;
  readonly #above = new Map<HTMLVideoElement, TopLayerPopover>();
  /** Makes the backdrop of a video in fullscreen opaque again, which hid the pane below. */
  readonly #backdrops = new Map<HTMLVideoElement, () => void>();
  #closing: ReturnType<typeof setTimeout> | undefined;
  /** Ends the listening to a video and, as long as there is any, to presses. */
  readonly #users = new Map<HTMLVideoElement, AbortController>();
  #presses: AbortController | null = null;
  /** A video with the browser's own controls, which the user is at. */
  #approached: HTMLVideoElement | null = null;

  /** @param id unique on the page, letters and digits */
  constructor(document: Document, id: string) {
    this.#document = document;
    this.#id = `inkreel-${id}`;
  }

  /** From now on whatever may lead to fullscreen of `video` prepares for it, until it is released. */
  retain(video: HTMLVideoElement): void {
    if (this.#users.size === 0) {
      this.#presses = new AbortController();
      const options = { capture: true, passive: true, signal: this.#presses.signal };
      for (const type of ['pointerdown', 'keydown']) listen(window, type, () => this.#open(), options);
    }
    const listening = new AbortController();
    this.#users.set(video, listening);
    const approach = () => {
      if (video.controls) this.#approach(video);
    };
    for (const type of ['pointermove', 'focusin']) listen(video, type, approach, { signal: listening.signal });
  }

  /** Its overlay leaves too. */
  release(video: HTMLVideoElement): void {
    this.leave(video);
    this.#users.get(video)?.abort();
    if (!this.#users.delete(video) || this.#users.size > 0) return;
    this.#presses?.abort();
    clearTimeout(this.#closing);
    this.#close();
  }

  /** The place below `video`, which is in fullscreen; null where none was prepared. */
  enterBelow(video: HTMLVideoElement): HTMLElement | null {
    const pane = this.#below;
    if (!pane?.isInPage) return null;
    if (!this.#backdrops.has(video)) {
      const rule = 'video:fullscreen::backdrop { background: transparent !important; }';
      this.#backdrops.set(video, addStyleRule(rootOf(video), rule));
      pane.setBlack(true);
    }
    return pane.element;
  }

  /** The place above `video`, which is in fullscreen. */
  enterAbove(video: HTMLVideoElement): HTMLElement {
    const standing = this.#above.get(video);
    if (standing?.isInPage) return standing.element;
    standing?.close();
    const pane = new TopLayerPopover(this.#document, `${this.#id}-above`);
    this.#above.set(video, pane);
    return pane.element;
  }

  /** The overlay of `video` has left. */
  leave(video: HTMLVideoElement): void {
    this.#above.get(video)?.close();
    this.#above.delete(video);
    const withdraw = this.#backdrops.get(video);
    if (!withdraw) return;
    withdraw();
    this.#backdrops.delete(video);
    this.#below?.setBlack(false);
    this.#closeSoon();
  }

  /** The user is at the browser's own controls of `video`, and may press any of them. */
  #approach(video: HTMLVideoElement): void {
    this.#approached = video;
    this.#open();
  }

  #open(): void {
    this.#below ??= new TopLayerPopover(this.#document, this.#id);
    this.#closeSoon();
  }

  #closeSoon(): void {
    clearTimeout(this.#closing);
    this.#closing = setTimeout(() => {
      if (this.#approached?.matches(':hover, :focus')) this.#closeSoon();
      else if (this.#backdrops.size === 0) this.#close();
    }, ACTIVATION_MS);
  }

  #close(): void {
    this.#below?.close();
    this.#below = null;
    this.#approached = null;
    for (const withdraw of this.#backdrops.values()) withdraw();
    this.#backdrops.clear();
  }
}
