// `npm run package`: builds the extension and writes inkreel-VERSION.zip for the web stores.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');

await build({ root: ROOT, logLevel: 'warn' });
const { version } = JSON.parse(readFileSync(join(DIST, 'manifest.json'), 'utf8'));
const files = readdirSync(DIST, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const entries = files.map((file) => {
  const path = join(file.parentPath, file.name);
  return [relative(DIST, path).split(sep).join('/'), readFileSync(path)];
});
const zip = join(ROOT, `inkreel-${version}.zip`);
writeFileSync(zip, zipSync(Object.fromEntries(entries), { level: 9 }));
process.stdout.write(`${zip}\n`);
