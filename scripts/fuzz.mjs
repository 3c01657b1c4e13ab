// `npm run fuzz [-- --cases N] [NAME...]`: random inputs for the parsers of links, settings, safetensors, pth and graphs, a million
// of each unless another number is given. Prints the seed, with which INKREEL_SEED repeats a run. The inputs come from
// tests/unit/fuzz, of which `npm test` runs a few hundred.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { cases: { type: 'string', default: '1000000' } },
  allowPositionals: true,
});
const cases = Number(values.cases);
if (!Number.isInteger(cases) || cases < 1) throw new Error('--cases takes a number from 1 on.');
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const files = positionals.length > 0 ? positionals.map((name) => `tests/unit/fuzz/${name}`) : ['tests/unit/fuzz'];
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'unit', '--maxWorkers', '1', ...files], {
  stdio: 'inherit',
  env: { ...process.env, INKREEL_FUZZ_CASES: String(cases) },
});
process.exit(status ?? 1);
