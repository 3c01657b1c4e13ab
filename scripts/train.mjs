// `npm run train -- --style PICTURE --photos FOLDER`: trains a style of your own. training/README.md tells more.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findPython } from './python.mjs';

const python = findPython();
if (!python) {
  process.stderr.write('No Python here has PyTorch and OpenCV (Debian: python3-torch python3-opencv).\n');
  process.exit(1);
}
const cwd = fileURLToPath(new URL('..', import.meta.url));
// Paths are meant from where npm was called, which it names.
const folder = process.env.INIT_CWD ?? process.cwd();
const env = { ...process.env, PYTHONPATH: cwd };
const args = ['-m', 'training.learn.own', ...process.argv.slice(2)];
process.exitCode = spawnSync(python, args, { cwd: folder, env, stdio: 'inherit' }).status ?? 1;
