/** Keys that can be held to see the original, and their names. */

/** Reserved keys: browsers, pages and screen readers need them, or they modify other keys. */
const TAKEN =
  /^(Tab|Escape|Enter|NumpadEnter|Space|Backspace|CapsLock|(Control|Alt|Meta|OS)(Left|Right)?|Unidentified)$/;

export const isHoldKey = (code: string): boolean => /^[A-Za-z0-9]{1,20}$/.test(code) && !TAKEN.test(code);

/**
 * Names a `KeyboardEvent.code`: `KeyQ` is Q, `ShiftLeft` is Shift left, `Comma` is Comma ,.
 * @param layout the labels printed on the user's keys, by code
 */
export function nameOfKey(code: string, layout?: ReadonlyMap<string, string>): string {
  const printed = layout?.get(code)?.trim();
  // Name punctuation marks in words below, because a mark alone is too small to read.
  if (printed && /[\p{L}\p{N}]/u.test(printed)) return printed.toUpperCase();
  const words = code
    .replace(/^(Key|Digit)(?=.$)/, '')
    .replace(/(?<=[a-z])(?=[A-Z0-9])/g, ' ')
    .replace(/(?<= )[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());
  return printed ? `${words} ${printed}` : words;
}
