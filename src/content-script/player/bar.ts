/** Shows the button in the corner of a video and the row of buttons that it opens. */
import type { Look } from '../../protocol/page-host';
import { type MessageKey, message } from '../../words/message';
import { percent } from '../../words/numbers';
import { styleName } from '../../words/style-names';
import { createElement } from '../page/dom';
import { type IconName, icon } from './icons';

const LABELS = {
  'next-style': 'command_next_style',
  'strength-down': 'weaker',
  'strength-up': 'stronger',
  compare: 'compare',
  'save-picture': 'save_picture',
  'picture-in-picture': 'picture_in_picture',
  hide: 'hide_buttons',
} as const satisfies Record<string, MessageKey>;

export type BarAction = keyof typeof LABELS;

/** Space that the button takes in a corner, in CSS px. */
export const BUTTON_SPACE = 40;

function button(name: IconName, label: string, onClick: () => void): HTMLButtonElement {
  const element = createElement(document, 'button');
  element.type = 'button';
  element.ariaLabel = label;
  element.title = label;
  element.append(icon(name));
  // Accepts only clicks of the user, in case a script of the page finds a way to the button.
  element.addEventListener('click', ({ isTrusted }) => isTrusted && onClick());
  return element;
}

export class Bar {
  readonly element: HTMLElement;
  readonly #main: HTMLButtonElement;
  readonly #row: HTMLElement;
  readonly #look: HTMLElement;
  readonly #buttons = new Map<BarAction, HTMLButtonElement>();

  /** @param actions buttons of the row, in order */
  constructor(actions: readonly BarAction[], act: (action: BarAction) => void) {
    this.element = createElement(document, 'div');
    this.element.className = 'bar';
    this.element.role = 'group';
    this.element.ariaLabel = 'Inkreel';
    this.#main = button('inkreel', message('restyled_video'), () => this.#open(!this.isOpen));
    this.#row = createElement(document, 'div');
    this.#row.className = 'row';
    for (const action of actions) {
      const element = button(action, message(LABELS[action]), () => act(action));
      this.#buttons.set(action, element);
      this.#row.append(element);
    }
    this.#look = createElement(document, 'span');
    this.#look.className = 'look';
    this.#look.role = 'status';
    this.#row.prepend(this.#look);
    this.element.append(this.#main, this.#row);
    this.element.addEventListener('keydown', ({ key }) => {
      if (key !== 'Escape' || !this.isOpen) return;
      this.#open(false);
      this.#main.focus();
    });
    this.#open(false);
  }

  get isOpen(): boolean {
    return !this.#row.hidden;
  }

  /** Whether one of the buttons has the keyboard focus. */
  get hasFocus(): boolean {
    return this.element.querySelector(':focus-visible') !== null;
  }

  /** Calls `changed` when the focus enters the bar, and when it leaves. */
  onFocus(changed: () => void): void {
    this.element.addEventListener('focusin', changed);
    this.element.addEventListener('focusout', ({ relatedTarget }) => {
      if (!this.element.contains(relatedTarget as Node | null)) changed();
    });
  }

  /** Corner in which the bar is visible; null while it is hidden. */
  get side(): 'left' | 'right' | null {
    const { shown, side } = this.element.dataset;
    return shown === undefined ? null : side === 'left' ? 'left' : 'right';
  }

  /** @param side corner in which to show the bar; null hides it */
  show(side: 'left' | 'right' | null): void {
    if (side) this.element.dataset.side = side;
    this.element.toggleAttribute('data-shown', side !== null);
    if (!side) this.#open(false);
  }

  setLook({ style, strength }: Look): void {
    this.#look.textContent = message('look_on_video', styleName(style), percent(strength));
  }

  /** Marks a toggle button as on or off. */
  setPressed(action: BarAction, isPressed: boolean): void {
    const element = this.#buttons.get(action);
    if (element) element.ariaPressed = String(isPressed);
  }

  #open(isOpen: boolean): void {
    this.#row.hidden = !isOpen;
    this.#main.ariaExpanded = String(isOpen);
  }
}
