/** Notices when the pointer, a press or the focus may change the styles of a video (`.card:hover video`). */

import { flatParentOf, parentNodeOf } from '../page/dom';

/** Events at which elements enter or leave `:hover`, `:active` or `:focus-within`. */
const CHANGES = ['pointerover', 'pointerdown', 'pointerup', 'focusin', 'focusout'];

/** Frames to check after an event. A script of the page may need one frame longer than a stylesheet. */
const FRAMES = 2;

const lineage = (element: Element | null): Set<Element> => {
  const all = new Set<Element>();
  for (let each = element; each; each = flatParentOf(each)) all.add(each);
  return all;
};

export class HoverWatch {
  readonly #video: HTMLElement;
  readonly #changed: () => void;
  #left = 0;
  #animation = 0;

  /**
   * @param changed called in each of the next frames after such an event, before they are painted
   * @param signal ends the watch
   */
  constructor(video: HTMLElement, changed: () => void, signal: AbortSignal) {
    this.#video = video;
    this.#changed = changed;
    const options = { signal, capture: true, passive: true };
    for (const type of CHANGES) window.addEventListener(type, (event) => this.#on(event), options);
    signal.addEventListener('abort', () => cancelAnimationFrame(this.#animation));
  }

  #on(event: Event): void {
    if (!this.#concerns(event)) return;
    this.#left = FRAMES;
    cancelAnimationFrame(this.#animation);
    this.#animation = requestAnimationFrame(() => this.#step());
  }

  #step(): void {
    this.#changed();
    if (--this.#left > 0) this.#animation = requestAnimationFrame(() => this.#step());
  }

  /** Whether an element around the video, or a sibling of it, was entered or left. */
  #concerns(event: Event): boolean {
    const entered = lineage(event.composedPath()[0] as Element | null);
    const left = lineage((event as PointerEvent | FocusEvent).relatedTarget as Element | null);
    const around = lineage(this.#video);
    const parent = parentNodeOf(this.#video);
    const changed = [...entered]
      .filter((each) => !left.has(each))
      .concat([...left].filter((each) => !entered.has(each)));
    return changed.some((each) => around.has(each) || parentNodeOf(each) === parent);
  }
}
