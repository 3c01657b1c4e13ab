/** Keys that can be held to see the original, and their names. */
import { message } from '../../../words/message';

/** Reserved keys: browsers, pages and screen readers need them, or they modify other keys. */
const TAKEN =
  /^(Tab|Escape|Enter|NumpadEnter|Space|Backspace|CapsLock|(Control|Alt|Meta|OS)(Left|Right)?|Unidentified)$/;

export const isHoldKey = (code: string): boolean => /^[A-Za-z0-9]{1,20}$/.test(code) && !TAKEN.test(code);

/**
 * Names a `KeyboardEvent.code` by what is printed on the user's key, else in words: `ShiftLeft` is Shift left. Without the layout,
 * which Firefox does not tell, the key of the settings' default has many marks, but one place.
 * @param layout the labels printed on the user's keys, by code
 */
export function nameOfKey(code: string, layout?: ReadonlyMap<string, string>): string {
  const printed = layout?.get(code)?.trim();
  if (printed) return printed.toUpperCase();
  if (code === 'Backquote') return message('key_backquote');
  return code
    .replace(/^(Key|Digit)(?=.$)/, '')
    .replace(/(?<=[a-z])(?=[A-Z0-9])/g, ' ')
    .replace(/(?<= )[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());
}

/** Marks whose keys the browser names by English words in a shortcut. */
const MARKS: Record<string, string> = { Comma: ',', Period: '.' };

/** Writes a shortcut of the browser's list with the marks that are printed on the keys: `Alt+Shift+,`. */
export const shortcutInMarks = (shortcut: string): string => shortcut.replace(/[A-Za-z]+$/, (key) => MARKS[key] ?? key);
