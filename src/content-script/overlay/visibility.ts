/** Shows and hides the overlay without a flash. */

/** Fade of a late picture: slow enough not to flicker, fast enough to leave no ghost image. */
const FADE = 'opacity 120ms linear, visibility 120ms linear';

export class Visibility {
  #isShown = false;
  #isPainted = false;
  #isFading = false;

  /** Whether the overlay has been painted, so that the video's own picture may be hidden. */
  get isPainted(): boolean {
    return this.#isPainted;
  }

  /** CSS properties of the overlay's element. */
  get styles(): Record<string, string> {
    return {
      visibility: this.#isShown ? 'visible' : 'hidden',
      ...(this.#isFading && { opacity: '0', transition: FADE }),
    };
  }

  /**
   * Returns false if it was shown already.
   * @param painted called when the overlay has been painted. Hiding the video's picture earlier would cause a flash.
   */
  show(painted: () => void): boolean {
    if (this.#isShown) return false;
    this.#isShown = true;
    this.#isFading = false;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        this.#isPainted = this.#isShown;
        painted();
      }),
    );
    return true;
  }

  /**
   * Returns false if it was hidden already.
   * @param gently whether to fade the picture out, because it is late but not wrong
   */
  hide(gently: boolean): boolean {
    if (!this.#isShown) return false;
    this.#isFading = gently;
    this.#isShown = false;
    this.#isPainted = false;
    return true;
  }
}
