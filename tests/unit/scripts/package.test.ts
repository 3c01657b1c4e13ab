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

type Zips = Record<'chromium' | 'firefox', Buffer>;

async function pack(zone: string): Promise<Zips> {
  await promisify(execFile)('node', ['scripts/package.mjs', folder], { env: { ...process.env, TZ: zone } });
  const zips = readdirSync(folder);
  const read = (isFirefox: boolean) =>
    readFileSync(join(folder, zips.find((name) => name.endsWith('-firefox.zip') === isFirefox)!));
  return { chromium: read(false), firefox: read(true) };
}

let first: Zips;
let files: Record<string, Uint8Array>;
let firefoxFiles: Record<string, Uint8Array>;
const text = (path: string) => strFromU8(files[path]!);

beforeAll(async () => {
  first = await pack('Asia/Tokyo');
  files = unzipSync(first.chromium);
  firefoxFiles = unzipSync(first.firefox);
}, 120_000);

test('two builds are the same to the byte, in any time zone', async () => {
  const second = await pack('America/Lima');
  expect([second.chromium.equals(first.chromium), second.firefox.equals(first.firefox)]).toEqual([true, true]);
}, 120_000);

test('the package for Firefox names its event page and no interface that Firefox lacks', () => {
  const manifest = JSON.parse(strFromU8(firefoxFiles['manifest.json']!));
  expect(manifest.background).toEqual({ scripts: ['service-worker-loader.js'], type: 'module' });
  expect(manifest.browser_specific_settings.gecko.strict_min_version).toBe('153.0');
  expect(manifest.commands['toggle-site'].suggested_key).toEqual({ default: 'Alt+Shift+K' });
  expect(manifest.permissions).toEqual(['activeTab', 'contextMenus', 'scripting', 'storage']);
  const scripts = Object.keys(firefoxFiles).filter((path) => path.endsWith('.js'));
  const lacking = /chrome\.offscreen|chrome\.dom\b|tabCapture\.getMediaStreamId|navigator\.serviceWorker/;
  expect(scripts.filter((path) => lacking.test(strFromU8(firefoxFiles[path]!)))).toEqual([]);
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
