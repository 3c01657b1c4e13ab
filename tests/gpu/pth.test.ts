import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineDevice, readPth } from '../../src/engine';
import { readSafetensors } from '../../src/engine/safetensors';
import { openDevice, uncaptured } from './device';
import { picture } from './goldens';
import { runModel } from './run';

const load = (name: string) => new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url))).buffer;

describe('PyTorch state dicts', () => {
  let engine: EngineDevice;
  beforeAll(async () => {
    engine = await openDevice('f32');
  });
  afterAll(() => {
    engine.device.destroy();
    expect(uncaptured).toEqual([]);
  });

  it.each(['classic', 'classic-running-means', '9-9-6'])('%s paints what PyTorch paints', async (name) => {
    const expected = readSafetensors(load('pth.safetensors')).tensors.get(name)!;
    const actual = await runModel(engine, readPth(load(`${name}.pth`)), 24, 20, picture(24, 20));
    const worst = expected.data.reduce((most, value, i) => Math.max(most, Math.abs(value - actual.data[i]!)), 0);
    expect(Math.max(...expected.data) - Math.min(...expected.data)).toBeGreaterThan(0.3);
    expect(worst * 255).toBeLessThan(1);
  });
});
