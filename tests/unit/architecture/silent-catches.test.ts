/** Every error that the code survives is logged, thrown on or decided upon, save where a reason is given here. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { filesIn } from './source-tree';

/** Places that drop an error, with the number of them in the file and the reason. */
const ALLOWED: Record<string, [count: number, reason: string]> = {
  'src/service-worker/pictures/use-as-style.ts': [
    2,
    'unreadable pictures are seen instead; undecodable names stay as they are',
  ],
  'src/offscreen/gpu/first-device.ts': [1, 'whoever asks the device manager for the device is told'],
  'bench/latency/first-seconds.mjs': [1, 'the browser is closed at the end and may have crashed'],
  'bench/latency/latency.mjs': [1, 'the browser is closed at the end and may have crashed'],
  'bench/latency/threads.mjs': [3, 'a thread or process may end between being listed and being read'],
  'bench/run.mjs': [1, 'the browser is closed at the end and may have crashed'],
  'scripts/soak/flood.mjs': [1, 'the browser is closed at the end and may have crashed'],
  'scripts/soak/soak.mjs': [1, 'the browser is closed at the end and may have crashed'],
  'scripts/start.mjs': [1, 'the browser is closed at the end and the user may have closed it'],
  'scripts/test.mjs': [1, 'the file of notes is missing if no part of the tests left a note'],
  'src/engine/runtime/pipeline-cache.ts': [1, 'the caller awaits the same promise and gets the error'],
  'src/engine/runtime/network.ts': [1, 'all are awaited once each has begun'],
  'src/engine/stylizer.ts': [1, 'a later await of the same promise throws the error'],
  'tests/support/shared-browser.ts': [2, 'the page or browser is closed and may have crashed'],
  'tests/support/virtual-display.ts': [1, 'the tool is looked for, and may be missing'],
};

const uses = (node: ts.Node, name: string): boolean =>
  (ts.isIdentifier(node) && node.text === name) ||
  node.forEachChild((child) => uses(child, name) || undefined) === true;
const throws = (node: ts.Node): boolean =>
  ts.isThrowStatement(node) || node.forEachChild((child) => throws(child) || undefined) === true;

/** Whether a catch clause neither throws nor looks at its error. */
function isSilentClause({ block, variableDeclaration: error }: ts.CatchClause): boolean {
  if (throws(block)) return false;
  return !error || !ts.isIdentifier(error.name) || !uses(block, error.name.text);
}

/** Whether a rejection handler is a function that neither throws nor looks at its error. */
function isSilentHandler(handler: ts.Node): boolean {
  if (!ts.isArrowFunction(handler) && !ts.isFunctionExpression(handler)) return false;
  const error = handler.parameters[0]?.name;
  if (throws(handler.body)) return false;
  return !error || !ts.isIdentifier(error) || !uses(handler.body, error.text);
}

/** Returns what a call of `catch` or `then` does with an error. */
function rejectionHandler(node: ts.Node): ts.Node | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const [first, second] = node.arguments;
  const { text } = node.expression.name;
  if (text === 'catch') return first;
  return text === 'then' ? second : undefined;
}

/** Returns the lines of a file's silent catches. */
function silentCatches(path: string, text: string): number[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lines: number[] = [];
  const visit = (node: ts.Node) => {
    const handler = rejectionHandler(node);
    if ((handler && isSilentHandler(handler)) || (ts.isCatchClause(node) && isSilentClause(node))) {
      lines.push(source.getLineAndCharacterOfPosition(node.getStart()).line + 1);
    }
    node.forEachChild(visit);
  };
  visit(source);
  return lines;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FOLDERS = ['src', 'scripts', 'bench', 'demo', 'tests/support'];
const files = FOLDERS.flatMap(filesIn).filter((path) => /\.(ts|mjs)$/.test(path));
const found = new Map(files.map((path) => [path, silentCatches(path, readFileSync(ROOT + path, 'utf8'))]));

test('no error is dropped without a reason', () => {
  const places = [...found]
    .filter(([path]) => !ALLOWED[path])
    .flatMap(([path, lines]) => lines.map((n) => `${path}:${n}`));
  expect(places).toEqual([]);
});

test('the list of reasons names what is there', () => {
  const counts = Object.entries(ALLOWED).map(([path]) => [path, found.get(path)?.length ?? 0]);
  expect(counts).toEqual(Object.entries(ALLOWED).map(([path, [count]]) => [path, count]));
});

describe('an error counts as dropped', () => {
  test.each([
    'try { f(); } catch {}',
    'try { f(); } catch { g(); }',
    'try { f(); } catch (error) { g(); }',
    'f().catch(() => {});',
    'f().catch((error) => g());',
    'f().then(g, () => undefined);',
  ])('in %s', (code) => {
    expect(silentCatches('example.ts', code)).toEqual([1]);
  });

  test.each([
    'try { f(); } catch { throw new Error(); }',
    'try { f(); } catch (error) { log(error); }',
    'f().catch((error) => log(error));',
    "f().catch(logged('part', 'message', null));",
    'f().then(() => {});',
  ])('not in %s', (code) => {
    expect(silentCatches('example.ts', code)).toEqual([]);
  });
});
