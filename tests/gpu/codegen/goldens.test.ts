import { describe, expect, it } from 'vitest';
import { openFileDevice } from '../support/file-device';
import { readGoldens } from '../support/fixtures';
import { picture } from '../support/goldens';
import { relativeError, runModel } from '../support/run';

const engine = await openFileDevice();

/** Largest relative error of a layer against PyTorch in double precision. */
const LIMIT = { f32: 1e-4, f16: 2e-3 };

describe('f32 against PyTorch', () => {
  it.each(readGoldens())('$name', async ({ model, height, width, expected }) => {
    const actual = await runModel(engine, model, height, width, picture(height, width));
    expect(actual.shape).toEqual(expected.shape);
    expect(relativeError(actual, expected)).toBeLessThan(LIMIT.f32);
  });
});
