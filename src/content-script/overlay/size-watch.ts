/**
 * Reports changes of an element's size, one frame later. An observer that changes the layout at once can make the browser
 * report "ResizeObserver loop completed with undelivered notifications" to the page.
 */
export class SizeWatch {
  readonly #observer: ResizeObserver;
  #frame = 0;

  /** @param changed called outside the observer, at most once a frame, and once soon after construction */
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
