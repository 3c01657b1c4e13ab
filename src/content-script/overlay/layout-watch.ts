/** Watches for whatever may move, reshape or cover a video on its page. */

/** Attributes by which a page moves or reshapes its video. */
const WATCHED = ['style', 'class', 'controls', 'hidden', 'width', 'height', 'slot'];

export interface LayoutEvents {
  /** The video may stand elsewhere, its own styles being the same but for the attribute. */
  moved(): void;
  /** Anything about how it stands may be other than it was. */
  changed(): void;
}

export class LayoutWatch {
  readonly #video: HTMLVideoElement;
  readonly #events: LayoutEvents;
  readonly #listening = new AbortController();
  readonly #resize: ResizeObserver;
  readonly #mutations: MutationObserver;
  #animation = 0;

  constructor(video: HTMLVideoElement, events: LayoutEvents) {
    this.#video = video;
    this.#events = events;
    this.#resize = new ResizeObserver(events.changed);
    this.#mutations = new MutationObserver((records) => {
      // What the page writes to the style attribute alone leaves what stylesheets say as it was.
      if (records.every(({ attributeName }) => attributeName === 'style')) events.moved();
      else events.changed();
    });
  }

  start(): void {
    const { signal } = this.#listening;
    for (const type of ['transitionrun', 'animationstart'])
      this.#video.addEventListener(type, this.#events.changed, { signal });
    window.addEventListener('fullscreenchange', this.#events.changed, { signal, capture: true });
    for (const type of ['change', 'addtrack', 'removetrack'])
      this.#video.textTracks.addEventListener(type, this.#events.changed, { signal });
    this.#resize.observe(this.#video);
  }

  /**
   * To be called after the page was written to: that is not reported, what the page does from now on is.
   * @param parent what the overlay stands in
   */
  resume(parent: Node | null): void {
    this.#mutations.disconnect();
    this.#mutations.observe(this.#video, { attributes: true, attributeFilter: WATCHED });
    if (parent) this.#mutations.observe(parent, { childList: true, attributes: true, attributeFilter: WATCHED });
    cancelAnimationFrame(this.#animation);
    const isMoving = this.#video.getAnimations().some((animation) => animation.playState === 'running');
    if (isMoving) this.#animation = requestAnimationFrame(this.#events.moved);
  }

  stop(): void {
    this.#listening.abort();
    this.#resize.disconnect();
    this.#mutations.disconnect();
    cancelAnimationFrame(this.#animation);
  }
}
