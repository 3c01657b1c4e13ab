/**
 * Where an overlay goes while the video itself is in fullscreen. Only what is in the browser's top layer is seen then, and
 * what entered it later lies above. So an empty popover is opened when the user presses something, before any fullscreen
 * that may follow from it; the overlay moves in once the video is up, and is seen below the video's own controls. Presses
 * on the browser's own controls are kept from pages: there it is opened as soon as the pointer or the focus is on them.
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

/** Adds a rule to a document or shadow root, where no observer of the page sees it; call what it returns to undo that. */
function adopt(root: Node, rule: string): () => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rule);
  const sheets = adoptedSheetsOf(root);
  sheets?.push(sheet);
  return () => {
    const index = sheets?.indexOf(sheet) ?? -1;
    if (index >= 0) sheets?.splice(index, 1);
  };
}

export class FullscreenStage {
  #document: Document;
  #element: HTMLElement | null = null;
  #closing: ReturnType<typeof setTimeout> | undefined;
  #users = 0;
  #listening: AbortController | null = null;
  /** A video with the browser's own controls, which the user is at. */
  #approached: HTMLVideoElement | null = null;
  readonly #id: string;
  /** Takes a rule of ours out of the page again; by what it is for. */
  readonly #rules = new Map<HTMLVideoElement | Document, () => void>();

  /** @param id unique on the page, letters and digits */
  constructor(document: Document, id: string) {
    this.#document = document;
    this.#id = `inkreel-${id}`;
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

  /** The user is at the browser's own controls of `video`, and may press any of them. */
  approach(video: HTMLVideoElement): void {
    this.#approached = video;
    this.#open();
  }

  /** The place for the overlay of `video`, which is in fullscreen; null where none was prepared. */
  enter(video: HTMLVideoElement): HTMLElement | null {
    const element = this.#element;
    if (!element || !isConnected(element)) return null;
    if (!this.#rules.has(video)) {
      this.#rules.set(
        video,
        adopt(rootOf(video), 'video:fullscreen::backdrop { background: transparent !important; }'),
      );
      element.style.setProperty('background', 'black', 'important');
    }
    return element;
  }

  /** The overlay of `video` has left. */
  leave(video: HTMLVideoElement): void {
    const withdraw = this.#rules.get(video);
    if (!withdraw) return;
    withdraw();
    this.#rules.delete(video);
    this.#element?.style.removeProperty('background');
    this.#closeSoon();
  }

  #open(): void {
    if (!this.#element) {
      const element = createElement(this.#document, 'div');
      for (const [name, value] of Object.entries(STYLES)) element.style.setProperty(name, value, 'important');
      element.id = this.#id;
      element.popover = 'manual';
      element.ariaHidden = 'true';
      insertBefore(documentElementOf(this.#document), element, null);
      // A page may have its own idea of what lies behind dialogs.
      this.#rules.set(this.#document, adopt(this.#document, `#${this.#id}::backdrop { display: none !important; }`));
      element.showPopover();
      this.#element = element;
    }
    this.#closeSoon();
  }

  #closeSoon(): void {
    clearTimeout(this.#closing);
    this.#closing = setTimeout(() => {
      if (this.#approached?.matches(':hover, :focus')) this.#closeSoon();
      else if (this.#rules.size <= 1) this.#close();
    }, ACTIVATION_MS);
  }

  #close(): void {
    if (this.#element) remove(this.#element);
    this.#element = null;
    this.#approached = null;
    for (const withdraw of this.#rules.values()) withdraw();
    this.#rules.clear();
  }
}
