/** Places the overlay next to the video among the page's own nodes, if no shadow root is possible or right. */

import { RateLimit } from '../../../util/rate-limit';
import { boxParentOf } from '../../layout/facts';
import { type LayoutFacts, type PlacementPlan, planPlacement } from '../../layout/placement';
import { isContentEditable, isHtml, nextSiblingOf, parentNodeOf } from '../../page/dom';
import { InlineCssOverride } from './inline-css-override';
import type { PaintOrder } from './paint-order';
import type { MoveTo } from './shadow-place';

/** Times a minute that the overlay takes its place next to the video back from a node that was put between. */
const MOST_RETURNS = 4;

export class SiblingPlace {
  readonly #returns = new RateLimit(MOST_RETURNS, 60_000);
  readonly #video: HTMLElement;
  readonly #node: HTMLElement;
  readonly #name: string;
  readonly #paintOrder: PaintOrder;
  #parentStyles: InlineCssOverride | null = null;

  /** @param name anchor name */
  constructor(video: HTMLElement, node: HTMLElement, name: string, paintOrder: PaintOrder) {
    this.#video = video;
    this.#node = node;
    this.#name = name;
    this.#paintOrder = paintOrder;
  }

  /** Whether the extension has made the parent the containing block of the overlay. */
  get positionsParent(): boolean {
    return this.#parentStyles?.has('position') ?? false;
  }

  /** Whether the parent's styles are as they were set. */
  get isIntact(): boolean {
    return this.#parentStyles?.isIntact !== false;
  }

  /**
   * Moves the overlay beside the video.
   * @param mayBeOld whether a result up to half a second old may be reused
   * @throws Error in editable content, because the overlay would be saved with it
   */
  enter(facts: LayoutFacts, mayBeOld: boolean, moveTo: MoveTo): PlacementPlan {
    if (isContentEditable(this.#video)) throw new Error('The overlay would become a part of edited content.');
    const plan = planPlacement(facts, this.#name, this.#paintOrder.isPaintedOver(null, mayBeOld));
    // Take the video's slot: children of a shadow host are visible only in a slot.
    if (this.#node.slot !== this.#video.slot) this.#node.slot = this.#video.slot;
    if (!this.#yields(plan.isBefore))
      moveTo(parentNodeOf(this.#video)!, plan.isBefore ? this.#video : nextSiblingOf(this.#video));
    const box = boxParentOf(this.#video);
    if (box !== this.#parentStyles?.element) {
      this.leave();
      this.#parentStyles = isHtml(box) ? new InlineCssOverride(box) : null;
    }
    this.#parentStyles?.set(plan.parent);
    return plan;
  }

  /**
   * Whether the overlay stays on its side of the video although other nodes are between: another extension, or the page, wants
   * its own node next to the video, and would move it back for ever.
   */
  #yields(isBefore: boolean): boolean {
    const [video, node] = [this.#video, this.#node];
    if (parentNodeOf(node) !== parentNodeOf(video)) return false;
    const precedes = (node.compareDocumentPosition(video) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    if (precedes !== isBefore) return false;
    const isNext = isBefore ? nextSiblingOf(node) === video : nextSiblingOf(video) === node;
    return !isNext && !this.#returns.allow();
  }

  /** Restores the parent's styles. Call it when the overlay has another place. */
  leave(): void {
    this.#parentStyles?.restore();
    this.#parentStyles = null;
  }
}
