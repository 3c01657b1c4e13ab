/**
 * Tells while a video shows the browser's own controls, which an overlay above it would cover. No script can ask for that: they
 * are there while the video is paused, while the pointer moves over it, and while it has the keyboard's focus.
 */
import { listen, matches } from '../page/dom';

/** Height of the controls at the bottom of a video, in CSS px. Chromium's are the highest: a row of buttons above a time line. */
const HEIGHT = 72;

/** The controls hide when the pointer has rested for this long. */
const IDLE_MS = 3000;

export class NativeControls {
  readonly #video: HTMLVideoElement;
  readonly #changed: () => void;
  readonly #listening = new AbortController();
  #idle: ReturnType<typeof setTimeout> | undefined;
  #isPointed = false;
  #height = 0;

  /** @param changed called when the controls come or go */
  constructor(video: HTMLVideoElement, changed: () => void) {
    this.#video = video;
    this.#changed = changed;
    const { signal } = this.#listening;
    const on = (types: readonly string[], react: () => void) => {
      for (const type of types) listen(video, type, react, { signal, passive: true });
    };
    on(['pointermove', 'pointerdown'], () => this.#point(true));
    on(['pointerleave'], () => this.#point(false));
    on(['play', 'pause', 'focusin', 'focusout'], () => this.#update());
    this.#height = this.#measure();
  }

  /** Height at the bottom of the video that has to stay free, in CSS px: 0 while no controls are shown. */
  get height(): number {
    return this.#height;
  }

  end(): void {
    clearTimeout(this.#idle);
    this.#listening.abort();
  }

  #point(isPointed: boolean): void {
    clearTimeout(this.#idle);
    this.#isPointed = isPointed;
    if (isPointed) this.#idle = setTimeout(() => this.#point(false), IDLE_MS);
    this.#update();
  }

  #update(): void {
    const height = this.#measure();
    if (height === this.#height) return;
    this.#height = height;
    this.#changed();
  }

  #measure(): number {
    const { controls, paused } = this.#video;
    return controls && (paused || this.#isPointed || matches(this.#video, ':focus-visible')) ? HEIGHT : 0;
  }
}
