import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryLedger } from '../../../bench/ours/memory';
import { measureStep } from '../../../src/engine/learning/measure-step';
import { type LearningListener, LearningSession } from '../../../src/engine/learning/session';
import { styleGrams } from '../../../src/engine/learning/style-grams';
import type { Trainer, TrainerState } from '../../../src/engine/learning/trainer';
import { createModel, readModel } from '../../../src/engine/model/model';
import { writeModel } from '../../../src/engine/model/write-model';
import { UNHURRIED } from '../../../src/engine/runtime/slices';
import { openNullDevice } from '../support/device';
import { openFileDevice } from '../support/file-device';
import { loadFixture } from '../support/fixtures';
import { type RecordedTraining, readTraining, trainerOf } from '../support/recorded-training';

const engine = await openFileDevice();

const small = readTraining(loadFixture('training.safetensors'));
const { shape } = small.task;
const SCHEDULE = { steps: 30, learningRate: 2e-3, seed: 1 };
const PHOTOS = 2;
/** Largest relative error of a loss on the way. */
const LIMIT = 1e-3;

/** Steps `from` up to but not including `end` of the small training. */
const steps = (from: number, end: number) => ({
  crops: small.crops.slice(from, end),
  rates: small.rates.slice(from, end),
});

/** Does recorded steps and gives the losses of each. */
async function learn(
  trainer: Trainer,
  { crops, rates }: Pick<RecordedTraining, 'crops' | 'rates'>,
): Promise<number[][]> {
  const found: number[][] = [];
  for (const [i, step] of crops.entries()) {
    trainer.step(step, rates[i]!);
    const { style, content, tone, hue, variation, steadiness } = await trainer.losses();
    found.push([style, content, tone, hue, variation, steadiness]);
  }
  return found;
}

it('a training of twenty steps has the losses of PyTorch on the way', async () => {
  // Reads INKREEL_TRAINING, for a recording through VGG-19: training/fixtures/learning_run.py.
  const file = process.env.INKREEL_TRAINING;
  const recorded = file ? readTraining(new Uint8Array(readFileSync(file)).buffer) : small;
  const trainer = await trainerOf(engine, recorded);
  const found = await learn(trainer, recorded);
  trainer.destroy();
  expect(found).toHaveLength(20);
  const errors = found.flatMap((losses, step) =>
    losses.map((loss, i) => Math.abs(loss - recorded.losses[step]![i]!) / (recorded.losses[step]![i]! || 1)),
  );
  expect(Math.max(...errors)).toBeLessThan(LIMIT);
});

describe('one trainer', () => {
  let trainer: Trainer;
  beforeAll(async () => {
    trainer = await trainerOf(engine, small);
  });
  afterAll(() => trainer.destroy());

  it('goes on from a saved state as if it had never stopped', async () => {
    await learn(trainer, steps(0, 3));
    const state = await trainer.state();
    expect(state.step).toBe(3);
    const without = await learn(trainer, steps(3, 6));
    trainer.restore(state);
    expect(trainer.steps).toBe(3);
    expect(await learn(trainer, steps(3, 6))).toEqual(without);
    trainer.restore(state);
  });

  it('learns the same in slices as in one submission', async () => {
    const state = await trainer.state();
    const whole = await learn(trainer, steps(3, 5));
    const { values } = await trainer.state();
    trainer.restore(state);
    for (const step of [3, 4]) {
      trainer.begin(small.crops[step]!, small.rates[step]!);
      for (let i = 0; i < trainer.length; i += 7) trainer.submit(i, Math.min(i + 7, trainer.length));
    }
    expect((await trainer.state()).values).toEqual(values);
    expect(Object.values(await trainer.losses())).toEqual(whole.at(-1));
    expect(trainer.steps).toBe(5);
  });

  it('a step allocates no GPU memory, and destroying gives all of it back', async () => {
    const ledger = new MemoryLedger();
    try {
      const other = await trainerOf(engine, small);
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
    const { graph, tensors } = await trainer.model();
    expect(graph).toEqual(small.model.graph);
    for (const node of graph.nodes)
      if (node.op === 'conv2d') {
        expect(tensors.get(node.weight)!.shape).toEqual(small.model.tensors.get(node.weight)!.shape);
        expect(tensors.get(node.weight)!.data).not.toEqual(small.model.tensors.get(node.weight)!.data);
      }
  });
});

it('a style is learned in slices; what a checkpoint holds goes on to the same end', async () => {
  const styles: number[] = [];
  const checkpoints: TrainerState[] = [];
  const listener: LearningListener = {
    progress: ({ losses }) => {
      styles.push(losses.style);
    },
    checkpoint: (state) => {
      checkpoints.push(state);
    },
  };
  const trainer = await trainerOf(engine, small);
  const session = new LearningSession(trainer, SCHEDULE, shape, PHOTOS, UNHURRIED, listener);
  expect(await session.run()).toBe('finished');
  // The losses of the tenth, the twentieth and the last step.
  expect(styles).toHaveLength(3);
  expect(styles[0]!).toBeLessThan(small.losses[0]![0]! / 2);
  expect(styles[2]!).toBeLessThan(styles[0]! / 2);
  expect(checkpoints.map(({ step }) => step)).toEqual([25, 30]);
  const model = await trainer.model();
  trainer.destroy();

  const other = await trainerOf(engine, small);
  other.restore(checkpoints[0]!);
  await new LearningSession(other, SCHEDULE, shape, PHOTOS, UNHURRIED).run();
  const again = await other.model();
  other.destroy();
  // The learned tensors make a model that passes all checks of one that is read.
  expect(createModel(again.graph, again.tensors).graph).toEqual(model.graph);
  for (const [name, { data }] of model.tensors) expect(again.tensors.get(name)!.data, name).toEqual(data);
});

it('Gram matrices computed in slices of one dispatch are those of one submission', async () => {
  const { model, perceptual, picture } = small;
  let turns = 0;
  const hurried = {
    next: async () => {
      turns++;
      return 0;
    },
  };
  const sliced = await styleGrams(engine, model, perceptual, picture, hurried);
  expect(turns).toBeGreaterThan(perceptual.nodes.length);
  expect(sliced).toEqual(await styleGrams(engine, model, perceptual, picture));
});

it('measuring a step takes time and tells its losses, and nothing is learned of it', async () => {
  const trainer = await trainerOf(engine, small);
  const before = await trainer.state();
  expect(await measureStep(trainer, small.crops[0]!, UNHURRIED)).toBeGreaterThan(0);
  expect(Object.values(await trainer.losses())[0]! / small.losses[0]![0]!).toBeCloseTo(1, 3);
  expect(await trainer.state()).toEqual(before);
  trainer.destroy();
});

it('begins anew from a model of the same graph, whatever it has learned', async () => {
  const trainer = await trainerOf(engine, small);
  const without = await learn(trainer, steps(0, 2));
  trainer.startFrom(small.model);
  expect(trainer.steps).toBe(0);
  expect(await learn(trainer, steps(0, 2))).toEqual(without);
  trainer.destroy();
});

it('a step learns on the photo that has taken the place of another', async () => {
  const { photos } = small.task;
  const half = photos.length / PHOTOS;
  const swapped = new Uint8Array([...photos.subarray(half), ...photos.subarray(0, half)]);
  const expected = await trainerOf(engine, { ...small, task: { ...small.task, photos: swapped } });
  const trainer = await trainerOf(engine, small);
  const before = await learn(trainer, steps(0, 1));
  trainer.startFrom(small.model);
  trainer.replacePhoto(0, photos.slice(half));
  trainer.replacePhoto(1, photos.slice(0, half));
  const after = await learn(trainer, steps(0, 1));
  expect(after).toEqual(await learn(expected, steps(0, 1)));
  expect(after).not.toEqual(before);
  expected.destroy();
  trainer.destroy();
});

it('a written model is read again as it was, to the precision of its weights', async () => {
  const read = readModel(writeModel(small.model));
  expect(read.graph).toEqual(small.model.graph);
  expect([...read.tensors.keys()].sort()).toEqual([...small.model.tensors.keys()].sort());
  for (const [name, { shape, data }] of small.model.tensors) {
    expect(read.tensors.get(name)!.shape).toEqual(shape);
    data.forEach((value, i) => {
      expect(Math.abs(read.tensors.get(name)!.data[i]! - value)).toBeLessThanOrEqual(
        Math.abs(value) * 2 ** -11 + 2 ** -25,
      );
    });
  }
});

// The null backend compiles no shaders, and loses its device as any other.
it('a session on a lost device ends with an error', async () => {
  const lost = await openNullDevice();
  const trainer = await trainerOf(lost, small);
  const session = new LearningSession(trainer, SCHEDULE, shape, PHOTOS, {
    next: async () => {
      lost.device.destroy();
      await lost.device.lost;
      return 3;
    },
  });
  await expect(session.run()).rejects.toThrow('The GPU was lost');
});
