import { afterAll, expect } from 'vitest';
import type { EngineDevice } from '../../../src/engine';
import { openDevice, uncaptured } from './device';

/** Opens an f32 device for a test file. At the file's end it is destroyed, and must have refused nothing. */
export async function openFileDevice(): Promise<EngineDevice> {
  const engine = await openDevice('f32');
  afterAll(() => {
    engine.device.destroy();
    expect(uncaptured).toEqual([]);
  });
  return engine;
}
