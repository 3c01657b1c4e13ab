/** Holds the arrows of docs/architecture.md: which folder of src/ may import which. */
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { arrows, grouped, sources } from './source-tree';

/**
 * Folder to what it may import from other folders. A name stands for the files directly in that folder, or for one file.
 * Types count as imports. What is not listed here is an error, so a new arrow is a decision made in this file.
 */
const ALLOWED: Record<string, readonly string[]> = {
  // Shared layers. They know neither a page nor an extension API, except settings, which stores.
  util: [],
  // The parts where browsers differ: NAME.firefox.ts takes the place of NAME.ts in the Firefox build.
  platform: ['util', 'platform/port-broker'],
  media: ['engine', 'platform', 'util'],
  settings: ['util', 'settings/changes'],
  'settings/changes': ['settings', 'util'],
  // The texts of the languages, for every context that shows any.
  words: ['protocol', 'settings/changes'],
  // The frame that crosses is the media layer's.
  protocol: ['settings', 'media/frame', 'util'],

  // The engine is a compiler with stages. It imports nothing of the extension or the page.
  engine: [
    'engine/model',
    'engine/model/pytorch',
    'engine/compiler',
    'engine/codegen',
    'engine/runtime',
    'engine/input',
    'engine/output',
  ],
  'engine/learning': [
    'engine/errors',
    'engine/device',
    'engine/model',
    'engine/compiler',
    'engine/runtime',
    'engine/learning/layers',
  ],
  'engine/learning/layers': ['engine/errors', 'engine/model', 'engine/compiler', 'engine/codegen'],
  'engine/model': ['engine/errors'],
  'engine/model/pytorch': ['engine/errors', 'engine/model'],
  'engine/compiler': ['engine/errors', 'engine/device', 'engine/model'],
  'engine/codegen': ['engine/device', 'engine/compiler'],
  'engine/runtime': ['engine/errors', 'engine/device', 'engine/model', 'engine/compiler', 'engine/codegen'],
  'engine/input': ['engine/errors', 'engine/device', 'engine/codegen', 'engine/runtime'],
  'engine/output': [
    'engine/device',
    'engine/model',
    'engine/compiler',
    'engine/codegen',
    'engine/runtime',
    'engine/input',
  ],

  // Styles that the user added: their files, and the worker that tries them.
  'own-styles': ['engine', 'own-styles/learning'],
  'own-styles/learning': ['engine/learning', 'protocol', 'util'],

  // The offscreen document: one host of all videos.
  offscreen: [
    'platform',
    'protocol',
    'settings/catalogue',
    'util',
    'engine',
    'offscreen/clip',
    'offscreen/drawing',
    'offscreen/quality',
    'offscreen/gpu',
    'offscreen/learning',
  ],
  'offscreen/learning': [
    'protocol',
    'util',
    'engine',
    'engine/learning',
    'own-styles/learning',
    'offscreen/drawing',
    'offscreen/gpu',
    'offscreen/quality',
  ],
  'offscreen/clip': ['platform', 'util', 'offscreen/drawing'],
  'offscreen/drawing': ['platform', 'protocol', 'media', 'util', 'engine', 'offscreen/quality', 'offscreen/gpu'],
  'offscreen/gpu': ['protocol', 'util', 'engine', 'own-styles/store', 'offscreen/quality'],
  'offscreen/quality': ['protocol', 'settings', 'util'],

  // The other contexts of the extension.
  'service-worker': [
    'own-styles/store',
    'platform',
    'protocol',
    'settings',
    'util',
    'words',
    'service-worker/pictures',
    'content-script/index.iife',
    'page-world/index.iife',
  ],
  'service-worker/pictures': ['util', 'own-styles/learning', 'words'],
  'overlay-document': ['platform', 'protocol', 'settings', 'media', 'util'],
  'pages/shared': ['settings', 'settings/changes', 'util', 'words', 'own-styles/store'],
  'pages/popup/view': ['platform', 'protocol', 'settings', 'words', 'pages/popup/documents', 'pages/popup/tab'],
  'pages/popup': [
    'pages/popup/view',
    'own-styles/learning',
    'platform',
    'protocol',
    'settings',
    'util',
    'words',
    'pages/shared',
  ],
  'pages/options/keys': ['platform', 'settings', 'util', 'words', 'pages/shared'],
  'pages/options/report': ['protocol', 'settings', 'util', 'words', 'pages/shared'],
  'pages/options/styles': [
    'pages/options/learning',
    'own-styles',
    'own-styles/learning',
    'settings',
    'util',
    'words',
    'pages/shared',
  ],
  'pages/options/learning': ['own-styles/learning', 'protocol', 'settings', 'util', 'words', 'pages/shared'],
  'pages/options/looks': ['platform', 'settings', 'words', 'pages/shared'],
  'pages/options': [
    'pages/options/keys',
    'pages/options/learning',
    'pages/options/looks',
    'pages/options/report',
    'pages/options/styles',
    'own-styles/store',
    'settings',
    'settings/changes',
    'util',
    'words',
    'pages/shared',
  ],
  'pages/welcome': ['protocol', 'settings', 'words', 'pages/shared', 'content-script/player', 'content-script/session'],
  'pages/capture-window': ['protocol', 'settings', 'util', 'words', 'pages/shared', 'content-script/session'],

  // The page's MAIN world shares no folder with the ISOLATED world: that border is a security border.
  'page-world': ['protocol', 'media', 'util'],
  'content-script': [
    'platform',
    'protocol',
    'settings',
    'util',
    'words',
    'content-script/page',
    'content-script/host',
    'content-script/session',
    'content-script/player',
    'content-script/camera',
    'content-script/canvas',
  ],
  'content-script/page': ['protocol', 'util'],
  'content-script/layout': ['platform', 'content-script/page'],
  'content-script/overlay/place': ['platform', 'util', 'content-script/page', 'content-script/layout'],
  'content-script/overlay': [
    'protocol',
    'util',
    'content-script/page',
    'content-script/layout',
    'content-script/overlay/place',
  ],
  'content-script/host': ['protocol', 'util', 'content-script/page', 'content-script/overlay'],
  'content-script/canvas': ['protocol', 'util', 'content-script/page', 'content-script/host', 'content-script/overlay'],
  'content-script/frames': ['protocol', 'media', 'util'],
  'content-script/session': [
    'protocol',
    'media',
    'util',
    'content-script/page',
    'content-script/frames',
    'content-script/host',
    'content-script/overlay',
  ],
  'content-script/player': [
    'platform',
    'protocol',
    'util',
    'words',
    'content-script/page',
    'content-script/session',
    'content-script/player/bar',
  ],
  'content-script/player/bar': ['protocol', 'settings', 'util', 'words', 'content-script/page', 'content-script/host'],
  'content-script/camera': [
    'protocol',
    'media',
    'util',
    'content-script/page',
    'content-script/host',
    'content-script/overlay',
  ],
};

const folderOf = (path: string) => posix.dirname(path).replace(/^src\//, '');
const nameOf = (path: string) => path.replace(/^src\//, '').replace(/\.ts$/, '');

test('every folder imports only from the folders it may', () => {
  const forbidden = arrows()
    .filter(({ from, to }) => folderOf(from) !== folderOf(to))
    .filter(({ from, to }) => {
      const allowed = ALLOWED[folderOf(from)] ?? [];
      return !allowed.includes(folderOf(to)) && !allowed.includes(nameOf(to));
    })
    .map(({ from, to }) => `${from} imports ${to}`);
  expect(forbidden).toEqual([]);
});

test('the list names only folders and files that exist', () => {
  const known = new Set(sources.flatMap((path) => [folderOf(path), nameOf(path)]));
  const named = Object.entries(ALLOWED).flatMap(([folder, allowed]) => [folder, ...allowed]);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test('every import that the list allows is there', () => {
  const used = new Set(
    arrows().flatMap(({ from, to }) => [folderOf(to), nameOf(to)].map((name) => `${folderOf(from)} imports ${name}`)),
  );
  const allowed = Object.entries(ALLOWED).flatMap(([from, all]) => all.map((to) => `${from} imports ${to}`));
  expect(allowed.filter((each) => !used.has(each))).toEqual([]);
});

test('no file imports itself over others', () => {
  const edges = grouped(arrows(), ({ from }) => from);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: string[]) => {
    const start = trail.indexOf(path);
    if (start >= 0) circles.push([...trail.slice(start), path].join(' -> '));
    if (start >= 0 || done.has(path)) return;
    for (const { to } of edges.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const path of sources) visit(path, []);
  expect(circles).toEqual([]);
});
