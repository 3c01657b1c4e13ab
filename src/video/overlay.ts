/** The overlay element on the page: a closed shadow root with the extension's frame in it, kept exactly on its video. */
import type { OverlayFit } from '../link/messages';
import { Patience } from './backoff';
import { createElement, insertBefore, isConnected, moveBefore, nextSiblingOf, parentNodeOf, remove } from './dom';
import { boxParentOf, mustGoUnder, readFacts } from './facts';
import type { FullscreenStage } from './fullscreen-stage';
import { type Facts, type Plan, planFullscreen, planPlacement, type Styles } from './placement';
import { StyleLoan } from './style-loan';

const FRAME_STYLES: Styles = {
  all: 'initial',
  visibility: 'inherit',
  display: 'block',
  width: '100%',
  height: '100%',
  border: '0',
  'pointer-events': 'none',
  // As the overlay's document has it: where the two differ, browsers paint the frame opaque.
  'color-scheme': 'light',
};

/** Attributes by which a page moves or reshapes its video. */
const WATCHED = ['style', 'class', 'controls', 'hidden', 'width', 'height', 'slot'];

function setStyles(element: HTMLElement, styles: Styles): void {
  for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value, 'important');
}

/** What `before` set and `after` does not, set back. Not removed: that would let the page's own rules through. */
const reset = (before: Styles | undefined, after: Styles): Styles =>
  Object.fromEntries(Object.keys(before ?? {}).map((name) => [name, after[name] ?? 'initial']));

/** What cannot be read of a video whose picture is emptied. */
const appearance = (video: Facts['video']) => ({
  'object-fit': video['object-fit'],
  'object-position': video['object-position'],
  'background-color': video['background-color'],
});

/** The extension's document in the overlay: where it is loaded from, and the origin it then has. */
export interface OverlayDocument {
  url: string;
  origin: string;
}

export interface OverlayEvents {
  /** The extension's document has loaded: the first time it waits for its handshake, later it starts from nothing. */
  loaded(frame: Window): void;
  /** The page took the overlay out, or it cannot be kept in place. */
  evicted(): void;
}

export class Overlay {
  readonly #video: HTMLVideoElement;
  readonly #stage: FullscreenStage;
  readonly #events: OverlayEvents;
  readonly #origin: string;
  readonly #name: string;
  readonly #host: HTMLElement;
  readonly #frame: HTMLIFrameElement;
  readonly #videoLoan: StyleLoan;
  #parentLoan: StyleLoan | null = null;
  /** Where the host is to be found; anything else means that the page moved it. */
  #parent: Node | null = null;
  #facts: Facts | null = null;
  #plan: Omit<Plan, 'parent'> | null = null;
  #isShown = false;
  /** The overlay was painted: the video's own picture may go. */
  #isPainted = false;
  #isEmptied = false;
  #isLoaded = false;
  #animation = 0;
  /** Corrections against a page that moves and restyles: more in a second would be a fight. */
  readonly #patience = new Patience(30, 1000);
  readonly #listening = new AbortController();
  readonly #resize = new ResizeObserver(() => this.place());
  readonly #mutations = new MutationObserver((records) => {
    // Our own writes are not reported; the page's of the style attribute alone leave what stylesheets say as it was.
    if (records.every(({ attributeName }) => attributeName === 'style')) this.check();
    else this.place();
  });

  /** @param id unique on the page, letters and digits */
  constructor(
    video: HTMLVideoElement,
    document: OverlayDocument,
    id: string,
    stage: FullscreenStage,
    events: OverlayEvents,
  ) {
    this.#video = video;
    this.#origin = document.origin;
    this.#stage = stage;
    this.#events = events;
    this.#name = `--inkreel-${id}`;
    this.#videoLoan = new StyleLoan(video);
    this.#host = createElement(video.ownerDocument, 'div');
    this.#host.ariaHidden = 'true';
    this.#host.inert = true;
    this.#frame = createElement(video.ownerDocument, 'iframe');
    this.#frame.tabIndex = -1;
    setStyles(this.#frame, FRAME_STYLES);
    this.#frame.addEventListener('load', () => {
      this.#isLoaded = true;
      this.#postFit();
      if (this.#frame.contentWindow) this.#events.loaded(this.#frame.contentWindow);
    });
    this.#frame.src = document.url;
    this.#host.attachShadow({ mode: 'closed' }).append(this.#frame);
  }

  /** Puts the overlay into the page, invisible, and keeps it on the video from then on. */
  insert(): void {
    setStyles(this.#host, { all: 'initial', visibility: 'hidden' });
    this.#stage.retain();
    const { signal } = this.#listening;
    const place = () => this.place();
    for (const type of ['fullscreenchange', 'transitionrun', 'animationstart']) {
      this.#video.addEventListener(type, place, { signal });
    }
    this.#video.ownerDocument.defaultView?.addEventListener('fullscreenchange', place, { signal });
    for (const type of ['change', 'addtrack', 'removetrack'])
      this.#video.textTracks.addEventListener(type, place, { signal });
    this.#resize.observe(this.#video);
    this.place();
  }

  show(): void {
    if (this.#isShown) return;
    this.#isShown = true;
    this.place();
    // An overlay below the video appears first and the video's picture goes after it, never the other way round.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        this.#isPainted = this.#isShown;
        this.#lend();
      }),
    );
  }

  hide(): void {
    this.#isShown = false;
    this.#isPainted = false;
    this.#lend();
    setStyles(this.#host, { visibility: 'hidden' });
  }

  /** Takes the overlay out and gives the page's styles back. */
  remove(): void {
    this.#listening.abort();
    this.#resize.disconnect();
    this.#mutations.disconnect();
    cancelAnimationFrame(this.#animation);
    this.#isShown = false;
    this.#videoLoan.restore();
    this.#parentLoan?.restore();
    this.#stage.leave(this.#video);
    this.#stage.release();
    remove(this.#host);
  }

  /** As `place`, without disturbing the video; the fit of an emptied one is taken to be what it was. */
  check(): void {
    this.#update(this.#isEmptied && this.#videoLoan.isStanding);
  }

  /** Reads the page's styles again and puts the overlay where they say. */
  place(): void {
    this.#update(false);
  }

  #update(keepsFit: boolean): void {
    if (this.#listening.signal.aborted || !isConnected(this.#video)) return;
    if (this.#parent && (!isConnected(this.#host) || parentNodeOf(this.#host) !== this.#parent)) {
      this.#events.evicted();
      return;
    }
    const stage = this.#video.matches(':fullscreen') ? this.#stage.enter(this.#video) : null;
    const before = this.#plan?.host;
    try {
      if (!this.#videoLoan.isStanding || this.#parentLoan?.isStanding === false) this.#correct();
      if (stage) this.#placeOnStage(stage, keepsFit);
      else this.#placeBeside(keepsFit);
    } catch {
      // The tree changed under our hands in a way that leaves no place for the overlay.
      this.#events.evicted();
      return;
    }
    const styles = { ...this.#plan?.host, visibility: this.#isShown ? 'visible' : 'hidden' };
    setStyles(this.#host, { ...reset(before, styles), ...styles });
    this.#lend();
    this.#postFit();
    this.#watch();
    this.#followAnimation();
  }

  #placeOnStage(stage: HTMLElement, keepsFit: boolean): void {
    this.#moveTo(stage, null);
    this.#parentLoan?.restore();
    this.#plan = planFullscreen(this.#read(true, keepsFit).video);
  }

  #placeBeside(keepsFit: boolean): void {
    const isFullscreen = this.#video.matches(':fullscreen');
    const facts = this.#read(mustGoUnder(this.#video), keepsFit);
    const plan = planPlacement(facts, this.#name);
    const parent = parentNodeOf(this.#video)!;
    // Below a shadow host only what goes into the video's own slot is seen.
    if (this.#host.slot !== this.#video.slot) this.#host.slot = this.#video.slot;
    this.#moveTo(parent, plan.isBefore ? this.#video : nextSiblingOf(this.#video));
    this.#stage.leave(this.#video);
    const box = boxParentOf(this.#video);
    if (box !== this.#parentLoan?.element) {
      this.#parentLoan?.restore();
      this.#parentLoan = box instanceof HTMLElement ? new StyleLoan(box) : null;
    }
    this.#parentLoan?.set(plan.parent);
    // In fullscreen without a stage the overlay cannot be seen: the video must be.
    this.#plan = isFullscreen ? { ...plan, emptied: {} } : plan;
  }

  #read(isUnder: boolean, keepsFit: boolean): Facts {
    if (this.#isEmptied && !keepsFit) {
      this.#videoLoan.set(this.#plan?.video ?? {});
      this.#isEmptied = false;
    }
    const facts = readFacts(this.#video, this.#name, isUnder, this.#parentLoan?.has('position') ?? false);
    if (keepsFit && this.#facts) Object.assign(facts.video, appearance(this.#facts.video));
    this.#facts = facts;
    return facts;
  }

  #moveTo(parent: Node, before: Node | null): void {
    const isThere = this.#parent === parent && (nextSiblingOf(this.#host) === before || before === this.#host);
    if (isThere) return;
    if (this.#parent) this.#correct();
    if (this.#parent) moveBefore(parent, this.#host, before === this.#host ? nextSiblingOf(this.#host) : before);
    else insertBefore(parent, this.#host, before);
    this.#parent = parent;
  }

  /** Sets on the video what the plan and our being seen ask for. */
  #lend(): void {
    if (!this.#plan || this.#listening.signal.aborted) return;
    this.#isEmptied = this.#isPainted && Object.keys(this.#plan.emptied).length > 0;
    this.#videoLoan.set({ ...this.#plan.video, ...(this.#isEmptied && this.#plan.emptied) });
  }

  #correct(): void {
    if (!this.#patience.bears()) throw new Error('The page keeps undoing the placement.');
  }

  #postFit(): void {
    if (!this.#plan || !this.#isLoaded) return;
    const fit: OverlayFit = { type: 'inkreel:fit', ...this.#plan.fit };
    this.#frame.contentWindow?.postMessage(fit, this.#origin);
  }

  /** Observes anew, so that what was just written ourselves is not reported. */
  #watch(): void {
    this.#mutations.disconnect();
    this.#mutations.observe(this.#video, { attributes: true, attributeFilter: WATCHED });
    if (this.#parent)
      this.#mutations.observe(this.#parent, { childList: true, attributes: true, attributeFilter: WATCHED });
  }

  #followAnimation(): void {
    cancelAnimationFrame(this.#animation);
    const isMoving = this.#video.getAnimations().some((animation) => animation.playState === 'running');
    if (isMoving) this.#animation = requestAnimationFrame(() => this.place());
  }
}
