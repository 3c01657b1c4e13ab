/** Keeps an overlay exactly on its video, whatever the page does to either. */

import type { OverlayFit } from '../../protocol/overlay-host';
import { log } from '../../util/log';
import { boxParentOf, isInPlace, mustGoUnder, readFacts } from '../layout/facts';
import type { LayoutFacts, PlacementPlan } from '../layout/placement';
import { isConnected, parentNodeOf, remove } from '../page/dom';
import type { Corners } from '../page/quad';
import { ElementMover } from './element-mover';
import type { FullscreenStage } from './fullscreen-stage';
import { LayoutWatch } from './layout-watch';
import { type OverlayContent, OverlayElement } from './overlay-element';
import { InFlowBox } from './place/in-flow-box';
import { PaintOrder } from './place/paint-order';
import { ParentShadow } from './place/parent-shadow';
import { ShadowPlace } from './place/shadow-place';
import { SiblingPlace } from './place/sibling-place';
import { isInTopLayer, topPlaceOf } from './top-layer-place';
import { restoreHidden, VideoCss } from './video-css';
import { Visibility } from './visibility';

/** Consecutive misplacements after which the overlay is given up. */
const MOST_MISPLACED = 4;

export class Overlay {
  readonly #video: HTMLElement;
  readonly #stage: FullscreenStage;
  readonly #evicted: () => void;
  readonly #name: string;
  readonly #element: OverlayElement;
  readonly #videoStyles: VideoCss;
  readonly #mover: ElementMover;
  readonly #visibility = new Visibility();
  readonly #shadow: ShadowPlace;
  readonly #siblings: SiblingPlace;
  readonly #inFlow: InFlowBox;
  #isOnStage = false;
  #facts: LayoutFacts | null = null;
  #plan: Omit<PlacementPlan, 'parent'> | null = null;
  #canAnchor = true;
  #hasAlpha = false;
  /** Consecutive checks that found the overlay misplaced. */
  #misplaced = 0;
  /** Share of the width, from the left, that shows the original; null while nothing is compared. */
  #wipe: number | null = null;
  /** Height below that is left free while something is compared, in CSS px. */
  #free = 0;
  readonly #layout: LayoutWatch;
  #isRemoved = false;
  #isEvicted = false;

  /**
   * @param id unique on the page, letters and digits
   * @param evicted called once, when the page removed the overlay or it cannot be kept in place; it is not moved after that
   */
  constructor(video: HTMLElement, content: OverlayContent, id: string, stage: FullscreenStage, evicted: () => void) {
    this.#video = video;
    this.#stage = stage;
    this.#evicted = evicted;
    this.#name = `--inkreel-${id}`;
    this.#videoStyles = new VideoCss(video);
    this.#layout = new LayoutWatch(video, { moved: () => this.check(), changed: () => this.place() });
    this.#element = new OverlayElement(video.ownerDocument, content);
    this.#mover = new ElementMover(video, this.#element);
    this.#inFlow = new InFlowBox(video);
    const paintOrder = new PaintOrder(video, this.#element.node);
    this.#shadow = new ShadowPlace(video, this.#element.node, this.#name, paintOrder);
    this.#siblings = new SiblingPlace(video, this.#element.node, this.#name, paintOrder);
  }

  /** The overlay's node in the page. */
  get node(): Node {
    return this.#element.node;
  }

  /** The extension's shadow root that holds the overlay; null if the overlay is among the page's own nodes. */
  get root(): ShadowRoot | null {
    return this.#shadow.root;
  }

  /** Inserts the overlay invisibly and keeps it on the video from then on. */
  insert(): void {
    this.#stage.retain(this.#video, () => this.root);
    this.#layout.start();
    this.place();
    if (!isInPlace(this.#video, this.#element.node)) this.#giveUpAnchor();
  }

  show(): void {
    if (this.#visibility.show(() => this.#apply())) this.place();
  }

  /** @param gently whether to fade the picture out, because it is late but not wrong */
  hide(gently = false): void {
    if (this.#visibility.hide(gently)) this.#apply();
  }

  /**
   * Shows the original in this share of the picture, from the left; null ends the comparison.
   * @param free height at the bottom that shows the video with its controls, in CSS px
   */
  setWipe(position: number | null, free: number): void {
    const isOtherLayer = (position === null) !== (this.#wipe === null);
    this.#wipe = position;
    this.#free = free;
    if (isOtherLayer) this.place();
    else this.#apply();
  }

  /** Sets whether the page is seen through parts of the picture: the video's own is hidden then, while the overlay shows. */
  setAlpha(hasAlpha: boolean): void {
    if (hasAlpha === this.#hasAlpha) return;
    this.#hasAlpha = hasAlpha;
    this.place();
  }

  /** Box of the picture in the window, without the video's borders and padding. */
  get pictureBox(): DOMRect {
    return this.#element.pictureBox;
  }

  /** Corners of the picture in the window, with all transforms. */
  get corners(): Corners {
    return this.#element.corners;
  }

  /** Removes the overlay and restores the page's styles. */
  remove(): void {
    this.#isRemoved = true;
    this.#layout.stop();
    this.#visibility.hide(false);
    this.#videoStyles.restore();
    this.#shadow.leave();
    this.#siblings.leave();
    this.#stage.release(this.#video);
    remove(this.#element.node);
  }

  /**
   * Checks the overlay's place; call it about once a second. Scrolled anchors may lag a frame behind, so that an
   * overlay counts as misplaced only from the second check on.
   */
  verify(): void {
    this.check();
    if (this.#isRemoved || this.#isEvicted) return;
    this.#misplaced = isInPlace(this.#video, this.#element.node) ? 0 : this.#misplaced + 1;
    if (this.#misplaced >= MOST_MISPLACED) this.#evict();
    else if (this.#misplaced > 1) this.#giveUpAnchor();
  }

  /** Works like `place`, but assumes the fit of a hidden picture to be unchanged and does not touch it. */
  check(): void {
    this.#update(this.#videoStyles.isPictureHidden && this.#videoStyles.isIntact);
  }

  /** Reads the page's styles again and places the overlay accordingly. */
  place(): void {
    this.#update(false);
  }

  #update(keepsFit: boolean): void {
    if (this.#isRemoved || this.#isEvicted || !isConnected(this.#video)) return;
    try {
      this.#mover.acceptMove();
      if (!this.#videoStyles.isIntact || !this.#siblings.isIntact) this.#mover.countCorrection();
      this.#choosePlace(keepsFit);
      this.#apply();
    } catch (error) {
      log('overlay', 'The page leaves no place for the overlay', error);
      this.#evict();
      return;
    }
    this.#layout.resume(parentNodeOf(this.#video));
  }

  /** Reports the eviction and leaves it to the owner to remove the overlay. */
  #evict(): void {
    this.#isEvicted = true;
    this.#layout.stop();
    this.#evicted();
  }

  /** Places the overlay without an anchor from now on, because it cannot follow one in the page's layout. */
  #giveUpAnchor(): void {
    this.#canAnchor = false;
    this.check();
  }

  #choosePlace(keepsFit: boolean): void {
    const place = topPlaceOf(this.#video, this.#stage, this.#isCompared);
    if (!place) {
      this.#goBeside(keepsFit);
      return;
    }
    this.#mover.moveTo(place.parent, null);
    this.#isOnStage = true;
    this.#siblings.leave();
    this.#plan = place.plan(this.#read(place.isUnder, keepsFit));
  }

  #goBeside(keepsFit: boolean): void {
    this.#mover.rememberVideoParent();
    const isUnder = !this.#isCompared && mustGoUnder(this.#video);
    const facts = this.#read(isUnder, keepsFit);
    const inShadow = this.#shadow.plan(facts, keepsFit);
    const moveTo = (parent: Node, before: Node | null) => this.#mover.moveTo(parent, before);
    if (inShadow) {
      this.#siblings.leave();
      this.#shadow.enter(inShadow, facts.canFlow, moveTo);
      this.#plan = inShadow;
    } else {
      this.#plan = this.#siblings.enter(facts, keepsFit, moveTo);
    }
    this.#videoStyles.writeBy(inShadow && this.#shadow.videoStyles);
    if (!inShadow) this.#shadow.leave();
    this.#isOnStage = false;
    this.#stage.leave(this.#video);
  }

  /**
   * Whether style and original are compared. The overlay then lies above the video: below it, the video's hidden picture could
   * not show the original.
   */
  get #isCompared(): boolean {
    return this.#wipe !== null;
  }

  #read(isUnder: boolean, keepsFit: boolean): LayoutFacts {
    if (!keepsFit) this.#videoStyles.showPicture(this.#plan?.video ?? {});
    const parent = boxParentOf(this.#video);
    const keepsParent = this.#siblings.positionsParent || (parent !== null && ParentShadow.setsOn(parent, 'position'));
    const facts = readFacts(this.#video, {
      name: this.#name,
      overlay: this.#element.node,
      isUnder,
      isCompared: this.#isCompared,
      hasAlpha: this.#hasAlpha,
      canAnchor: this.#canAnchor,
      keepsParent,
    });
    if (this.#videoStyles.isPictureHidden && this.#facts) restoreHidden(facts, this.#facts);
    this.#facts = facts;
    return facts;
  }

  /** Brings element and video in line with the plan and the visibility. */
  #apply(): void {
    if (!this.#plan || this.#isRemoved) return;
    const { host, video, hidesPicture, isInFlow, fit } = this.#plan;
    // Keeps the video's picture in the top layer without a place there, where the overlay is invisible.
    const isOutOfSight = isInTopLayer(this.#video) && !this.#isOnStage;
    this.#videoStyles.set(video, hidesPicture && this.#visibility.isPainted && !isOutOfSight);
    const place = () => ({ ...host, ...this.#visibility.styles, ...(isInFlow && this.#inFlow.margins(host)) });
    this.#element.setStyles(place());
    if (isInFlow && this.#inFlow.measure(this.#element.node, this.#element.corners)) this.#element.setStyles(place());
    this.#element.setFit({ ...fit, objectFit: fit.objectFit as OverlayFit['objectFit'] });
    this.#element.setWipe(this.#wipe ?? 0, this.#free);
  }
}
