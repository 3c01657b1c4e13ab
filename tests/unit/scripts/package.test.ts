/** The package for the stores, built twice. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import project from '../../../package.json' with { type: 'json' };

const folder = mkdtempSync(join(tmpdir(), 'inkreel-package-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function pack(zone: string): Promise<Buffer> {
  await promisify(execFile)('node', ['scripts/package.mjs', folder], { env: { ...process.env, TZ: zone } });
  const [zip] = readdirSync(folder);
  return readFileSync(join(folder, zip!));
}

let first: Buffer;
let files: Record<string, Uint8Array>;
const text = (path: string) => strFromU8(files[path]!);

beforeAll(async () => {
  first = await pack('Asia/Tokyo');
  files = unzipSync(first);
}, 60_000);

test('two builds are the same to the byte, in any time zone', async () => {
  expect((await pack('America/Lima')).equals(first)).toBe(true);
});

test('it comes with its licence and those of all that it contains', () => {
  expect(text('LICENSE.txt')).toContain('MIT License');
  const notices = text('THIRD_PARTY_NOTICES.txt');
  for (const name of Object.keys(project.dependencies)) expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
  expect(notices).toContain('Mozilla Public License');
  expect(notices).toContain('Aitzol Berasategi, CC BY 4.0');
});

test('every file in it is used', () => {
  const known = ['manifest.json', 'LICENSE.txt', 'THIRD_PARTY_NOTICES.txt'];
  const texts = Object.keys(files).filter((path) => /\.(js|html|css|json)$/.test(path));
  const isUsed = (path: string) =>
    texts.some((other) => other !== path && text(other).includes(path.split('/').pop()!));
  const isLocale = (path: string) => path.startsWith('_locales/');
  expect(Object.keys(files).filter((path) => !known.includes(path) && !isLocale(path) && !isUsed(path))).toEqual([]);
});

test('scripts that run in pages carry no checksums and no figures of training', () => {
  const script = text('src/content-script/index.iife.js');
  // The names of the styles come from the texts of the user's language.
  expect(script.includes('look_summary')).toBe(true);
  expect(script.includes('Great Wave')).toBe(false);
  expect(/[0-9a-f]{64}|gflop/.test(script)).toBe(false);
});
