/** A short line on the video that answers a shortcut, for eyes and for screen readers, with a button where one is needed. */
import type { Look } from '../../protocol/page-host';
import type { TellOnVideo } from '../../protocol/runtime';
import { message } from '../../words/message';
import { percent } from '../../words/numbers';
import { styleName } from '../../words/style-names';
import { onUserClick, part } from './bar/button';

/** Duration of a line without and with a button. */
const [SHOWN_MS, WITH_BUTTON_MS] = [1400, 8000];
const LEAST_FRAMES = 30;
/** Screen readers miss what a live region holds when it appears. */
const SETTLING_MS = 60;

/** Returns a line like "Comic, 90%". */
export const inWords = ({ style, strength }: Pick<Look, 'style' | 'strength'>): string =>
  message('look_summary', styleName(style), percent(strength));

export function toldInWords(told: TellOnVideo): string {
  if (told.what === 'starting') return message('status_preparing', styleName(told.style));
  if ('style' in told) return told.what === 'on' ? message('now_on', inWords(told)) : inWords(told);
  return message(told.what === 'off' ? 'toolbar_off' : 'toolbar_paused');
}

export class Notice {
  readonly element = part('div', 'notice');
  readonly #changed: () => void;
  readonly #text = part('span', 'text');
  #animation = 0;
  #isShown = false;

  /** @param changed called after the line has appeared or gone */
  constructor(changed: () => void) {
    this.#changed = changed;
    this.element.role = 'status';
    this.element.append(this.#text);
  }

  get isShown(): boolean {
    return this.#isShown;
  }

  /** @param undo takes back what the line tells; it gets a button */
  say(text: string, undo?: () => void): void {
    this.#isShown = true;
    this.element.querySelector('button')?.remove();
    if (undo) this.element.append(this.#button(undo));
    this.element.toggleAttribute('data-shown', true);
    this.#changed();
    setTimeout(() => {
      this.#text.textContent = text;
    }, SETTLING_MS);
    cancelAnimationFrame(this.#animation);
    this.#endAfter(undo ? WITH_BUTTON_MS : SHOWN_MS);
  }

  /** Puts the focus on the button, where there is one. */
  focus(): void {
    this.element.querySelector('button')?.focus();
  }

  #button(undo: () => void): HTMLElement {
    const element = part('button', 'undo');
    element.type = 'button';
    element.textContent = message('undo');
    onUserClick(element, () => {
      this.#end();
      undo();
    });
    return element;
  }

  /**
   * Ends after this time and so many painted frames, because a new style can keep the browser busy; later where the user
   * is about to press the button.
   */
  #endAfter(ms: number): void {
    const end = performance.now() + ms;
    let frames = 0;
    const look = () => {
      const isOver =
        ++frames >= LEAST_FRAMES && performance.now() >= end && !this.element.matches(':hover, :focus-within');
      if (isOver) this.#end();
      else this.#animation = requestAnimationFrame(look);
    };
    look();
  }

  #end(): void {
    cancelAnimationFrame(this.#animation);
    this.#isShown = false;
    this.element.removeAttribute('data-shown');
    this.#text.textContent = '';
    this.element.querySelector('button')?.remove();
    this.#changed();
  }
}
