/**
 * Reports when an element has changed its size, in the frame after. An observer that changes the layout at once can make the
 * browser report "ResizeObserver loop completed with undelivered notifications" to the page.
 */
export class SizeWatch {
  readonly #observer: ResizeObserver;
  #frame = 0;

  /** @param changed called outside of the observer, once a frame at most; also soon after the watch has begun */
  constructor(element: Element, changed: () => void) {
    this.#observer = new ResizeObserver(() => {
      cancelAnimationFrame(this.#frame);
      this.#frame = requestAnimationFrame(changed);
    });
    this.#observer.observe(element);
  }

  stop(): void {
    this.#observer.disconnect();
    cancelAnimationFrame(this.#frame);
  }
}
