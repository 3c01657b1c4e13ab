/** Finds the videos of a document and its shadow roots, and reports when they appear, move and disappear. */
import { documentElementOf, isConnected, isElement, isHtml, isVideo, localNameOf } from './dom';

/** Built-in elements that may have a shadow root, by the DOM standard. */
const MAY_HAVE_ROOT = new Set(
  'ARTICLE ASIDE BLOCKQUOTE BODY DIV FOOTER H1 H2 H3 H4 H5 H6 HEADER MAIN NAV P SECTION SPAN'.split(' '),
);

export interface FinderEvents {
  found(video: HTMLVideoElement): void;
  /** The page removed the video and at once inserted it again, in the same place or another. */
  moved(video: HTMLVideoElement): void;
  lost(video: HTMLVideoElement): void;
}

/** Returns the shadow root of an element, closed ones included. */
export type OpenShadowRoot = (element: HTMLElement) => ShadowRoot | null;

export class VideoFinder {
  readonly #document: Document;
  readonly #openShadowRoot: OpenShadowRoot;
  readonly #events: FinderEvents;
  readonly #videos = new Set<HTMLVideoElement>();
  readonly #roots = new Map<Node, MutationObserver>();

  constructor(page: Document, openShadowRoot: OpenShadowRoot, events: FinderEvents) {
    this.#document = page;
    this.#openShadowRoot = openShadowRoot;
    this.#events = events;
  }

  start(): void {
    this.#observe(this.#document);
    this.rescan();
  }

  stop(): void {
    for (const observer of this.#roots.values()) observer.disconnect();
    this.#roots.clear();
    this.#videos.clear();
  }

  /** Walks the whole document: attaching a shadow root to an existing element raises no mutation. */
  rescan(): void {
    this.#dropGone();
    const root = documentElementOf(this.#document);
    if (root) this.#visit(root, false);
  }

  #observe(root: Node): void {
    if (this.#roots.has(root)) return;
    const observer = new MutationObserver((records) => this.#onMutations(records));
    observer.observe(root, { childList: true, subtree: true });
    this.#roots.set(root, observer);
  }

  #onMutations(records: MutationRecord[]): void {
    if (records.some(({ removedNodes }) => removedNodes.length > 0)) this.#dropGone();
    for (const { addedNodes } of records) {
      for (const node of addedNodes) if (isElement(node) && isConnected(node)) this.#visit(node, true);
    }
  }

  /** @param isAdded whether the element has just been inserted into the document */
  #visit(start: Element, isAdded: boolean): void {
    const walker = Document.prototype.createTreeWalker.call(this.#document, start, NodeFilter.SHOW_ELEMENT);
    for (let node: Node | null = start; node; node = walker.nextNode()) {
      if (isVideo(node)) this.#onVideo(node, isAdded);
      else if (isHtml(node)) this.#enterRootOf(node, isAdded);
    }
  }

  #enterRootOf(element: HTMLElement, isAdded: boolean): void {
    const name = localNameOf(element);
    if (!name.includes('-') && !MAY_HAVE_ROOT.has(name.toUpperCase())) return;
    const root = this.#openShadowRoot(element);
    if (!root) return;
    this.#observe(root);
    for (const child of root.children) this.#visit(child, isAdded);
  }

  #onVideo(video: HTMLVideoElement, isAdded: boolean): void {
    if (!this.#videos.has(video)) {
      this.#videos.add(video);
      this.#events.found(video);
    } else if (isAdded) {
      this.#events.moved(video);
    }
  }

  #dropGone(): void {
    for (const video of this.#videos) {
      if (isConnected(video) && video.ownerDocument === this.#document) continue;
      this.#videos.delete(video);
      this.#events.lost(video);
    }
    for (const [root, observer] of this.#roots) {
      if (isConnected(root)) continue;
      observer.disconnect();
      this.#roots.delete(root);
    }
  }
}
