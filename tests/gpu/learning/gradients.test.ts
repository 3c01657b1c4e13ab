import { describe, expect, it } from 'vitest';
import { targetOf } from '../../../src/engine/compiler/tile-selection';
import { LEARNING_TILES } from '../../../src/engine/learning/layers/learning-tile';
import { openFileDevice } from '../support/file-device';
import { readLearningGoldens, runCase } from '../support/learning';
import { relativeError } from '../support/run';

const engine = await openFileDevice();

/** Largest relative error of a loss and of each gradient. */
const LIMIT = 1e-3;

describe('losses and gradients against PyTorch', () => {
  it.each(readLearningGoldens())('$name', async ({ expected, ...learning }) => {
    const { loss, gradients } = await runCase(engine, learning);
    expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(LIMIT);
    expect([...gradients.keys()].sort()).toEqual([...expected.gradients.keys()].sort());
    for (const [name, gradient] of expected.gradients)
      expect(relativeError(gradients.get(name)!, gradient), name).toBeLessThan(LIMIT);
  });

  // A CPU that plays a GPU has a tile of its own. This one has several pixels and groups, and compiles in seconds.
  it('convolution in a tile of real GPUs', async () => {
    const tile = LEARNING_TILES.find(({ pixels, block }) => pixels === 2 && block === 2)!;
    const { expected, ...learning } = readLearningGoldens().find(({ name }) => name === 'conv of many channels')!;
    const { gradients } = await runCase(engine, learning, { ...targetOf(engine), software: false }, tile);
    for (const [name, gradient] of expected.gradients)
      expect(relativeError(gradients.get(name)!, gradient), name).toBeLessThan(LIMIT);
  });
});
