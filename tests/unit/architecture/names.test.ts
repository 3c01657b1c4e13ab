/** A name means one thing: no type and no exported name is defined twice, in sources, tests or tools. */
import { expect, test } from 'vitest';
import { declaredNames, filesIn, grouped, sourceText } from './source-tree';

const files = ['src', 'tests', 'bench', 'scripts', 'demo'].flatMap(filesIn).filter((path) => /\.(ts|mjs)$/.test(path));
const isForFirefox = (path: string) => path.endsWith('.firefox.ts');

test('no type name and no exported name has two definitions', () => {
  const places = grouped(
    files.filter((path) => !isForFirefox(path)).flatMap((path) => declaredNames(path).map((name) => ({ name, path }))),
    ({ name }) => name,
  );
  const twice = [...places]
    .filter(([, all]) => all.length > 1)
    .map(([name, all]) => `${name}: ${all.map(({ path }) => path).join(', ')}`);
  expect(twice).toEqual([]);
});

test('the host is one: sites have hostnames', () => {
  const lines = filesIn('src')
    .filter((path) => /\.(ts|html|css)$/.test(path))
    .flatMap((path) =>
      sourceText(path)
        .split('\n')
        .map((line, index) => `${path}:${index + 1}: ${line.trim()}`),
    )
    .filter((line) => /\bhosts\b/i.test(line.replace(/shadow hosts/gi, '')));
  expect(lines).toEqual([]);
});

test('a file for Firefox declares the same exported names as the file whose place it takes', () => {
  const own = files.filter(isForFirefox);
  expect(own.length).toBeGreaterThan(0);
  for (const path of own) {
    const values = (names: string[]) => names.filter((name) => !/^[A-Z]/.test(name)).sort();
    expect([path, values(declaredNames(path))]).toEqual([
      path,
      values(declaredNames(path.replace('.firefox.ts', '.ts'))),
    ]);
  }
});

/** Names of the DOM's and the language's types that a file of ours would hide. */
const globalTypes = new Set(
  ['lib.dom.d.ts', 'lib.es5.d.ts'].flatMap((file) =>
    [...sourceText(`node_modules/typescript/lib/${file}`).matchAll(/^(?:interface|type|declare class) (\w+)/gm)].map(
      ([, name]) => name!,
    ),
  ),
);

test('no type or class hides one of the DOM or of the language', () => {
  expect(globalTypes.has('Document')).toBe(true);
  const hidden = files.flatMap((path) =>
    declaredNames(path)
      .filter((name) => globalTypes.has(name))
      .map((name) => `${path}: ${name}`),
  );
  expect(hidden).toEqual([]);
});
