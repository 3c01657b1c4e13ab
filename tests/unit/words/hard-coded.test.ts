/** Tests that texts for people come from `_locales`: no other place holds a sentence, and every text there is used. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import english from '../../../_locales/en/messages.json' with { type: 'json' };
import { filesIn } from '../architecture/source-tree';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const SHOWN = /^src\/(pages|content-script|service-worker|overlay-document|words|settings)\//;
const all = filesIn('src');
const scripts = all.filter((path) => path.endsWith('.ts') && SHOWN.test(path));
const pages = all.filter((path) => path.endsWith('.html') && path.startsWith('src/pages/'));

/** Calls whose texts are for developers: the log and errors. */
const FOR_DEVELOPERS = /^(log|logged|withTimeout|.*Error)$/;
/** A capital letter and two words, as sentences and labels have. */
const SENTENCE = /(^|\s)[A-Z][a-z’]+ [a-z]+/;

function isForDevelopers(node: ts.Node): boolean {
  for (let at: ts.Node = node; at.parent; at = at.parent) {
    const { parent } = at;
    if ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && FOR_DEVELOPERS.test(parent.expression.getText()))
      return true;
  }
  return false;
}

function sentencesIn(path: string): string[] {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && SENTENCE.test(node.text) && !isForDevelopers(node)) found.push(`${path}: ${node.text}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('no script holds a sentence for people', () => {
  // The browser shows the reason of the offscreen document to nobody.
  const found = scripts.flatMap(sentencesIn).filter((each) => !each.includes('platform/background.ts'));
  expect(found).toEqual([]);
});

test('no page holds one either', () => {
  const found = pages.flatMap((path) => {
    const markup = read(path)
      .replace(/<title>Inkreel<\/title>/, '')
      .replace(/<!--.*?-->/gs, '');
    const texts = [...markup.matchAll(/>([^<]*[A-Za-z][^<]*)</g)].map(([, text]) => text!.trim());
    const attributes = [...markup.matchAll(/\s(?:title|alt|placeholder|aria-label|aria-description)="([^"]+)"/g)]
      .map(([, text]) => text!)
      .filter((text) => text !== 'Inkreel');
    return [...texts, ...attributes].map((text) => `${path}: ${text}`);
  });
  expect(found).toEqual([]);
});

test('every text is used, and every text that a page names exists', () => {
  const used = [...scripts, ...pages, 'manifest.json'].map(read).join('\n');
  const named = [
    ...pages
      .map(read)
      .join('\n')
      .matchAll(/data-words[a-z-]*="([^"]+)"/g),
  ].map(([, key]) => key!);
  const manifest = [...read('manifest.json').matchAll(/__MSG_(\w+?)__/g)].map(([, key]) => key!);
  const keys = Object.keys(english);
  expect([...named, ...manifest].filter((key) => !keys.includes(key))).toEqual([]);
  // Keys that are put together: styles and faults by their ids, speeds by their names, tabs by their kind, steps of a start.
  const built =
    /^(style_|fault_|bad_|pace_|start_|make_fault_|picture_(none|svg|small|large|transparent|flat)|(browser|store|file|pdf|closed)_page)/;
  const unused = keys
    .filter((key) => !built.test(key) && !manifest.includes(key))
    .filter((key) => !new RegExp(`\\b${key.replace(/_(one|other)$/, '(_one|_other)?')}\\b`).test(used));
  expect(unused).toEqual([]);
});
