/** Watches for changes of the page that may move, reshape or cover a video. */
import { flatParentOf, isVideo } from '../page/dom';
import { HoverWatch } from './hover-watch';
import { SizeWatch } from './size-watch';

/** Attributes by which a page moves or reshapes its video. */
const WATCHED = ['style', 'class', 'controls', 'hidden', 'width', 'height', 'slot'];

export interface LayoutEvents {
  /** The video may have moved. Of its own styles, only those of the `style` attribute may have changed. */
  moved(): void;
  /** Any part of the layout may have changed. */
  changed(): void;
}

export class LayoutWatch {
  readonly #video: HTMLElement;
  readonly #events: LayoutEvents;
  readonly #listening = new AbortController();
  #size: SizeWatch | undefined;
  readonly #mutations: MutationObserver;
  #animation = 0;

  constructor(video: HTMLElement, events: LayoutEvents) {
    this.#video = video;
    this.#events = events;
    this.#mutations = new MutationObserver((records) => {
      // A change of the style attribute does not change the values from stylesheets.
      if (records.every(({ attributeName }) => attributeName === 'style')) events.moved();
      else events.changed();
    });
  }

  start(): void {
    const { signal } = this.#listening;
    for (const type of ['transitionrun', 'animationstart', 'toggle'])
      this.#video.addEventListener(type, this.#events.changed, { signal });
    window.addEventListener('fullscreenchange', this.#events.changed, { signal, capture: true });
    const tracks = isVideo(this.#video) ? this.#video.textTracks : null;
    for (const type of ['change', 'addtrack', 'removetrack'])
      tracks?.addEventListener(type, this.#events.changed, { signal });
    new HoverWatch(this.#video, this.#events.changed, signal);
    this.#size = new SizeWatch(this.#video, this.#events.changed);
  }

  /**
   * Discards the extension's own mutations and reports the page's from now on; call it after writing to the page.
   * @param parent parent node of the overlay
   */
  resume(parent: Node | null): void {
    this.#mutations.disconnect();
    this.#mutations.observe(this.#video, { attributes: true, attributeFilter: WATCHED });
    if (parent) this.#mutations.observe(parent, { childList: true, attributes: true, attributeFilter: WATCHED });
    // A class far above may restyle the video.
    for (let each = flatParentOf(this.#video); each; each = flatParentOf(each)) {
      if (each !== parent) this.#mutations.observe(each, { attributes: true, attributeFilter: WATCHED });
    }
    cancelAnimationFrame(this.#animation);
    const isMoving = this.#video.getAnimations().some((animation) => animation.playState === 'running');
    if (isMoving) this.#animation = requestAnimationFrame(this.#events.moved);
  }

  stop(): void {
    this.#listening.abort();
    this.#size?.stop();
    this.#mutations.disconnect();
    cancelAnimationFrame(this.#animation);
  }
}
