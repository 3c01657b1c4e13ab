// `npm run package [-- FOLDER]`: builds the extension and writes inkreel-VERSION.zip for the web stores, into FOLDER or the
// project's. Two runs on the same sources write the same bytes.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
/** Time of every entry. A zip holds local times, so it is made from local fields. */
const MTIME = new Date(1980, 0, 1);
/** Largest zip for a quick installation. Stores accept larger ones. */
const MOST_BYTES = 14e6;

const folder = resolve(process.argv[2] ?? ROOT);
await build({ root: ROOT, logLevel: 'warn' });
const { version } = JSON.parse(readFileSync(join(DIST, 'manifest.json'), 'utf8'));
const files = readdirSync(DIST, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const paths = files.map((file) => relative(DIST, join(file.parentPath, file.name)).split(sep).join('/')).sort();
const entries = paths.map((path) => [path, readFileSync(join(DIST, path))]);
const bytes = zipSync(Object.fromEntries(entries), { level: 9, mtime: MTIME });
if (bytes.length > MOST_BYTES) {
  throw new Error(
    `The package has ${(bytes.length / 1e6).toFixed(1)} MB, and must not have more than ${MOST_BYTES / 1e6}.`,
  );
}
const zip = join(folder, `inkreel-${version}.zip`);
writeFileSync(zip, bytes);
process.stdout.write(`${zip}\n`);
