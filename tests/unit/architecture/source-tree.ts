/** Reads the source tree: files, imports, declared names. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Returns the paths below the repository root of all files that git knows or would add, inside `folder`. */
export function filesIn(folder: string): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', folder];
  const listed = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);
  const removed = execFileSync('git', ['ls-files', '--deleted', folder], { cwd: ROOT, encoding: 'utf8' }).split('\n');
  return listed.filter((path) => !removed.includes(path));
}

/** TypeScript files of src/. */
export const sources = filesIn('src').filter((path) => path.endsWith('.ts'));

/** Reads a file below the repository root. */
export const sourceText = (path: string) => readFileSync(posix.join(ROOT, path), 'utf8');

/** One import of one source file by another. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

/** Returns every import, type imports included, between files of src/. */
export function arrows(): Arrow[] {
  const known = new Set(sources);
  return sources.flatMap((from) =>
    ts.preProcessFile(sourceText(from)).importedFiles.flatMap(({ fileName }) => {
      if (!fileName.startsWith('.')) return [];
      const path = posix.normalize(posix.join(posix.dirname(from), fileName.split('?')[0]!));
      const to = [path, `${path}.ts`, `${path}/index.ts`].find((each) => known.has(each));
      return to ? [{ from, to }] : [];
    }),
  );
}

/** Returns the top-level names of a file that a reader may meet elsewhere: all types, exported functions and constants. */
export function declaredNames(path: string): string[] {
  const source = ts.createSourceFile(path, sourceText(path), ts.ScriptTarget.Latest);
  const names = source.statements.flatMap((node) => {
    const isType =
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isEnumDeclaration(node) ||
      ts.isClassDeclaration(node);
    if (isType) return node.name ? [node.name.text] : [];
    const isExported =
      ts.canHaveModifiers(node) && node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) return [];
    if (ts.isFunctionDeclaration(node)) return node.name ? [node.name.text] : [];
    if (!ts.isVariableStatement(node)) return [];
    return node.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  });
  return [...new Set(names)];
}

/** Groups items by a key, in the order of their first appearance. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
