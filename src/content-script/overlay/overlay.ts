/** Keeps an overlay exactly on its video, whatever the page does with it. */

import type { OverlayFit } from '../../protocol/overlay-host';
import { log } from '../../util/log';
import { RateLimit } from '../../util/rate-limit';
import { insertBefore, isConnected, moveBefore, nextSiblingOf, parentNodeOf, remove, rootOf } from '../page/dom';
import { boxParentOf, isInPlace, mustGoUnder, readFacts } from '../page/facts';
import { type LayoutFacts, type PlacementPlan, planFullscreen, planPlacement } from '../page/placement';
import type { Corners } from '../page/quad';
import type { FullscreenStage } from './fullscreen-stage';
import { InlineCssOverride } from './inline-css-override';
import { LayoutWatch } from './layout-watch';
import { type OverlayContent, OverlayElement } from './overlay-element';
import { VideoStyles } from './video-styles';

/** A late picture goes in this time: long enough not to blink, too short to be taken for a ghost. */
const FADE = 'opacity 120ms linear, visibility 120ms linear';

/** An overlay misplaced so many times in a row cannot be kept on its video. */
const MOST_MISPLACED = 4;

/** Corrections within a second against a page that moves or restyles the overlay: more would be a fight. */
const MOST_CORRECTIONS = 29;

/** What cannot be read of a video whose picture is emptied. */
const appearance = (video: LayoutFacts['video']) => ({
  'object-fit': video['object-fit'],
  'object-position': video['object-position'],
  'background-color': video['background-color'],
});

export class Overlay {
  readonly #video: HTMLVideoElement;
  readonly #stage: FullscreenStage;
  readonly #evicted: () => void;
  readonly #name: string;
  readonly #element: OverlayElement;
  readonly #videoStyles: VideoStyles;
  #parentOverride: InlineCssOverride | null = null;
  /** Where the element is to be found; anything else means that the page moved it. */
  #parent: Node | null = null;
  #facts: LayoutFacts | null = null;
  #plan: Omit<PlacementPlan, 'parent'> | null = null;
  #canAnchor = true;
  /** How many times in a row the overlay was not found where the video is. */
  #misplaced = 0;
  #isShown = false;
  /** Share of the width, from the left, that the overlay leaves to the original; null: it leaves nothing. */
  #wipe: number | null = null;
  /** The overlay was painted: the video's own picture may go. */
  #isPainted = false;
  #isFading = false;
  readonly #corrections = new RateLimit(MOST_CORRECTIONS, 1000);
  readonly #layout: LayoutWatch;
  #isRemoved = false;

  /**
   * @param id unique on the page, letters and digits
   * @param evicted told when the page took the overlay out, or it cannot be kept in place
   */
  constructor(
    video: HTMLVideoElement,
    content: OverlayContent,
    id: string,
    stage: FullscreenStage,
    evicted: () => void,
  ) {
    this.#video = video;
    this.#stage = stage;
    this.#evicted = evicted;
    this.#name = `--inkreel-${id}`;
    this.#videoStyles = new VideoStyles(video);
    this.#layout = new LayoutWatch(video, { moved: () => this.check(), changed: () => this.place() });
    this.#element = new OverlayElement(video.ownerDocument, content);
  }

  /** The overlay as it stands in the page. */
  get node(): Node {
    return this.#element.node;
  }

  /** Puts the overlay into the page, invisible, and keeps it on the video from then on. */
  insert(): void {
    this.#stage.retain(this.#video);
    this.#layout.start();
    this.place();
    if (!isInPlace(this.#video, this.#element.node)) this.#giveUpAnchor();
  }

  show(): void {
    if (this.#isShown) return;
    this.#isShown = true;
    this.#isFading = false;
    this.place();
    // An overlay below the video appears first and the video's picture goes after it, never the other way round.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        this.#isPainted = this.#isShown;
        this.#apply();
      }),
    );
  }

  /** @param gently fades the picture away, where it is late but not wrong */
  hide(gently = false): void {
    if (!this.#isShown) return;
    this.#isFading = gently;
    this.#isShown = false;
    this.#isPainted = false;
    this.#apply();
  }

  /** Leaves this share of the picture, from the left, to the original; null: none, and the overlay is where it belongs again. */
  setWipe(position: number | null): void {
    const isOtherLayer = (position === null) !== (this.#wipe === null);
    this.#wipe = position;
    if (isOtherLayer) this.place();
    else this.#apply();
  }

  /** The box of the picture in the window, without the video's borders and padding. */
  get pictureBox(): DOMRect {
    return this.#element.pictureBox;
  }

  /** Where the corners of the picture are in the window, however it is transformed. */
  get corners(): Corners {
    return this.#element.corners;
  }

  /** Takes the overlay out and gives the page's styles back. */
  remove(): void {
    this.#isRemoved = true;
    this.#layout.stop();
    this.#isShown = false;
    this.#videoStyles.restore();
    this.#parentOverride?.restore();
    this.#stage.release(this.#video);
    remove(this.#element.node);
  }

  /**
   * To be called now and then. Anchors that scroll may lag behind for a frame, so that an overlay counts as misplaced only
   * when it is found so more than once.
   */
  verify(): void {
    this.check();
    if (this.#isRemoved) return;
    this.#misplaced = isInPlace(this.#video, this.#element.node) ? 0 : this.#misplaced + 1;
    if (this.#misplaced >= MOST_MISPLACED) this.#evicted();
    else if (this.#misplaced > 1) this.#giveUpAnchor();
  }

  /** As `place`, without disturbing the video; the fit of an emptied one is taken to be what it was. */
  check(): void {
    this.#update(this.#videoStyles.isPictureHidden && this.#videoStyles.isIntact);
  }

  /** Reads the page's styles again and puts the overlay where they say. */
  place(): void {
    this.#update(false);
  }

  #update(keepsFit: boolean): void {
    if (this.#isRemoved || !isConnected(this.#video)) return;
    const { node } = this.#element;
    try {
      if (this.#parent && parentNodeOf(node) !== this.#parent) throw new Error('The page took the overlay out.');
      if (!this.#videoStyles.isIntact || this.#parentOverride?.isIntact === false) this.#correct();
      this.#choosePlace(keepsFit);
      this.#apply();
    } catch (error) {
      log('overlay', 'The page leaves no place for the overlay', error);
      this.#evicted();
      return;
    }
    this.#layout.resume(this.#parent);
  }

  /** The page's layout is one that anchors do not reach into. */
  #giveUpAnchor(): void {
    this.#canAnchor = false;
    this.check();
  }

  #choosePlace(keepsFit: boolean): void {
    const stage = this.#video.matches(':fullscreen') ? this.#enterStage() : null;
    if (stage) this.#goOnStage(stage, keepsFit);
    else this.#goBeside(keepsFit);
  }

  #enterStage(): HTMLElement | null {
    return this.#isCompared ? this.#stage.enterAbove(this.#video) : this.#stage.enterBelow(this.#video);
  }

  #goOnStage(stage: HTMLElement, keepsFit: boolean): void {
    this.#moveTo(stage, null);
    this.#parentOverride?.restore();
    const isUnder = !this.#isCompared;
    this.#plan = planFullscreen(this.#read(isUnder, keepsFit).video, isUnder);
  }

  #goBeside(keepsFit: boolean): void {
    const isUnder = !this.#isCompared && mustGoUnder(this.#video);
    const plan = planPlacement(this.#read(isUnder, keepsFit), this.#name);
    const { node } = this.#element;
    // Below a shadow host only what goes into the video's own slot is seen.
    if (node.slot !== this.#video.slot) node.slot = this.#video.slot;
    this.#moveTo(parentNodeOf(this.#video)!, plan.isBefore ? this.#video : nextSiblingOf(this.#video));
    this.#stage.leave(this.#video);
    const box = boxParentOf(this.#video);
    if (box !== this.#parentOverride?.element) {
      this.#parentOverride?.restore();
      this.#parentOverride = box instanceof HTMLElement ? new InlineCssOverride(box) : null;
    }
    this.#parentOverride?.set(plan.parent);
    this.#plan = plan;
  }

  /** Below the video nothing could be seen of the original: compared with, it lies below. */
  get #isCompared(): boolean {
    return this.#wipe !== null;
  }

  #read(isUnder: boolean, keepsFit: boolean): LayoutFacts {
    if (!keepsFit) this.#videoStyles.showPicture(this.#plan?.video ?? {});
    const keepsParent = this.#parentOverride?.has('position') ?? false;
    const facts = readFacts(this.#video, {
      name: this.#name,
      overlay: this.#element.node,
      isUnder,
      canAnchor: this.#canAnchor,
      keepsParent,
    });
    if (this.#videoStyles.isPictureHidden && this.#facts) Object.assign(facts.video, appearance(this.#facts.video));
    this.#facts = facts;
    return facts;
  }

  #moveTo(parent: Node, before: Node | null): void {
    const { node } = this.#element;
    if (this.#parent === parent && (nextSiblingOf(node) === before || before === node)) return;
    if (this.#parent) {
      this.#correct();
      const isOtherTree = rootOf(parent) !== rootOf(node);
      moveBefore(parent, node, before === node ? nextSiblingOf(node) : before);
      // Chromium goes on looking for anchors in the tree the box was made in.
      if (isOtherTree) this.#element.renewBox();
    } else {
      insertBefore(parent, node, before);
    }
    this.#parent = parent;
  }

  /** Brings element and video in line with the plan and with whether we are to be seen. */
  #apply(): void {
    if (!this.#plan || this.#isRemoved) return;
    const { host, video, isUnder, fit } = this.#plan;
    // In fullscreen without a stage the overlay cannot be seen: the video must be.
    const isOutOfSight = this.#video.matches(':fullscreen') && this.#parent === parentNodeOf(this.#video);
    this.#videoStyles.set(video, isUnder && this.#isPainted && !isOutOfSight);
    this.#element.setStyles({
      ...host,
      visibility: this.#isShown ? 'visible' : 'hidden',
      ...(this.#isFading && { opacity: '0', transition: FADE }),
    });
    this.#element.setFit({ ...fit, objectFit: fit.objectFit as OverlayFit['objectFit'] });
    this.#element.setWipe(this.#wipe ?? 0);
  }

  #correct(): void {
    if (!this.#corrections.allow()) throw new Error('The page keeps undoing the placement.');
  }
}
