// `node scripts/install.mjs FOLDER...`: installs the packages of folders with a package.json of their own, unless they are there.
import { spawnSync } from 'node:child_process';
import { lstatSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

for (const folder of process.argv.slice(2)) {
  const path = fileURLToPath(new URL(`../${folder}`, import.meta.url));
  // npm writes the hidden lock file when it has installed everything.
  if (modified(`${path}/node_modules/.package-lock.json`) >= modified(`${path}/package-lock.json`)) continue;
  // npm would empty the folder behind a link, which belongs to another checkout.
  if (lstatSync(`${path}/node_modules`, { throwIfNoEntry: false })?.isSymbolicLink()) continue;
  process.stdout.write(`Installing the packages of ${folder}, once.\n`);
  const { status } = spawnSync('npm', ['ci', '--prefix', path], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
