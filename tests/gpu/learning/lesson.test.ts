import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryLedger } from '../../../bench/ours/memory';
import type { EngineDevice } from '../../../src/engine';
import { targetOf } from '../../../src/engine/compiler/tile-selection';
import { packCrops, recordCrops } from '../../../src/engine/learning/crops';
import { stored } from '../../../src/engine/learning/layers/given';
import { Tape } from '../../../src/engine/learning/layers/tape';
import type { Learner } from '../../../src/engine/learning/learner';
import { GpuWeights } from '../../../src/engine/runtime/gpu-weights';
import { Network } from '../../../src/engine/runtime/network';
import { openDevice, uncaptured } from '../support/device';
import { loadFixture } from '../support/fixtures';
import { unpackBatch, upload } from '../support/learning';
import { learnerOf, type RecordedLesson, readLesson } from '../support/lesson';
import { readBuffer } from '../support/run';

const small = readLesson(loadFixture('lesson.safetensors'));
/** Largest relative error of a loss on the way. */
const LIMIT = 1e-3;

let engine: EngineDevice;
beforeAll(async () => {
  engine = await openDevice('f32');
});
afterAll(() => {
  engine.device.destroy();
  expect(uncaptured).toEqual([]);
});

/** Steps `from` up to but not including `end` of the small lesson. */
const steps = (from: number, end: number) => ({
  crops: small.crops.slice(from, end),
  rates: small.rates.slice(from, end),
});

/** Does the steps of a lesson and gives the losses of each. */
async function learn(learner: Learner, { crops, rates }: Pick<RecordedLesson, 'crops' | 'rates'>): Promise<number[][]> {
  const found: number[][] = [];
  for (const [i, step] of crops.entries()) {
    learner.step(step, rates[i]!);
    const { style, content, tone, variation } = await learner.losses();
    found.push([style, content, tone, variation]);
  }
  return found;
}

it('a training of twenty steps has the losses of PyTorch on the way', async () => {
  // Another lesson than the one that is kept here, such as one through VGG-19: training/fixtures/learning_run.py.
  const file = process.env.INKREEL_LESSON;
  const recorded = file ? readLesson(new Uint8Array(readFileSync(file)).buffer) : small;
  const learner = await learnerOf(engine, recorded);
  const found = await learn(learner, recorded);
  learner.destroy();
  expect(found).toHaveLength(20);
  const errors = found.flatMap((losses, step) =>
    losses.map((loss, i) => Math.abs(loss / recorded.losses[step]![i]! - 1)),
  );
  expect(Math.max(...errors)).toBeLessThan(LIMIT);
});

describe('one learner', () => {
  let learner: Learner;
  beforeAll(async () => {
    learner = await learnerOf(engine, small);
  });
  afterAll(() => learner.destroy());

  it('goes on from a saved state as if it had never stopped', async () => {
    await learn(learner, steps(0, 3));
    const state = await learner.state();
    expect(state.step).toBe(3);
    const without = await learn(learner, steps(3, 6));
    learner.restore(state);
    expect(learner.steps).toBe(3);
    expect(await learn(learner, steps(3, 6))).toEqual(without);
    learner.restore(state);
  });

  it('learns the same in slices as in one submission', async () => {
    const state = await learner.state();
    const whole = await learn(learner, steps(3, 5));
    const { values } = await learner.state();
    learner.restore(state);
    for (const step of [3, 4]) {
      learner.begin(small.crops[step]!, small.rates[step]!);
      for (let i = 0; i < learner.length; i += 7) learner.submit(i, Math.min(i + 7, learner.length));
    }
    expect((await learner.state()).values).toEqual(values);
    expect(Object.values(await learner.losses())).toEqual(whole.at(-1));
    expect(learner.steps).toBe(5);
  });

  it('a step allocates no GPU memory, and destroying gives all of it back', async () => {
    const ledger = new MemoryLedger();
    try {
      const other = await learnerOf(engine, small);
      const before = ledger.bytes;
      expect(before).toBe(other.gpuBytes);
      await learn(other, steps(0, 2));
      await other.state();
      expect(ledger.bytes).toBe(before);
      other.destroy();
      expect(ledger.bytes).toBe(0);
    } finally {
      ledger.close();
    }
  });

  it('gives a model that draws as it has learned, and keeps what it is called', async () => {
    const { graph, tensors } = await learner.model();
    expect(graph).toEqual(small.model.graph);
    for (const node of graph.nodes)
      if (node.op === 'conv2d') {
        expect(tensors.get(node.weight)!.shape).toEqual(small.model.tensors.get(node.weight)!.shape);
        expect(tensors.get(node.weight)!.data).not.toEqual(small.model.tensors.get(node.weight)!.data);
      }
  });
});

it('noise has the strength that a crop asks for, and another seed gives other noise', async () => {
  const [size, side] = [32, 40];
  const tape = new Tape(targetOf(engine));
  const { noisy } = recordCrops(tape, 3, size, side);
  stored(tape, noisy, 'noisy');
  const crop = { photo: 0, top: 0, left: 0, isFlipped: false };
  const crops = packCrops([
    { ...crop, noise: 0.02, seed: 1 },
    { ...crop, noise: 0.02, seed: 2 },
    { ...crop, noise: 0, seed: 3 },
  ]);
  const photos = upload(engine.device, new Float32Array(side * side).fill(0));
  const result = upload(engine.device, new Float32Array(3 * size * size * 4));
  const buffers = { photos, noisy: result, crops: upload(engine.device, new Float32Array(crops)) };
  const weights = await GpuWeights.create(engine, small.model);
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
