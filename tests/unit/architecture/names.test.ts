/** A name means one thing: no type and no exported name is defined twice, in sources, tests or tools. */
import { expect, test } from 'vitest';
import { declaredNames, filesIn, grouped } from './source-tree';

const files = ['src', 'tests', 'bench', 'scripts', 'demo'].flatMap(filesIn).filter((path) => /\.(ts|mjs)$/.test(path));

test('no type name and no exported name has two definitions', () => {
  const places = grouped(
    files.flatMap((path) => declaredNames(path).map((name) => ({ name, path }))),
    ({ name }) => name,
  );
  const twice = [...places]
    .filter(([, all]) => all.length > 1)
    .map(([name, all]) => `${name}: ${all.map(({ path }) => path).join(', ')}`);
  expect(twice).toEqual([]);
});
