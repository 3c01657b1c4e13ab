// `npm run test:training`: runs the Python tests with the first Python that has PyTorch and OpenCV. Says so if none has.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Candidates. Debian's own Python has Debian's PyTorch, even if another one comes first on the path. */
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
