/**
 * Places the overlay in a shadow root of the video's parent, or of an ancestor where the parent has no room for it. That leaves no
 * trace in the page's own tree.
 */

import { flowAncestorOf } from '../../layout/flow-ancestor';
import { isLayered } from '../../layout/layers';
import type { LayoutFacts } from '../../layout/placement';
import { planInShadow, type ShadowPlan } from '../../layout/shadow-placement';
import { type ParentContent, readSurroundings } from '../../layout/surroundings';
import { isHtml, parentNodeOf } from '../../page/dom';
import type { PaintOrder } from './paint-order';
import { ParentShadow, SlottedStyles } from './parent-shadow';

/** Age after which the surroundings are read again while the video moves. */
const SURROUNDINGS_MS = 500;

/** Moves the overlay's node before another one. */
export type MoveTo = (parent: Node, before: Node | null) => void;

export class ShadowPlace {
  readonly #video: HTMLElement;
  readonly #node: HTMLElement;
  readonly #name: string;
  readonly #paintOrder: PaintOrder;
  #styles: SlottedStyles | null = null;
  #holder: ParentShadow | null = null;
  #surroundings: (ParentContent & { at: number }) | null = null;

  /** @param name anchor name */
  constructor(video: HTMLElement, node: HTMLElement, name: string, paintOrder: PaintOrder) {
    this.#video = video;
    this.#node = node;
    this.#name = name;
    this.#paintOrder = paintOrder;
  }

  /** Writes the video's styles; null while the overlay is elsewhere. */
  get videoStyles(): SlottedStyles | null {
    return this.#styles;
  }

  /** Root that holds the overlay; null while it is elsewhere. */
  get root(): ShadowRoot | null {
    return this.#holder?.root ?? null;
  }

  /**
   * Computes the placement.
   * @param mayBeOld whether surroundings read within the last half second may be reused
   * @returns null if the parent cannot hold a root, or no place in it is right
   */
  plan(facts: LayoutFacts, mayBeOld: boolean): ShadowPlan | null {
    const parent = parentNodeOf(this.#video);
    if (!ParentShadow.canBeOn(parent)) return null;
    const isPaintedOver = this.#paintOrder.isPaintedOver(parent, mayBeOld);
    const holder = facts.canFlow ? parent : this.#flowAncestor(parent);
    const around = { ...this.#read(parent, mayBeOld), isPaintedOver, canFlowAbove: holder !== null };
    const plan = planInShadow(facts, around, this.#name);
    return plan && ParentShadow.on(parent) && (!plan.isInFlow || (holder && ParentShadow.on(holder))) ? plan : null;
  }

  /** Moves the overlay to its place. The caller writes the video's styles by `videoStyles` from then on. */
  enter(plan: ShadowPlan, canFlow: boolean, moveTo: MoveTo): void {
    const parent = parentNodeOf(this.#video);
    const shadow = isHtml(parent) ? ParentShadow.on(parent) : null;
    if (!shadow) throw new Error('The parent of the video can hold no root any more.');
    if (this.#styles?.shadow !== shadow) {
      this.leave();
      this.#styles = new SlottedStyles(shadow, this.#video);
    }
    if (this.#node.slot !== '') this.#node.slot = '';
    const ancestor = plan.isInFlow && !canFlow ? this.#flowAncestor(shadow.parent) : null;
    const holder = (ancestor && ParentShadow.on(ancestor)) ?? shadow;
    holder.settle(this.#node, plan.isBefore, (before) => moveTo(holder.root, before));
    this.#holder = holder;
    shadow.styleParent(this.#video, plan.parent);
  }

  /** Withdraws the styles. Call it when the overlay has another place. */
  leave(): void {
    this.#styles?.shadow.styleParent(this.#video, {});
    this.#styles?.restore();
    this.#styles = null;
    this.#holder = null;
  }

  #flowAncestor(parent: Element): HTMLElement | null {
    const ancestor = flowAncestorOf(this.#video, parent, (element) => ParentShadow.canBeOn(element));
    return isHtml(ancestor) ? ancestor : null;
  }

  #read(parent: HTMLElement, mayBeOld: boolean): ParentContent {
    const now = performance.now();
    const known = this.#surroundings;
    const isFresh = mayBeOld && known !== null && now - known.at < SURROUNDINGS_MS;
    if (isFresh && known.isLayered === isLayered(getComputedStyle(this.#video))) return known;
    const read = readSurroundings(this.#video, parent, ParentShadow.setsOn(parent, 'isolation'));
    this.#surroundings = { at: now, ...read };
    return read;
  }
}
