/** Keys as they look on a keyboard, with their names in words where a mark is too small to be read. */
import { type MessageKey, message } from '../../../words/message';

/** Marks that look alike or are only a dot high, and their names. */
const MARK_NAMES: ReadonlyMap<string, MessageKey> = new Map([
  ['`', 'mark_backquote'],
  ['´', 'mark_acute'],
  ['^', 'mark_circumflex'],
  ['¨', 'mark_diaeresis'],
  ['~', 'mark_tilde'],
  ["'", 'mark_apostrophe'],
  ['"', 'mark_quotation'],
  [',', 'mark_comma'],
  ['.', 'mark_period'],
  [';', 'mark_semicolon'],
  [':', 'mark_colon'],
  ['-', 'mark_hyphen'],
  ['_', 'mark_underscore'],
]);

/**
 * Returns a key with what is printed on it. Screen readers get the name of a mark instead of the mark, which most of them leave
 * out.
 */
export function keyCap(printed: string): HTMLElement {
  const cap = document.createElement('kbd');
  const key = MARK_NAMES.get(printed);
  if (!key) {
    cap.textContent = printed;
    return cap;
  }
  const mark = document.createElement('span');
  mark.className = 'mark';
  mark.ariaHidden = 'true';
  mark.textContent = printed;
  const name = document.createElement('span');
  name.textContent = message(key);
  cap.append(mark, name);
  return cap;
}

/** Returns the keys of a shortcut as the browser writes it, `Alt+Shift+,` or `⌥⇧,`. */
export const keyCaps = (shortcut: string): HTMLElement[] =>
  (shortcut.match(/[⌃⌥⇧⌘]|[^+⌃⌥⇧⌘]+/g) ?? []).map((key) => keyCap(key.trim()));
