// `npm test` runs the browser tests, the tests in Node and the Python tests side by side, with `--firefox` also those in Firefox;
// `npm run test:quick` the types, the linter, the unit tests and one path through the browser. Each line of output is prefixed
// with the part that wrote it. The exit code is that of the first part that failed. Ctrl-C ends all of them.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, setPriority, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { resolve } = createRequire(import.meta.url);
const vitest = [join(dirname(resolve('vitest/package.json')), 'vitest.mjs'), 'run'];
const tsc = resolve('typescript/bin/tsc');
const biome = resolve('@biomejs/biome/bin/biome');
const SMOKE = ['tests/browser/playback/restyle.test.ts', '-t', 'shows what PyTorch makes of its frame'];

/** Priority of parts without waits, because the browser tests run in real time: a third of a browser's share of a busy core. */
const GIVING_WAY = 5;

/**
 * Node's arguments for each part.
 * @type {{ name: string, args: string[], givesWay: boolean, after?: string }[]}
 */
const PARTS = process.argv.includes('--quick')
  ? [
      { name: 'browser', args: [...vitest, '--project', 'browser', ...SMOKE], givesWay: false },
      { name: 'unit', args: [...vitest, '--project', 'unit'], givesWay: true },
      { name: 'types', args: [tsc, '--noEmit'], givesWay: true },
      { name: 'lint', args: [biome, 'check', '.'], givesWay: true },
    ]
  : [
      { name: 'browser', args: [...vitest, '--project', 'browser'], givesWay: false },
      // Firefox's tests wait too. The others begin after them, and keep the cores busy to the end.
      ...(process.argv.includes('--firefox')
        ? [{ name: 'firefox', args: [...vitest, '--project', 'firefox'], givesWay: false }]
        : []),
      { name: 'node', args: [...vitest, '--project', 'unit', '--project', 'gpu'], givesWay: true, after: 'firefox' },
      { name: 'python', args: ['scripts/test-training.mjs'], givesWay: true },
    ];

const folder = mkdtempSync(join(tmpdir(), 'inkreel-test-'));
const notes = join(folder, 'notes');
const env = {
  ...process.env,
  INKREEL_TEST_NOTES: notes,
  INKREEL_SEED: process.env.INKREEL_SEED ?? String(randomInt(2 ** 31)),
  ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
};
const hasGroups = process.platform !== 'win32';
/** @type {import('node:child_process').ChildProcess[]} */
const children = [];

/** Sends a signal to every part and all it started. @param {NodeJS.Signals} signal */
function end(signal) {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    if (hasGroups && child.pid) process.kill(-child.pid, signal);
    else child.kill(signal);
  }
}

/**
 * Runs a part and resolves to its exit code.
 * @param {(typeof PARTS)[number]} part
 * @returns {Promise<number>}
 */
function run({ name, args, givesWay }) {
  const begun = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    env,
    detached: hasGroups,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  if (givesWay && child.pid) setPriority(child.pid, GIVING_WAY);
  const write = (/** @type {string} */ line) => process.stdout.write(`${name.padEnd(7)} | ${line}\n`);
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', write);
  return new Promise((done) => {
    child.once('close', (code, signal) => {
      const seconds = Math.round((performance.now() - begun) / 1000);
      write(`${code === 0 ? 'passed' : `FAILED (${code ?? signal})`} after ${seconds} s`);
      done(code ?? 1);
    });
  });
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.once(signal, () => {
    end('SIGTERM');
    setTimeout(() => end('SIGKILL'), 5000).unref();
    process.exitCode = 128 + constants.signals[signal];
  });

/** @type {Map<string, Promise<number>>} */
const running = new Map();
for (const part of PARTS) {
  const before = part.after && running.get(part.after);
  running.set(part.name, before ? before.then((code) => (process.exitCode ? code : run(part))) : run(part));
}
const codes = await Promise.all(running.values());
let lines = '';
try {
  lines = readFileSync(notes, 'utf8');
} catch {
  // No part left a note.
}
rmSync(folder, { recursive: true });
process.stdout.write(`\n${[...new Set(lines.split('\n'))].filter(Boolean).join('\n')}\n`);
const failed = PARTS.filter((_, i) => codes[i] !== 0).map(({ name }) => name);
process.stdout.write(failed.length > 0 ? `Failed: ${failed.join(', ')}\n` : 'All passed.\n');
process.exitCode ||= codes.find((code) => code !== 0) ?? 0;
