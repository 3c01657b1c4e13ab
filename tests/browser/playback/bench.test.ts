import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GoldenRow } from '../../../bench/ours/goldens';
import type { BenchRow } from '../../../bench/rows';

const run = promisify(execFile);
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'inkreel-bench-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test('the bench times the engine beside its peers, and all paint the same picture', async () => {
  const json = join(dir, 'bench.json');
  const tiny = ['--networks', 'S', '--sizes', '32x32', '--precisions', 'f32', '--warm', '1'];
  const { stdout } = await run(process.execPath, ['bench/run.mjs', ...tiny, '--json', json]);
  const { adapter, rows } = JSON.parse(await readFile(json, 'utf8')) as { adapter: string; rows: BenchRow[] };
  expect(stdout).toContain(adapter);
  expect(adapter).not.toBe('');
  expect(rows.map(({ engine }) => engine)).toEqual(['onnxruntime-web', 'tensorflow.js', 'litert.js', 'inkreel']);
  for (const row of rows) {
    expect(row).toMatchObject({ network: 'S', width: 32, height: 32, precision: 'f32' });
    expect(row.ms).toBeGreaterThan(0);
    expect(row.gpuBytes).toBeGreaterThan(32 * 32 * 3);
  }
  // LiteRT.js pads with zeros where it cannot reflect on the GPU, and then paints another picture at the edges.
  for (const { engine, difference } of rows.slice(1)) if (engine !== 'litert.js') expect(difference).toBeLessThan(1);
});

test('the bench holds layers and whole networks against what PyTorch makes', async () => {
  const json = join(dir, 'goldens.json');
  const asked = ['--goldens', '--networks', 'tanh,S batch', '--precisions', 'f32', '--json', json];
  const { stdout } = await run(process.execPath, ['bench/run.mjs', ...asked]);
  const { adapter, goldens } = JSON.parse(await readFile(json, 'utf8')) as { adapter: string; goldens: GoldenRow[] };
  expect(stdout).toContain(adapter);
  expect(goldens).toMatchObject([
    { golden: 'tanh', precision: 'f32', kind: 'layer' },
    { golden: 'S batch', precision: 'f32', kind: 'network' },
  ]);
  const [layer, network] = goldens.map(({ difference }) => difference) as [number, number];
  expect(layer).toBeLessThanOrEqual(1e-4);
  expect(network).toBeGreaterThan(0);
  expect(network).toBeLessThanOrEqual(1);
  expect(stdout).toContain(layer.toExponential(1));
  expect(stdout).toContain(`${network.toFixed(4)}/255`);
});
