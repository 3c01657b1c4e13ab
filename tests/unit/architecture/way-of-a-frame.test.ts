/** Compares docs/architecture.md with the source: the way of a frame, and the map of folders. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MOST_FILES = 15;

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const section = (title: string) => read('docs/architecture.md').split(`## ${title}\n`)[1]?.split('\n## ')[0] ?? '';

/** One numbered line: a file, and the names that it declares, such as `capture` or `FramePump.#send`. */
const steps = section('The way of a frame')
  .split('\n')
  .filter((line) => /^\d+\. /.test(line))
  .map((line) => {
    const [, file = '', names = ''] = /^\d+\. `([^`]+)` (`[^`]+`(?:, `[^`]+`)*): \S/.exec(line) ?? [];
    return { line, file, names: names.split(', ').map((name) => name.replaceAll('`', '')) };
  });

const nameOf = (node: ts.Node): string | undefined => {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const { name } = node as ts.Node & { name?: ts.Node };
  return name && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) ? name.text : undefined;
};

const isDeclaration = (node: ts.Node) =>
  ts.isFunctionDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isVariableDeclaration(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isConstructorDeclaration(node) ||
  ts.isPropertyDeclaration(node) ||
  ts.isAccessor(node);

/** Returns every declared name of a file; members follow the name of their class. */
function declaredNames(path: string): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node, owner: string) => {
    const name = isDeclaration(node) ? nameOf(node) : undefined;
    const full = name === undefined ? undefined : ts.isClassElement(node) ? `${owner}.${name}` : name;
    if (full) names.add(full);
    ts.forEachChild(node, (child) => visit(child, ts.isClassDeclaration(node) ? (name ?? '') : owner));
  };
  visit(ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true), '');
  return names;
}

describe('the way of a frame', () => {
  test('begins at the video, ends in the page, and passes the engine', () => {
    expect(steps.length).toBeGreaterThan(8);
    expect(steps[0]?.file).toMatch(/^src\/content-script\//);
    expect(steps.at(-1)?.file).toMatch(/^src\/content-script\//);
    expect(steps.map(({ file }) => file)).toContain('src/engine/stylizer.ts');
  });

  test.each(steps)('$file declares $names', ({ line, file, names }) => {
    expect(file, `the line has another form: ${line}`).not.toBe('');
    const declared = declaredNames(file);
    expect(names.filter((name) => !declared.has(name))).toEqual([]);
  });

  test('has helpers that exist, each named once', () => {
    const helpers = [...section('The way of a frame').matchAll(/^\| [\d, ]+ \| .*$/gm)].flatMap(([row]) =>
      [...row.matchAll(/`(src\/[^`]+)`/g)].map(([, path]) => path!),
    );
    expect(helpers.length).toBeGreaterThan(15);
    expect(helpers.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(new Set(helpers).size).toBe(helpers.length);
  });

  test(`passes at most ${MOST_FILES} files`, () => {
    expect(new Set(steps.map(({ file }) => file)).size).toBeLessThanOrEqual(MOST_FILES);
  });
});

test('the map names every folder of src/ that holds scripts', () => {
  const map = section('Folders');
  const folders = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => posix.join('src', ...entry.parentPath.slice(join(ROOT, 'src').length).split(/[\\/]/)));
  expect([...new Set(folders)].filter((folder) => !map.includes(`\`${folder}\``))).toEqual([]);
});
