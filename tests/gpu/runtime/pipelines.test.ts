import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EngineDevice, GpuWeights, type Model, Stylizer, type StylizerSize } from '../../../src/engine';
import { compilePipeline } from '../../../src/engine/runtime/compute-pass';
import { MOST_PIPELINES } from '../../../src/engine/runtime/pipeline-cache';
import { prepareStyle } from '../../../src/offscreen/drawing/prepare-style';
import type { DeviceManager } from '../../../src/offscreen/gpu/device-manager';
import type { StyleLibrary } from '../../../src/offscreen/gpu/style-library';
import catalogue from '../../../weights/styles.json';
import { openNullDevice, uncaptured } from '../support/device';
import { modelOf } from '../support/styles';

const SIZE = { frameWidth: 640, frameHeight: 360 };

/** Families of styles, of one architecture each. */
const FAMILIES = [
  ['anime-s', 'cel90s-s', 'comic-s', 'great-wave-s', 'manga-s', 'pencil-s', 'watercolour-s'],
  ['starry-night-s', 'scream-s', 'composition-s', 'tahiti-s'],
];

/** A text that is equal for networks that differ in their weights only. */
const architectureOf = ({ graph, tensors }: Model) =>
  JSON.stringify([graph, [...tensors].map(([name, { shape }]) => [name, shape])]);

/** Counts what a device compiles. */
class CompileCounter {
  compute = 0;
  render = 0;

  constructor(device: GPUDevice) {
    const { createComputePipelineAsync, createRenderPipelineAsync } = device;
    device.createComputePipelineAsync = (...parameters) => {
      this.compute++;
      return createComputePipelineAsync.apply(device, parameters);
    };
    device.createRenderPipelineAsync = (...parameters) => {
      this.render++;
      return createRenderPipelineAsync.apply(device, parameters);
    };
  }

  reset(): void {
    [this.compute, this.render] = [0, 0];
  }
}

/** Makes a stylizer of a shipped style and frees it. */
async function useStyle(engine: EngineDevice, name: string, size: StylizerSize = SIZE): Promise<void> {
  const weights = await GpuWeights.create(engine, modelOf(name));
  (await Stylizer.create(engine, weights, size)).destroy();
  weights.destroy();
}

describe('pipelines compiled', () => {
  let engine: EngineDevice;
  let counter: CompileCounter;
  beforeAll(async () => {
    engine = await openNullDevice();
    counter = new CompileCounter(engine.device);
  });
  afterAll(() => {
    engine.device.destroy();
    expect(uncaptured).toEqual([]);
  });

  it.each(FAMILIES)('a switch from %s to the other styles of its family compiles nothing', async (...family) => {
    const [first, ...others] = family;
    counter.reset();
    await useStyle(engine, first!);
    expect(counter.compute).toBeGreaterThan(5);
    counter.reset();
    for (const other of others) await useStyle(engine, other);
    expect(counter).toMatchObject({ compute: 0, render: 0 });
  });

  it('all styles in all sizes compile as much as one style of each architecture, and all of it is kept', async () => {
    const names = catalogue.styles.flatMap(({ sizes }) => Object.values(sizes).map((file) => file.split('.')[0]!));
    const architectures = new Map(names.map((name) => [architectureOf(modelOf(name)), name]));
    // At most two architectures in each of three sizes.
    expect(architectures.size).toBeLessThanOrEqual(6);
    const [one, all] = [await openNullDevice(), await openNullDevice()];
    const [ofOne, ofAll] = [new CompileCounter(one.device), new CompileCounter(all.device)];
    for (const name of architectures.values()) await useStyle(one, name);
    for (const name of names) await useStyle(all, name);
    expect(ofAll).toEqual(ofOne);
    expect(ofOne.compute + ofOne.render).toBeLessThanOrEqual(MOST_PIPELINES);
    for (const name of names) await useStyle(all, name);
    expect(ofAll).toEqual(ofOne);
    for (const { device } of [one, all]) device.destroy();
  });

  it('a style used before compiles nothing', async () => {
    await useStyle(engine, 'watercolour-s');
    counter.reset();
    await useStyle(engine, 'watercolour-s');
    expect(counter).toMatchObject({ compute: 0, render: 0 });
  });

  it('another size compiles its own', async () => {
    await useStyle(engine, 'anime-s');
    counter.reset();
    await useStyle(engine, 'anime-s', { frameWidth: 320, frameHeight: 180 });
    expect(counter.compute).toBeGreaterThan(5);
  });

  it('drafts of all sizes share their kernels, one for each kind of layer', async () => {
    const fresh = await openNullDevice();
    await Stylizer.prepare(fresh);
    const counted = new CompileCounter(fresh.device);
    await useStyle(fresh, 'anime-s', { frameWidth: 1280, frameHeight: 720, draft: true });
    // The first layer, the inner ones, their ends, those of joined pictures, the last one; and the one that shows the picture.
    expect(counted.compute).toBeLessThanOrEqual(6);
    counted.reset();
    await useStyle(fresh, 'anime-m', { frameWidth: 640, frameHeight: 480, draft: true });
    expect(counted.compute).toBe(0);
    fresh.device.destroy();
  });

  it('a draft compiles neither motion nor blending, and the finish of its own style only', async () => {
    const fresh = await openNullDevice();
    const { device } = fresh;
    const labels = new Set<string>();
    const finishes: string[] = [];
    const { createComputePipelineAsync, createShaderModule } = device;
    device.createComputePipelineAsync = (descriptor) => {
      labels.add(descriptor.label ?? '');
      return createComputePipelineAsync.call(device, descriptor);
    };
    device.createShaderModule = (descriptor) => {
      if (descriptor.label === 'present') finishes.push(descriptor.code);
      return createShaderModule.call(device, descriptor);
    };
    const draft = { frameWidth: 640, frameHeight: 480, draft: true };
    await useStyle(fresh, 'anime-s', draft);
    await useStyle(fresh, 'comic-s', draft);
    expect(labels).toContain('unblended');
    for (const label of ['motion', 'pyramid', 'resolve']) expect(labels).not.toContain(label);
    // One module for each format of a target.
    const [anime, , comic] = finishes;
    expect(finishes).toEqual([anime, anime, comic, comic]);
    expect(anime).not.toContain('fn halftone');
    expect(comic).toContain('return halftone(');
    expect(comic).not.toContain('switch');
    device.destroy();
  });

  it('a style that is prepared has the shaders of its drafts handed over, and no others', async () => {
    const fresh = await openNullDevice();
    const labels: string[] = [];
    const { createComputePipelineAsync } = fresh.device;
    fresh.device.createComputePipelineAsync = (descriptor) => {
      labels.push(descriptor.label ?? '');
      return createComputePipelineAsync.call(fresh.device, descriptor);
    };
    const model = modelOf('anime-s');
    const weights = await GpuWeights.create(fresh, model);
    const devices = { device: async () => fresh, firstRung: 0 } as unknown as DeviceManager;
    const styles = {
      find: async () => ({ sizes: ['S'], model: async () => model }),
      load: async () => weights,
    } as unknown as StyleLibrary;
    const { handed, compiled } = prepareStyle(devices, styles, { style: 'anime', quality: 'auto' });
    await handed;
    expect(labels).toContain('unblended');
    const count = labels.length;
    await compiled;
    expect(labels).toHaveLength(count);
    expect(labels).not.toContain('motion');
    weights.destroy();
    fresh.device.destroy();
  });

  it('drafts of an architecture that was prepared compile nothing, whatever style and size they have', async () => {
    const fresh = await openNullDevice();
    const weights = await GpuWeights.create(fresh, modelOf('anime-s'));
    await Promise.all([Stylizer.prepare(fresh), Stylizer.prepareDraft(weights)]);
    const counted = new CompileCounter(fresh.device);
    await useStyle(fresh, 'comic-s', { frameWidth: 1920, frameHeight: 1080, draft: true });
    await useStyle(fresh, 'manga-s', { frameWidth: 640, frameHeight: 480, draft: true });
    expect(counted).toMatchObject({ compute: 0, render: 0 });
    weights.destroy();
    fresh.device.destroy();
  });

  it('networks of a software adapter share their kernels, whatever the size', async () => {
    const fresh = { ...(await openNullDevice()), isSoftware: true };
    await Stylizer.prepare(fresh);
    const counted = new CompileCounter(fresh.device);
    await useStyle(fresh, 'anime-s', { frameWidth: 160, frameHeight: 90 });
    expect(counted.compute).toBeGreaterThan(0);
    counted.reset();
    await useStyle(fresh, 'anime-s', { frameWidth: 320, frameHeight: 180 });
    expect(counted.compute).toBe(0);
    fresh.device.destroy();
  });

  it('a network that is compiled beside frames is handed over shader by shader', async () => {
    const fresh = await openNullDevice();
    await Stylizer.prepare(fresh);
    const counted = new CompileCounter(fresh.device);
    const { queue } = fresh.device;
    const onSubmittedWorkDone = queue.onSubmittedWorkDone.bind(queue);
    const handed: number[] = [];
    let othersTurns = 0;
    queue.onSubmittedWorkDone = () => {
      handed.push(counted.compute);
      // Whatever else waits for its turn has it before the next shader.
      expect(othersTurns).toBe(handed.length - 1);
      return onSubmittedWorkDone().then(() => void setImmediate(() => othersTurns++));
    };
    await useStyle(fresh, 'anime-s', { ...SIZE, unhurried: true });
    expect(counted.compute).toBeGreaterThan(10);
    expect(handed).toEqual(Array.from({ length: counted.compute }, (_, i) => i + 1));
    fresh.device.destroy();
  });

  it('what all styles and sizes share can be compiled before either is known', async () => {
    const fresh = await openNullDevice();
    const counted = new CompileCounter(fresh.device);
    await Stylizer.prepare(fresh);
    // Two formats of planes, images of other primaries, a smaller input, pyramid and search; two formats of canvases.
    expect(counted).toMatchObject({ compute: 6, render: 2 });
    await useStyle(fresh, 'anime-s', { ...SIZE, networkHeight: 180 });
    expect(counted.render).toBe(2);
    const { compute } = counted;
    await useStyle(fresh, 'anime-s', { frameWidth: 320, frameHeight: 180 });
    // The other size compiles no more than its network and the kernel that shows it.
    expect(counted.compute - compute).toBeLessThanOrEqual(compute - 6);
    fresh.device.destroy();
  });

  it('another device compiles its own', async () => {
    await useStyle(engine, 'anime-s');
    const second = await openNullDevice();
    const counted = new CompileCounter(second.device);
    await useStyle(second, 'anime-s');
    expect(counted.compute).toBeGreaterThan(5);
    expect(counted.render).toBe(2);
    second.device.destroy();
  });

  it('a shader that did not compile is compiled again', async () => {
    engine.device.pushErrorScope('validation');
    counter.reset();
    for (let i = 0; i < 2; i++) await expect(compilePipeline(engine.device, 'broken', 'no WGSL')).rejects.toThrow();
    expect(counter.compute).toBe(2);
    expect(await engine.device.popErrorScope()).not.toBeNull();
  });
});
