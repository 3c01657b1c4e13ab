/** The least that WebGPU promises: no features, so neither f16 nor subgroups, and 16 KiB of workgroup memory. */
import { afterAll, describe, expect, it } from 'vitest';
import { planNetwork } from '../../../src/engine/compiler/fusion';
import { targetOf } from '../../../src/engine/compiler/tile-selection';
import { openDefaultDevice, openNullDevice, uncaptured } from '../support/device';
import { readGoldens } from '../support/fixtures';
import { picture } from '../support/goldens';
import { relativeError, runModel } from '../support/run';
import { generatedShaders } from './generated-shaders';

describe('a device with default limits', async () => {
  const { device } = await openNullDevice();
  afterAll(() => device.destroy());

  /** The message with which the device refuses a shader; undefined where it takes it. */
  async function refusal(code: string): Promise<string | undefined> {
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ code });
    // The last pass draws; everything else computes.
    if (code.includes('@fragment'))
      device.createRenderPipeline({
        layout: 'auto',
        vertex: { module },
        fragment: { module, targets: [{ format: 'rgba8unorm' }] },
      });
    else device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
    return (await device.popErrorScope())?.message;
  }

  it('has none of the features and the least workgroup memory', () => {
    for (const feature of ['shader-f16', 'subgroups', 'timestamp-query', 'bgra8unorm-storage'] as const)
      expect(device.features.has(feature)).toBe(false);
    expect(device.limits.maxComputeWorkgroupStorageSize).toBe(16384);
    expect(device.limits.maxStorageBuffersPerShaderStage).toBeLessThanOrEqual(10);
  });

  it('refuses 16 bytes more, and subgroups', async () => {
    const memory = (vectors: number) =>
      `var<workgroup> all: array<vec4f, ${vectors}>;
       @compute @workgroup_size(1) fn main() { all[0] = vec4f(1); }`;
    expect(await refusal(memory(1024))).toBeUndefined();
    expect(await refusal(memory(1025))).toMatch(/workgroup/i);
    expect(await refusal('enable subgroups; @compute @workgroup_size(1) fn main() {}')).toBeDefined();
  });

  it('takes every generated shader of f32, with every tile it may choose', async () => {
    const shaders = generatedShaders([16384]).filter(({ code }) => !code.includes('enable f16'));
    expect(shaders.length).toBeGreaterThan(300);
    const refused: string[] = [];
    for (const { name, code } of shaders) {
      const message = await refusal(code);
      if (message) refused.push(`${name}: ${message}`);
    }
    expect(refused).toEqual([]);
  });
});

describe('results of such a device', async () => {
  const engine = await openDefaultDevice();
  const target = targetOf(engine);
  afterAll(() => {
    engine.device.destroy();
    expect(uncaptured).toEqual([]);
  });

  it.each([
    ['conv 9x9 replicate', 'direct 16 8 4 1'],
    ['upsampleNearest and conv reflect', 'phases 16 8 2 2'],
    // Winograd's transforms do not fit 16 KiB in f32.
    ['instanceNorm of a conv of 64 channels', 'direct 16 8 4 2'],
  ])('%s by %s', async (name, tile) => {
    expect(target).toMatchObject({ software: false, precision: 'f32', workgroupBytes: 16384 });
    const { model, height, width, expected } = readGoldens().find((golden) => golden.name === name)!;
    const { steps } = planNetwork(model, height, width, target);
    const convs = steps.filter((step) => step.kind === 'conv');
    expect(convs.map((step) => Object.values(step.tile).join(' '))).toContain(tile);
    expect(convs.map((step) => step.tile.kind)).not.toContain('plain');
    const actual = await runModel(engine, model, height, width, picture(height, width), target);
    expect(relativeError(actual, expected)).toBeLessThan(1e-4);
  });
});
