// `npm run test:training`: the Python tests, by the first Python that has what training needs; skipped with a word where none has.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Debian's own Python has Debian's PyTorch, whichever one comes first on the path. */
const PYTHONS = ['python3', '/usr/bin/python3', 'python'];

const python = PYTHONS.find((name) => spawnSync(name, ['-c', 'import torch, cv2, numpy']).status === 0);
if (python) {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const { status } = spawnSync(python, ['-m', 'unittest', 'discover', '-s', 'tests/training'], {
    cwd,
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} else {
  console.warn('Training is not tested: no Python here has PyTorch and OpenCV (Debian: python3-torch python3-opencv).');
}
