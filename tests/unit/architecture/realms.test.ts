/** Content scripts meet nodes of other documents, which `instanceof` does not know: `page/dom.ts` tells what a node is. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sources } from './source-tree';

const OF_THIS_REALM = /instanceof (HTML\w*|SVG\w*|Element|Node|Document|ShadowRoot|DOMException|Error)\b/;

test('no content script asks a node for a class of its own realm', () => {
  const scripts = sources.filter((path) => /^src\/(content-script|media)\//.test(path));
  expect(scripts.length).toBeGreaterThan(40);
  const text = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  expect(scripts.filter((path) => OF_THIS_REALM.test(text(path)))).toEqual([]);
});
