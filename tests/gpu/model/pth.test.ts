import { describe, expect, it } from 'vitest';
import { openFileDevice } from '../support/file-device';
import { loadFixture } from '../support/fixtures';
import { picture, stateDictGoldens } from '../support/goldens';
import { pictureDifference, runModel } from '../support/run';

const engine = await openFileDevice();

const goldens = await stateDictGoldens(async (file) => loadFixture(file));

describe('PyTorch state dicts', () => {
  it.each(goldens)('$name paints what PyTorch paints', async ({ model, height, width, expected }) => {
    const actual = await runModel(engine, model, height, width, picture(height, width));
    expect(pictureDifference(actual, expected)).toBeLessThan(1);
  });
});
