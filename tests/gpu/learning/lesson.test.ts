import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryLedger } from '../../../bench/ours/memory';
import { cropsAt } from '../../../src/engine/learning/course';
import type { Learner, LearnerState } from '../../../src/engine/learning/learner';
import { type LearningListener, LearningSession } from '../../../src/engine/learning/session';
import { createModel } from '../../../src/engine/model/model';
import { UNHURRIED } from '../../../src/engine/runtime/slices';
import { openNullDevice } from '../support/device';
import { openFileDevice } from '../support/file-device';
import { loadFixture } from '../support/fixtures';
import { learnerOf, type RecordedLesson, readLesson } from '../support/lesson';

const engine = await openFileDevice();

const small = readLesson(loadFixture('lesson.safetensors'));
const { shape } = small.lesson;
const COURSE = { steps: 30, learningRate: 2e-3, seed: 1 };
const PHOTOS = 2;
/** Largest relative error of a loss on the way. */
const LIMIT = 1e-3;

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
  // Reads INKREEL_LESSON, for a recording through VGG-19: training/fixtures/learning_run.py.
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

it('a style is learned in slices; what a checkpoint holds goes on to the same end', async () => {
  const styles: number[] = [];
  const checkpoints: LearnerState[] = [];
  const listener: LearningListener = {
    progress: ({ losses }) => {
      styles.push(losses.style);
    },
    checkpoint: (state) => {
      checkpoints.push(state);
    },
  };
  const learner = await learnerOf(engine, small);
  const session = new LearningSession(learner, COURSE, shape, PHOTOS, UNHURRIED, listener);
  expect(await session.run()).toBe('finished');
  // The losses of the tenth, the twentieth and the last step.
  expect(styles).toHaveLength(3);
  expect(styles[0]!).toBeLessThan(small.losses[0]![0]! / 2);
  expect(styles[2]!).toBeLessThan(styles[0]! / 2);
  expect(checkpoints.map(({ step }) => step)).toEqual([25, 30]);
  const model = await learner.model();
  learner.destroy();

  const other = await learnerOf(engine, small);
  other.restore(checkpoints[0]!);
  await new LearningSession(other, COURSE, shape, PHOTOS, UNHURRIED).run();
  const again = await other.model();
  other.destroy();
  // The learned tensors make a model that passes all checks of one that is read.
  expect(createModel(again.graph, again.tensors).graph).toEqual(model.graph);
  for (const [name, { data }] of model.tensors) expect(again.tensors.get(name)!.data, name).toEqual(data);
});

it('a rehearsal takes time, and nothing is learned of it', async () => {
  const learner = await learnerOf(engine, small);
  const before = await learner.state();
  expect(await learner.rehearse(cropsAt(COURSE, 0, shape, PHOTOS))).toBeGreaterThan(0);
  expect(await learner.state()).toEqual(before);
  learner.destroy();
});

// The null backend compiles no shaders, and loses its device as any other.
it('a session on a lost device ends with an error', async () => {
  const lost = await openNullDevice();
  const learner = await learnerOf(lost, small);
  const session = new LearningSession(learner, COURSE, shape, PHOTOS, {
    next: async () => {
      lost.device.destroy();
      await lost.device.lost;
      return 3;
    },
  });
  await expect(session.run()).rejects.toThrow('The GPU was lost');
});
