import { expect, it } from 'vitest';
import { problemOf } from '../../../../src/pages/options/import-problem';

const problem = (value: unknown, ...path: string[]) =>
  problemOf('a.json', { path, value }).replaceAll(/[\u2068\u2069]/g, '');

it('a file that holds a value out of bounds is refused with the value’s name and its bounds', () => {
  expect(problem(7, 'strength')).toBe('a.json can’t be used: in it, strength is 7. Allowed: 0 … 1. Nothing changed.');
  expect(problem(2, 'sites', 'a.example', 'lineWeight')).toContain(
    'sites › a.example › lineWeight is 2. Allowed: -1 … 1',
  );
  expect(problem('XL', 'quality')).toContain('quality is "XL". Allowed: auto, XS, S, M');
  expect(problem('yes', 'camera', 'enabled')).toContain('Allowed: true, false');
});

it('a file that holds a value of no bounds, or an unknown one, is refused with its name', () => {
  expect(problem('red', 'colour')).toContain('colour is broken or unknown: "red"');
  // A site that is off for good cannot be on.
  expect(problem(true, 'sites', 'a.example', 'enabled')).toContain('enabled is broken or unknown: true');
  expect(problem(1, 'constructor')).toContain('constructor is broken or unknown: 1');
});
