import { afterAll, beforeAll, expect } from 'vitest';
import { type EngineDevice, GpuWeights } from '../../../src/engine';
import { openDevice, uncaptured } from './device';
import { INVERT } from './invert';

/** Opens a device with the inverting style for the tests of a block, and checks at the end that no error went uncaught. */
export function useInverter(): { readonly engine: EngineDevice; readonly style: GpuWeights } {
  const world = {} as { engine: EngineDevice; style: GpuWeights };
  beforeAll(async () => {
    world.engine = await openDevice('f32');
    world.style = await GpuWeights.create(world.engine, INVERT);
  });
  afterAll(() => {
    world.style.destroy();
    world.engine.device.destroy();
    expect(uncaptured).toEqual([]);
  });
  return world;
}
