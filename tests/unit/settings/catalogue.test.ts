import { expect, test } from 'vitest';
import { nameOf } from '../../../src/settings/catalogue';

test('a style is called by its name', () => {
  expect(nameOf('composition')).toBe('Composition VII');
});

test('a style that is not shipped any more goes by its id', () => {
  expect(nameOf('gone-long-ago')).toBe('gone-long-ago');
});
