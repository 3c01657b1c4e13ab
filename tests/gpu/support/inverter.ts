import { afterAll, beforeAll, expect } from 'vitest';
import { type EngineDevice, GpuWeights } from '../../../src/engine';
import { openDevice, uncaptured } from './device';
import { INVERT } from './invert';

/** Opens a device with the inverting style for the tests of a block, and checks at the end that no error went uncaught. */
export function useInverter(): { readonly engine: EngineDevice; readonly weights: GpuWeights } {
  const world = {} as { engine: EngineDevice; weights: GpuWeights };
  beforeAll(async () => {
    world.engine = await openDevice('f32');
    world.weights = await GpuWeights.create(world.engine, INVERT);
  });
  afterAll(() => {
    world.weights.destroy();
    world.engine.device.destroy();
    expect(uncaptured).toEqual([]);
  });
  return world;
}
