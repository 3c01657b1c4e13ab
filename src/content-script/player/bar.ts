/** The button in the corner of a video, and the row of buttons it opens. */
import type { Look } from '../../protocol/page-host';
import { nameOf } from '../../settings/catalogue';
import { createElement } from '../page/dom';
import { type IconName, icon } from './icons';

const LABELS = {
  'next-style': 'Next style',
  'strength-down': 'Weaker',
  'strength-up': 'Stronger',
  compare: 'Compare with the original',
  'save-picture': 'Save picture',
  'picture-in-picture': 'Picture in picture',
  hide: 'Hide these buttons on this page',
} as const;

export type BarAction = keyof typeof LABELS;

/** Space that the button takes of a corner, in css px. */
export const BUTTON_SPACE = 40;

function button(name: IconName, label: string, onClick: () => void): HTMLButtonElement {
  const element = createElement(document, 'button');
  element.type = 'button';
  element.ariaLabel = label;
  element.title = label;
  element.append(icon(name));
  // Only the user's own clicks: scripts of the page cannot reach in here, yet they may try.
  element.addEventListener('click', ({ isTrusted }) => isTrusted && onClick());
  return element;
}

export class Bar {
  readonly element: HTMLElement;
  readonly #main: HTMLButtonElement;
  readonly #row: HTMLElement;
  readonly #look: HTMLElement;
  readonly #buttons = new Map<BarAction, HTMLButtonElement>();

  /** @param actions what the row offers, in order */
  constructor(actions: readonly BarAction[], act: (action: BarAction) => void) {
    this.element = createElement(document, 'div');
    this.element.className = 'bar';
    this.element.role = 'group';
    this.element.ariaLabel = 'Inkreel';
    this.#main = button('inkreel', 'Restyled video', () => this.#open(!this.isOpen));
    this.#row = createElement(document, 'div');
    this.#row.className = 'row';
    for (const action of actions) {
      const element = button(action, LABELS[action], () => act(action));
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

  /** Whether the keyboard is at one of the buttons. */
  get hasFocus(): boolean {
    return this.element.querySelector(':focus-visible') !== null;
  }

  /** Calls `changed` when the focus comes, and when it goes elsewhere than to another button. */
  onFocus(changed: () => void): void {
    this.element.addEventListener('focusin', changed);
    this.element.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.element.contains(relatedTarget))) changed();
    });
  }

  /** The corner it is seen in; null where it is not. */
  get side(): 'left' | 'right' | null {
    const { shown, side } = this.element.dataset;
    return shown === undefined ? null : side === 'left' ? 'left' : 'right';
  }

  /** @param side the corner it is in; null: not to be seen */
  show(side: 'left' | 'right' | null): void {
    if (side) this.element.dataset.side = side;
    this.element.toggleAttribute('data-shown', side !== null);
    if (!side) this.#open(false);
  }

  setLook({ style, strength }: Look): void {
    this.#look.textContent = `${nameOf(style)} ${Math.round(strength * 100)} %`;
  }

  /** Says of an action that is a state whether it is on. */
  setPressed(action: BarAction, isPressed: boolean): void {
    const element = this.#buttons.get(action);
    if (element) element.ariaPressed = String(isPressed);
  }

  #open(isOpen: boolean): void {
    this.#row.hidden = !isOpen;
    this.#main.ariaExpanded = String(isOpen);
  }
}
