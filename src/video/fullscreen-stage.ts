/**
 * Where an overlay goes while the video itself is in fullscreen. Only what is in the browser's top layer is seen then, and
 * what entered it later lies above. So an empty popover is opened when the user presses something, before any fullscreen
 * that may follow from it; the overlay moves in once the video is up, and is seen below the video's own controls.
 */
import {
  adoptedSheetsOf,
  createElement,
  documentElementOf,
  insertBefore,
  isConnected,
  listen,
  remove,
  rootOf,
} from './dom';

/** A press allows the page to go fullscreen for about five seconds. */
const ACTIVATION_MS = 6000;

const STYLES = {
  all: 'initial',
  display: 'block',
  position: 'fixed',
  inset: '0',
  width: '100%',
  height: '100%',
  'pointer-events': 'none',
};

export class FullscreenStage {
  #document: Document;
  #element: HTMLElement | null = null;
  #closing: ReturnType<typeof setTimeout> | undefined;
  #users = 0;
  #listening: AbortController | null = null;
  #guests = new Map<HTMLVideoElement, { root: Node; sheet: CSSStyleSheet }>();

  constructor(document: Document) {
    this.#document = document;
  }

  /** From now on presses prepare for fullscreen; as often as `release` undoes it. */
  retain(): void {
    if (this.#users++ > 0) return;
    this.#listening = new AbortController();
    const options = { capture: true, passive: true, signal: this.#listening.signal };
    for (const type of ['pointerdown', 'keydown']) listen(window, type, () => this.#open(), options);
  }

  release(): void {
    if (--this.#users > 0) return;
    this.#listening?.abort();
    clearTimeout(this.#closing);
    this.#close();
  }

  /** The place for the overlay of `video`, which is in fullscreen; null where none was prepared. */
  enter(video: HTMLVideoElement): HTMLElement | null {
    const element = this.#element;
    if (!element || !isConnected(element)) return null;
    if (!this.#guests.has(video)) {
      const root = rootOf(video);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('video:fullscreen::backdrop { background: transparent !important; }');
      adoptedSheetsOf(root)?.push(sheet);
      this.#guests.set(video, { root, sheet });
      element.style.setProperty('background', 'black', 'important');
    }
    return element;
  }

  /** The overlay of `video` has left. */
  leave(video: HTMLVideoElement): void {
    const guest = this.#guests.get(video);
    if (!guest) return;
    this.#guests.delete(video);
    const sheets = adoptedSheetsOf(guest.root);
    const index = sheets?.indexOf(guest.sheet) ?? -1;
    if (index >= 0) sheets?.splice(index, 1);
    this.#element?.style.removeProperty('background');
    this.#closeSoon();
  }

  #open(): void {
    if (!this.#element) {
      const element = createElement(this.#document, 'div');
      for (const [name, value] of Object.entries(STYLES)) element.style.setProperty(name, value, 'important');
      element.popover = 'manual';
      element.ariaHidden = 'true';
      insertBefore(documentElementOf(this.#document), element, null);
      element.showPopover();
      this.#element = element;
    }
    this.#closeSoon();
  }

  #closeSoon(): void {
    clearTimeout(this.#closing);
    this.#closing = setTimeout(() => {
      if (this.#guests.size === 0) this.#close();
    }, ACTIVATION_MS);
  }

  #close(): void {
    if (this.#element) remove(this.#element);
    this.#element = null;
  }
}
