import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EngineDevice } from '../../../src/engine';
import type { Learner } from '../../../src/engine/learning/learner';
import { openDevice, uncaptured } from '../support/device';
import { loadFixture } from '../support/fixtures';
import { learnerOf, type RecordedLesson, readLesson } from '../support/lesson';

/** Largest relative error of a loss on the way. */
const LIMIT = 0.01;

let engine: EngineDevice;
beforeAll(async () => {
  engine = await openDevice('f32');
});
afterAll(() => {
  engine.device.destroy();
  expect(uncaptured).toEqual([]);
});

/** Does the steps of a lesson and gives the losses of each. */
async function learn(learner: Learner, { crops, rate }: RecordedLesson, from = 0): Promise<number[][]> {
  const found: number[][] = [];
  for (const step of crops.slice(from)) {
    learner.step(step, rate);
    const { style, content, tone, variation } = await learner.losses();
    found.push([style, content, tone, variation]);
  }
  return found;
}

it('a training of twenty steps has the losses of PyTorch on the way', async () => {
  const file = process.env.INKREEL_LESSON;
  const recorded = readLesson(file ? new Uint8Array(readFileSync(file)).buffer : loadFixture('lesson.safetensors'));
  const learner = await learnerOf(engine, recorded);
  const found = await learn(learner, recorded);
  learner.destroy();
  const errors = found.map((losses, step) => losses.map((loss, i) => Math.abs(loss / recorded.losses[step]![i]! - 1)));
  expect(found).toHaveLength(20);
  expect(Math.max(...errors.flat())).toBeLessThan(LIMIT);
});
