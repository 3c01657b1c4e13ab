/** Which keys can be held to see the original, and what they are called. */

/** Keys that browsers, pages and screen readers cannot do without, and those that make other keys mean something else. */
const TAKEN =
  /^(Tab|Escape|Enter|NumpadEnter|Space|Backspace|CapsLock|(Control|Alt|Meta|OS)(Left|Right)?|Unidentified)$/;

export const isHoldKey = (code: string): boolean => /^[A-Za-z0-9]{1,20}$/.test(code) && !TAKEN.test(code);

/** Words for a `KeyboardEvent.code`: `KeyQ` is Q, `ShiftLeft` is Shift left, `Comma` is Comma ,. `layout` knows what is printed on the keys. */
export function nameOfKey(code: string, layout?: ReadonlyMap<string, string>): string {
  const printed = layout?.get(code)?.trim();
  // A mark alone is too small to be read.
  if (printed && /[\p{L}\p{N}]/u.test(printed)) return printed.toUpperCase();
  const words = code
    .replace(/^(Key|Digit)(?=.$)/, '')
    .replace(/(?<=[a-z])(?=[A-Z0-9])/g, ' ')
    .replace(/(?<= )[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());
  return printed ? `${words} ${printed}` : words;
}
