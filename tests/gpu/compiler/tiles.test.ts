import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineDevice } from '../../../src/engine';
import { planNetwork } from '../../../src/engine/compiler/fusion';
import { type CompileTarget, targetOf } from '../../../src/engine/compiler/tile-selection';
import { openDevice, uncaptured } from '../support/device';
import { readGoldens } from '../support/fixtures';
import { picture } from '../support/goldens';
import { relativeError, runModel } from '../support/run';

/**
 * Runs the tiles of real GPUs on a software adapter, which gets small ones otherwise. Those that fit the least workgroup memory
 * too are in codegen/default-limits.test.ts: the code is the same.
 */
describe('tiles of real GPUs, f32', () => {
  let engine: EngineDevice;
  let target: CompileTarget;
  beforeAll(async () => {
    engine = await openDevice('f32');
    target = { ...targetOf(engine), software: false };
  });
  afterAll(() => {
    engine.device.destroy();
    expect(uncaptured).toEqual([]);
  });

  it.each([
    ['conv 3x3 reflect', 'direct 32 4 4 2'],
    ['conv 3x3 stride 2 zero', 'direct 16 8 2 3'],
    ['instanceNorm of a conv, affine True', 'direct 16 8 2 2'],
    ['instanceNorm of a conv of 64 channels', 'winograd 8 4 8 4 1'],
  ])('%s by %s', async (name, tile) => {
    const { model, height, width, expected } = readGoldens().find((golden) => golden.name === name)!;
    const { steps } = planNetwork(model, height, width, target);
    const tiles = steps.flatMap((step) => (step.kind === 'conv' ? [Object.values(step.tile).join(' ')] : []));
    expect(tiles).toContain(tile);
    const actual = await runModel(engine, model, height, width, picture(height, width), target);
    expect(relativeError(actual, expected)).toBeLessThan(1e-4);
  });

  it.each(['conv 3x3 zero', 'conv 3x3 stride 2 reflect', 'instanceNorm of a conv, affine True'])(
    '%s in a draft',
    async (name) => {
      const { model, height, width, expected } = readGoldens().find((golden) => golden.name === name)!;
      const draft = { ...target, draft: true };
      const actual = await runModel(engine, model, height, width, picture(height, width), draft);
      expect(relativeError(actual, expected)).toBeLessThan(1e-4);
    },
  );
});
