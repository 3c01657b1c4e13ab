// Finds a Python for the training.
import { spawnSync } from 'node:child_process';

/** Candidates. Debian's own Python has Debian's PyTorch, even if another one comes first on the path. */
const PYTHONS = ['python3', '/usr/bin/python3', 'python'];

/** Returns the first Python that has PyTorch and OpenCV; undefined where none has. */
export const findPython = () =>
  PYTHONS.find((name) => spawnSync(name, ['-c', 'import torch, cv2, numpy']).status === 0);
