import { expect, it } from 'vitest';
import { targetOf } from '../../../src/engine/compiler/tile-selection';
import { packCrops, recordCrops } from '../../../src/engine/learning/crops';
import { stored } from '../../../src/engine/learning/layers/external-values';
import { Tape } from '../../../src/engine/learning/layers/tape';
import { GpuWeights } from '../../../src/engine/runtime/gpu-weights';
import { Network } from '../../../src/engine/runtime/network';
import { openFileDevice } from '../support/file-device';
import { loadFixture } from '../support/fixtures';
import { unpackBatch, upload } from '../support/learning';
import { readTraining } from '../support/recorded-training';
import { readBuffer } from '../support/run';

const engine = await openFileDevice();

it('noise has the strength that a crop asks for, and another seed gives other noise', async () => {
  const [size, side] = [32, 40];
  const tape = new Tape(targetOf(engine));
  const { noisy } = recordCrops(tape, 3, size, side);
  stored(tape, noisy, 'noisy');
  const crop = { photo: 0, top: 0, left: 0, isFlipped: false, isMoved: false };
  const crops = packCrops([
    { ...crop, noise: 0.02, seed: 1 },
    { ...crop, noise: 0.02, seed: 2 },
    { ...crop, noise: 0, seed: 3 },
  ]);
  const photos = upload(engine.device, new Float32Array(side * side).fill(0));
  const result = upload(engine.device, new Float32Array(3 * size * size * 4));
  const buffers = { photos, noisy: result, crops: upload(engine.device, new Float32Array(crops)) };
  const weights = await GpuWeights.create(engine, readTraining(loadFixture('training.safetensors')).model);
  const externals = Object.fromEntries(Object.entries(buffers).map(([name, buffer]) => [name, { buffer }]));
  const network = await Network.create(weights, { all: tape.finish().forward }, { externals });
  const encoder = engine.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  network.encode(pass, 'all');
  pass.end();
  engine.device.queue.submit([encoder.finish()]);
  const floats = new Float32Array(await readBuffer(engine.device, { buffer: result }));
  const { data } = unpackBatch(floats, 3, noisy.shape);
  const area = 3 * size * size;
  const [first, second, third] = [0, 1, 2].map((i) => data.subarray(i * area, (i + 1) * area));
  const mean = (values: Float32Array, of: (value: number, at: number) => number) =>
    values.reduce((sum, value, at) => sum + of(value, at), 0) / values.length;
  // Three standard errors of 3072 numbers.
  expect(Math.abs(mean(first!, (v) => v))).toBeLessThan((3 * 0.02) / Math.sqrt(area));
  expect(Math.sqrt(mean(first!, (v) => v * v)) / 0.02).toBeCloseTo(1, 1);
  expect(mean(first!, (v) => (v / 0.02) ** 4)).toBeCloseTo(3, 0);
  expect(Math.abs(mean(first!, (v, i) => (v * second![i]!) / 0.02 ** 2))).toBeLessThan(3 / Math.sqrt(area));
  expect(third!.every((v) => v === 0)).toBe(true);
  network.destroy();
  for (const buffer of Object.values(buffers)) buffer.destroy();
});
