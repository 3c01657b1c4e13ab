/**
 * A menu of the bar, or an upright toolbar where sliders stand among the entries: ARIA allows none in a menu. It lies in the
 * browser's top layer beside its button, so that it may be larger than a small video.
 */
import { matches, rectOf, rootOf } from '../../page/dom';
import { part } from './button';

/** Moves the focus of a list by these keys; `null` stands for its start or end. */
const STEPS: Record<string, number | 'first' | 'last'> = {
  ArrowDown: 1,
  ArrowUp: -1,
  Home: 'first',
  End: 'last',
};

const holds = ({ left, right, top, bottom }: DOMRect, x: number, y: number): boolean =>
  x >= left && x < right && y >= top && y < bottom;

export class Menu {
  readonly element = part('div', 'menu');
  readonly #button: HTMLButtonElement;
  readonly #toggled: (isOpen: boolean) => void;
  #listening: AbortController | null = null;

  /**
   * @param button opens and closes the menu
   * @param label accessible name
   * @param role as ARIA has it; both move the focus by the arrow keys up and down
   * @param toggled called after the menu was opened or closed
   */
  constructor(button: HTMLButtonElement, label: string, role: 'menu' | 'toolbar', toggled: (isOpen: boolean) => void) {
    this.#button = button;
    this.#toggled = toggled;
    this.element.popover = 'manual';
    this.element.role = role;
    this.element.ariaOrientation = 'vertical';
    this.element.ariaLabel = label;
    if (role === 'menu') button.ariaHasPopup = 'menu';
    button.ariaExpanded = 'false';
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
  }

  get isOpen(): boolean {
    return this.#listening !== null;
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  /** Opens the menu with the focus on its checked item, else on its first one. */
  open(): void {
    if (this.isOpen || !this.element.isConnected) return;
    this.#listening = new AbortController();
    this.element.showPopover();
    this.#button.ariaExpanded = 'true';
    const items = this.#items;
    (items.find(({ ariaChecked, role }) => role === 'menuitemradio' && ariaChecked === 'true') ?? items[0])?.focus();
    // A press anywhere else closes the menu, and does there what it is meant for. Places decide, because a closed root hides
    // its nodes from listeners outside.
    const options = { capture: true, passive: true, signal: this.#listening.signal };
    const closeOutside = ({ clientX, clientY }: PointerEvent) => {
      if (![this.element, this.#button].some((each) => holds(rectOf(each), clientX, clientY))) this.close(false);
    };
    window.addEventListener('pointerdown', closeOutside, options);
    this.#toggled(true);
  }

  /** @param returnFocus gives the focus to the button, as after a key or a choice */
  close(returnFocus = true): void {
    if (!this.isOpen) return;
    this.#listening?.abort();
    this.#listening = null;
    this.element.hidePopover();
    this.#button.ariaExpanded = 'false';
    if (returnFocus) this.#button.focus();
    this.#toggled(false);
  }

  /** Items that can be reached now. */
  get #items(): HTMLElement[] {
    const all = this.element.querySelectorAll<HTMLElement>('button.item, input, iframe');
    return [...all].filter((item) => item.checkVisibility());
  }

  /** Moves or closes the menu by a key that was pressed in an iframe of it. */
  press(key: string): void {
    if (key === 'Escape') this.close();
    else this.#move(key);
  }

  #onKey(event: KeyboardEvent): void {
    const { key, target } = event;
    if (key === 'Escape' || key === 'Tab') {
      this.close();
      if (key === 'Escape') event.preventDefault();
      return;
    }
    const step = Object.hasOwn(STEPS, key) ? STEPS[key] : undefined;
    const isSlider = matches(target as Element, 'input');
    if (step === undefined || (isSlider && typeof step !== 'number')) return;
    event.preventDefault();
    this.#move(key);
  }

  /** Moves the focus among the items. */
  #move(key: string): void {
    const step = STEPS[key];
    if (step === undefined) return;
    const items = this.#items;
    const { activeElement } = rootOf(this.element) as ShadowRoot;
    const at = items.indexOf(activeElement as HTMLElement);
    const next = step === 'first' ? 0 : step === 'last' ? items.length - 1 : (at + step + items.length) % items.length;
    items[next]?.focus();
  }
}
