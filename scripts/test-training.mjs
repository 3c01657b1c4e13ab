// `npm run test:training`: runs the Python tests. It prints the output of a
// failed run, otherwise the last lines and what was skipped. INKREEL_SKIP_NOTHING turns a skipped test into a failure.
import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findPython } from './python.mjs';

/** Prints a line, or leaves it to the end of `npm test`. */
function note(line) {
  if (process.env.INKREEL_TEST_NOTES) appendFileSync(process.env.INKREEL_TEST_NOTES, `${line}\n`);
  else process.stdout.write(`${line}\n`);
}

const skipped = [];
const python = findPython();
if (python) {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const tests = ['-m', 'unittest', 'discover', '-v', '-s', 'tests/training'];
  const { status, stdout, stderr } = spawnSync(python, tests, { cwd, encoding: 'utf8' });
  process.stdout.write(status === 0 ? stderr.slice(stderr.lastIndexOf('\nRan ')) : stdout + stderr);
  for (const [, test, reason] of stderr.matchAll(/^(\S+) .*\.\.\. skipped ['"](.*)['"]$/gm))
    skipped.push(`Skipped: 1 test of tests/training, ${test}: ${reason}`);
  process.exitCode = status ?? 1;
} else {
  skipped.push(
    'Skipped: all tests of tests/training: no Python here has PyTorch and OpenCV (Debian: python3-torch python3-opencv)',
  );
}
for (const line of skipped) note(line);
if (skipped.length > 0 && process.env.INKREEL_SKIP_NOTHING) {
  note('Nothing may be skipped here: the run fails.');
  process.exitCode = 1;
}
