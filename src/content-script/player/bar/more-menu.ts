/** The actions that have no button of their own in the bar, or none in a small video's: sliders, choices and commands. */
import { message } from '../../../words/message';
import { iconButton, onUserClick, part } from './button';
import { type IconName, icon } from './icons';
import { Menu } from './menu';

/** One entry: an action, or a choice where `isChecked` is given. */
export interface BarMenuEntry {
  icon: IconName;
  label: string;
  /** Absent for an entry that only tells why something is missing. */
  act?(): void;
  /** For a choice: whether it is made, asked whenever the menu shows its choices. */
  isChecked?(): boolean;
  /** Whether the entry makes sense now, asked with the choices; absent: always. */
  isOffered?(): boolean;
  /** The menu stays open, because the user tries the choice out. */
  staysOpen?: boolean;
  /** Shown only where the bar is too small for the button of this action. */
  isForSmall?: boolean;
}

export class MoreMenu {
  readonly button: HTMLButtonElement;
  readonly menu: Menu;
  readonly #choices = new Map<HTMLElement, BarMenuEntry>();

  /**
   * @param first elements above the entries
   * @param toggled called after the menu was opened or closed
   */
  constructor(first: readonly HTMLElement[], entries: readonly BarMenuEntry[], toggled: (isOpen: boolean) => void) {
    this.button = iconButton('more', message('more'), () => this.menu.toggle());
    this.button.classList.add('more');
    this.menu = new Menu(this.button, message('more'), 'toolbar', (isOpen) => {
      if (isOpen) this.refresh();
      toggled(isOpen);
    });
    this.menu.element.classList.add('actions');
    this.menu.element.append(...first, ...entries.map((entry) => this.#item(entry)));
  }

  /** Shows which choices are made, and which are offered. */
  refresh(): void {
    for (const [item, { isChecked, isOffered }] of this.#choices) {
      item.ariaChecked = String(isChecked?.());
      item.hidden = isOffered?.() === false;
    }
  }

  #item(entry: BarMenuEntry): HTMLElement {
    const { icon: name, label, act, isChecked, isForSmall, staysOpen } = entry;
    const item = part('button', isForSmall ? 'item small' : 'item');
    item.type = 'button';
    item.tabIndex = -1;
    if (isChecked) {
      item.role = 'checkbox';
      this.#choices.set(item, entry);
    }
    const text = part('span', 'name');
    text.textContent = label;
    item.append(icon(name), text, ...(isChecked ? [icon('check')] : []));
    item.ariaDisabled = String(!act);
    onUserClick(item, () => {
      if (!act) return;
      if (!staysOpen) this.menu.close();
      act();
    });
    return item;
  }
}
