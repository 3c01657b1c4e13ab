import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineDevice } from '../../../src/engine';
import { openDevice, uncaptured } from '../support/device';
import { loadFixture } from '../support/fixtures';
import { picture, stateDictGoldens } from '../support/goldens';
import { pictureDifference, runModel } from '../support/run';

const goldens = await stateDictGoldens(async (file) => loadFixture(file));

describe('PyTorch state dicts', () => {
  let engine: EngineDevice;
  beforeAll(async () => {
    engine = await openDevice('f32');
  });
  afterAll(() => {
    engine.device.destroy();
    expect(uncaptured).toEqual([]);
  });

  it.each(goldens)('$name paints what PyTorch paints', async ({ model, height, width, expected }) => {
    const actual = await runModel(engine, model, height, width, picture(height, width));
    expect(pictureDifference(actual, expected)).toBeLessThan(1);
  });
});
