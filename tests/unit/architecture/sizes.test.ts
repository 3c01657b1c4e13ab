/** Keeps files and folders small enough to take in: one idea a file, and a folder that fits on a screen. */
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesIn, grouped } from './source-tree';

const MOST_LINES = 250;
const MOST_FILES_IN_A_FOLDER = 15;

/** Longer files: how long each may get, and why it stays one file. */
const LONGER: Record<string, readonly [lines: number, reason: string]> = {
  'src/content-script/camera/relayed-camera.ts': [275, 'one state machine, whose states share every field'],
  'src/content-script/overlay/overlay.ts': [260, 'one overlay, from its element to its place in the page'],
  'src/engine/compiler/fusion.ts': [260, 'one pass over the graph, a case for each layer'],
  'src/engine/compiler/tile-selection.ts': [300, 'every threshold of the kernel choice is in one table'],
  'src/offscreen/drawing/frame-loop.ts': [300, 'one loop, whose steps share the frame in hand'],
  'src/offscreen/quality/governor.ts': [265, 'one decision a tick over all videos'],
  'src/pages/options/index.html': [425, 'one page'],
};

const SOURCE = /\.(ts|mjs|cjs|js|css|html|wgsl|py|sh)$/;
const linesOf = (path: string) =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8').split('\n').length - 1;

describe.each(['src', 'tests', 'shaders', 'training', 'scripts', 'bench'])('%s', (top) => {
  test(`no file has more than ${MOST_LINES} lines`, () => {
    const files = filesIn(top).filter((path) => SOURCE.test(path));
    expect(files.length).toBeGreaterThan(0);
    const long = files
      .map((path) => ({ path, lines: linesOf(path) }))
      .filter(({ path, lines }) => lines > (LONGER[path]?.[0] ?? MOST_LINES));
    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });
});

test('the list of longer files names only files that exist', () => {
  const known = new Set(filesIn('.'));
  expect(Object.keys(LONGER).filter((path) => !known.has(path))).toEqual([]);
});

test(`every file of that list still has more than ${MOST_LINES} lines`, () => {
  expect(Object.keys(LONGER).filter((path) => linesOf(path) <= MOST_LINES)).toEqual([]);
});

describe.each(['src', 'tests', 'shaders', 'bench', 'training', 'scripts', 'docs'])('%s', (top) => {
  test(`no folder holds more than ${MOST_FILES_IN_A_FOLDER} files`, () => {
    const folders = grouped(filesIn(top), (path) => posix.dirname(path));
    const crowded = [...folders].filter(([, files]) => files.length > MOST_FILES_IN_A_FOLDER);
    expect(crowded.map(([folder, files]) => `${folder}: ${files.length}`)).toEqual([]);
  });
});
