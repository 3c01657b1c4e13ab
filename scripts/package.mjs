// `npm run package [-- FOLDER]`: builds the extension and writes inkreel-VERSION.zip and inkreel-VERSION-firefox.zip for the
// stores, into FOLDER or the project's. Two runs on the same sources write the same bytes.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Time of every entry. A zip holds local times, so it is made from local fields. */
const MTIME = new Date(1980, 0, 1);
/** Largest zip for a quick installation. Stores accept larger ones. */
const MOST_BYTES = 14e6;

const folder = resolve(process.argv[2] ?? ROOT);
mkdirSync(folder, { recursive: true });

/** Builds for one browser and returns the path of the zip. @param {string} mode @param {string} dist @param {string} end */
async function pack(mode, dist, end) {
  await build({ root: ROOT, mode, logLevel: 'warn' });
  const from = join(ROOT, dist);
  const { version } = JSON.parse(readFileSync(join(from, 'manifest.json'), 'utf8'));
  const files = readdirSync(from, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((file) => relative(from, join(file.parentPath, file.name)).split(sep).join('/')).sort();
  const entries = paths.map((path) => [path, readFileSync(join(from, path))]);
  const bytes = zipSync(Object.fromEntries(entries), { level: 9, mtime: MTIME });
  if (bytes.length > MOST_BYTES) {
    throw new Error(
      `The package has ${(bytes.length / 1e6).toFixed(1)} MB, and must not have more than ${MOST_BYTES / 1e6}.`,
    );
  }
  const zip = join(folder, `inkreel-${version}${end}.zip`);
  writeFileSync(zip, bytes);
  return zip;
}

const zips = [await pack('production', 'dist', ''), await pack('firefox', 'dist-firefox', '-firefox')];
process.stdout.write(`${zips.join('\n')}\n`);
