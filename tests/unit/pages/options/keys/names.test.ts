import { expect, it } from 'vitest';
import { isHoldKey, nameOfKey, shortcutInMarks } from '../../../../../src/pages/options/keys/names';

it.each(['Backquote', 'KeyQ', 'Digit1', 'ShiftLeft', 'F8', 'Numpad0', 'ArrowUp', 'Comma'])('%s can be held', (code) => {
  expect(isHoldKey(code)).toBe(true);
});

it.each([
  '',
  'Tab',
  'Escape',
  'Enter',
  'Space',
  'ControlLeft',
  'AltRight',
  'MetaLeft',
  'CapsLock',
  'Unidentified',
  'a-b',
])('“%s” has a task of its own', (code) => {
  expect(isHoldKey(code)).toBe(false);
});

it.each([
  ['KeyQ', 'Q'],
  ['Digit1', '1'],
  ['ShiftLeft', 'Shift left'],
  ['F8', 'F8'],
  ['Numpad0', 'Numpad 0'],
  ['NumpadAdd', 'Numpad add'],
  ['Backquote', 'Left of 1'],
])('%s is called %s', (code, name) => {
  expect(nameOfKey(code)).toBe(name);
});

it('is called what is printed on it where that is known', () => {
  const layout = new Map([
    ['KeyQ', 'a'],
    ['Semicolon', 'ö'],
    ['Backquote', '`'],
  ]);
  expect(['KeyQ', 'Semicolon', 'Backquote', 'F8'].map((code) => nameOfKey(code, layout))).toEqual([
    'A',
    'Ö',
    '`',
    'F8',
  ]);
});

it.each([
  ['Alt+Shift+Comma', 'Alt+Shift+,'],
  ['Alt+Shift+Period', 'Alt+Shift+.'],
  ['Alt+Shift+Y', 'Alt+Shift+Y'],
  ['⌥⇧Comma', '⌥⇧,'],
])('the shortcut %s is written as %s', (shortcut, written) => {
  expect(shortcutInMarks(shortcut)).toBe(written);
});
