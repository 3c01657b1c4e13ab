/** Moves the overlay's element through the page's tree, and notices when the page moves it. */
import { RateLimit } from '../../util/rate-limit';
import { insertBefore, isShadowRoot, moveBefore, nextSiblingOf, parentNodeOf, rootOf } from '../page/dom';
import type { OverlayElement } from './overlay-element';

/** Corrections within a second against a page that moves or restyles the overlay: more would be a fight. */
const MOST_CORRECTIONS = 29;

export class ElementMover {
  readonly #video: HTMLVideoElement;
  readonly #element: OverlayElement;
  readonly #corrections = new RateLimit(MOST_CORRECTIONS, 1000);
  /** Expected parent of the element. Any other means that the page moved it. */
  #parent: Node | null = null;
  /** Parent of the video when the element was last placed beside it. */
  #videoParent: Node | null = null;

  constructor(video: HTMLVideoElement, element: OverlayElement) {
    this.#video = video;
    this.#element = element;
  }

  /** Remembers where the video is: the element is about to be placed beside it. */
  rememberVideoParent(): void {
    this.#videoParent = parentNodeOf(this.#video);
  }

  /**
   * Accepts where the page has moved the element to: it may move its video anywhere, and may leave the overlay behind.
   * Throws where it took out the overlay alone, which is hostile.
   */
  acceptMove(): void {
    const parent = parentNodeOf(this.#element.node);
    if (!this.#parent || parent === this.#parent) return;
    if (parentNodeOf(this.#video) === this.#videoParent) throw new Error('The page removed the overlay.');
    this.#parent = parent;
  }

  /** Moves the element into `parent`, before the node `before` or to the end. Throws where that happens too often. */
  moveTo(parent: Node, before: Node | null): void {
    const { node } = this.#element;
    if (this.#parent === parent && (nextSiblingOf(node) === before || before === node)) return;
    if (this.#parent) {
      this.countCorrection();
      const isOtherTree = rootOf(parent) !== rootOf(node);
      moveBefore(parent, node, before === node ? nextSiblingOf(node) : before);
      // Chromium keeps looking for anchors in the tree that the box was created in, and its place beside a slot.
      if (isOtherTree || isShadowRoot(parent)) this.#element.renewBox();
    } else {
      insertBefore(parent, node, before);
    }
    this.#parent = parent;
  }

  /** Records that something the page did to the overlay is put right. Throws where that happens too often. */
  countCorrection(): void {
    if (!this.#corrections.allow()) throw new Error('The page keeps undoing the placement.');
  }
}
