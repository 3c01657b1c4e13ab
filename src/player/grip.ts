/**
 * While a video itself is in fullscreen everything else is inert to the browser, though it may lie above: presses go to the
 * video. Those on a handle of ours are taken on their way there.
 */
import { boxOf } from '../video/dom';
import type { Point } from '../video/quad';

const PRESSES = ['pointerdown', 'pointerup', 'pointercancel', 'pointermove'] as const;
/** What comes of a press, and would have the page pause its video. */
const CONSEQUENCES = ['mousedown', 'mouseup', 'click', 'dblclick'] as const;

export class Grip {
  readonly #handle: Element;
  readonly #video: HTMLVideoElement;
  readonly #dragged: (to: Point) => void;
  readonly #listening = new AbortController();
  /** `released`: no more, but what comes of the press is still to come. */
  #state: 'free' | 'held' | 'released' = 'free';

  /** @param dragged told where in the window the handle is held */
  constructor(handle: Element, video: HTMLVideoElement, dragged: (to: Point) => void) {
    this.#handle = handle;
    this.#video = video;
    this.#dragged = dragged;
    const options = { capture: true, signal: this.#listening.signal };
    for (const type of PRESSES) window.addEventListener(type, (event) => this.#onPress(event), options);
    for (const type of CONSEQUENCES) {
      window.addEventListener(type, (event) => this.#state !== 'free' && this.#keep(event), options);
    }
  }

  /** Presses are the page's again. */
  close(): void {
    this.#listening.abort();
  }

  #onPress(event: PointerEvent): void {
    if (event.type === 'pointerdown') this.#state = this.#isMeant(event) ? 'held' : 'free';
    if (this.#state !== 'held') return;
    this.#keep(event);
    if (event.type === 'pointermove') this.#dragged({ x: event.clientX, y: event.clientY });
    else if (event.type !== 'pointerdown') this.#state = 'released';
  }

  #keep(event: Event): void {
    event.stopImmediatePropagation();
    event.preventDefault();
  }

  #isMeant({ isTrusted, button, clientX, clientY }: PointerEvent): boolean {
    if (!isTrusted || button !== 0 || !this.#video.matches(':fullscreen')) return false;
    const { left, top, right, bottom } = boxOf(this.#handle);
    return clientX >= left && clientX < right && clientY >= top && clientY < bottom;
  }
}
