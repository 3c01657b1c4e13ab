/** Moves the overlay's element through the page's tree, and notices when the page moves it. */
import { RateLimit } from '../../util/rate-limit';
import { insertBefore, isShadowRoot, moveBefore, nextSiblingOf, parentNodeOf, rootOf } from '../page/dom';
import type { OverlayElement } from './overlay-element';

/** Largest number of corrections a second, in case the page keeps moving or restyling the overlay. */
const MOST_CORRECTIONS = 29;

export class ElementMover {
  readonly #video: HTMLElement;
  readonly #element: OverlayElement;
  readonly #corrections = new RateLimit(MOST_CORRECTIONS, 1000);
  /** Expected parent of the element. Any other means that the page moved it. */
  #parent: Node | null = null;
  /** Parent of the video when the element was last placed beside it. */
  #videoParent: Node | null = null;

  constructor(video: HTMLElement, element: OverlayElement) {
    this.#video = video;
    this.#element = element;
  }

  /** Stores the video's parent. Call it before placing the element beside the video. */
  rememberVideoParent(): void {
    this.#videoParent = parentNodeOf(this.#video);
  }

  /**
   * Accepts a move by the page, which may move its video anywhere and leave the overlay behind.
   * Throws if the page removed only the overlay, which is hostile.
   */
  acceptMove(): void {
    const parent = parentNodeOf(this.#element.node);
    if (!this.#parent || parent === this.#parent) return;
    if (parentNodeOf(this.#video) === this.#videoParent) throw new Error('The page removed the overlay.');
    this.#parent = parent;
  }

  /** Moves the element into `parent`, before the node `before` or to the end. Throws if that happens too often. */
  moveTo(parent: Node, before: Node | null): void {
    const { node } = this.#element;
    if (this.#parent === parent && (nextSiblingOf(node) === before || before === node)) return;
    if (this.#parent) {
      this.countCorrection();
      const isOtherTree = rootOf(parent) !== rootOf(node);
      moveBefore(parent, node, before === node ? nextSiblingOf(node) : before);
      // Chromium resolves anchors, and the place beside a slot, in the tree in which the box was created.
      if (isOtherTree || isShadowRoot(parent)) this.#element.renewBox();
    } else {
      insertBefore(parent, node, before);
    }
    this.#parent = parent;
  }

  /** Records one correction of a change that the page made to the overlay. Throws if there are too many. */
  countCorrection(): void {
    if (!this.#corrections.allow()) throw new Error('The page keeps undoing the placement.');
  }
}
