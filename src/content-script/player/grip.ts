/**
 * Takes presses and keys for a handle while a video itself is in fullscreen. The browser makes everything else inert
 * then, even above the video, and sends all presses and keys to the video. The grip intercepts those that are meant for
 * the handle.
 */
import { rectOf } from '../page/dom';
import type { Point } from '../page/quad';

const PRESSES = ['pointerdown', 'pointerup', 'pointercancel', 'pointermove'] as const;
/** Events that follow a press and would make the page pause its video. */
const CONSEQUENCES = ['mousedown', 'mouseup', 'click', 'dblclick'] as const;

export interface GripEvents {
  /** The user drags the handle to this point of the window. */
  dragged(to: Point): void;
  /** The user pressed a key. Returns whether it was meant for the handle. */
  pressed(key: string): boolean;
}

export class FullscreenGrip {
  readonly #handle: Element;
  readonly #video: HTMLVideoElement;
  readonly #events: GripEvents;
  readonly #listening = new AbortController();
  /** `released`: the press has ended, the events that follow it have not. */
  #state: 'free' | 'held' | 'released' = 'free';

  constructor(handle: Element, video: HTMLVideoElement, events: GripEvents) {
    this.#handle = handle;
    this.#video = video;
    this.#events = events;
    const options = { capture: true, signal: this.#listening.signal };
    for (const type of PRESSES) window.addEventListener(type, (event) => this.#onPress(event), options);
    for (const type of CONSEQUENCES) {
      window.addEventListener(type, (event) => this.#state !== 'free' && this.#keep(event), options);
    }
    window.addEventListener('keydown', (event) => this.#onKey(event), options);
  }

  /** Leaves presses and keys to the page again. */
  close(): void {
    this.#listening.abort();
  }

  #onPress(event: PointerEvent): void {
    if (event.type === 'pointerdown') this.#state = this.#isMeant(event) ? 'held' : 'free';
    if (this.#state !== 'held') return;
    this.#keep(event);
    if (event.type === 'pointermove') this.#events.dragged({ x: event.clientX, y: event.clientY });
    else if (event.type !== 'pointerdown') this.#state = 'released';
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isTrusted && this.#isInert && this.#events.pressed(event.key)) this.#keep(event);
  }

  get #isInert(): boolean {
    return this.#video.matches(':fullscreen');
  }

  #keep(event: Event): void {
    event.stopImmediatePropagation();
    event.preventDefault();
  }

  #isMeant({ isTrusted, button, clientX, clientY }: PointerEvent): boolean {
    if (!isTrusted || button !== 0 || !this.#isInert) return false;
    const { left, top, right, bottom } = rectOf(this.#handle);
    return clientX >= left && clientX < right && clientY >= top && clientY < bottom;
  }
}
