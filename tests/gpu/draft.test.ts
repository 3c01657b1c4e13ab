import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EngineDevice, GpuWeights, Stylizer } from '../../src/engine';
import { openDefaultDevice, openDevice, uncaptured } from './support/device';
import { frameOf } from './support/frames';
import { INVERT } from './support/invert';
import { readTexture } from './support/run';

let engine: EngineDevice;
let weights: GpuWeights;
beforeAll(async () => {
  engine = await openDefaultDevice();
  weights = await GpuWeights.create(engine, INVERT);
});
afterAll(() => {
  weights.destroy();
  engine.device.destroy();
  expect(uncaptured).toEqual([]);
});

it('a draft paints what the whole network paints', async () => {
  const frame = frameOf(21, 10);
  const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC;
  const target = engine.device.createTexture({ size: [21, 10], format: 'rgba8unorm', usage });
  const pictures: Uint8Array[] = [];
  for (const draft of [true, false]) {
    const stylizer = await Stylizer.create(engine, weights, { frameWidth: 21, frameHeight: 10, draft });
    expect(stylizer.isDraft).toBe(draft);
    stylizer.stylize(frame, target, { strength: 1 });
    pictures.push(await readTexture(engine.device, target));
    stylizer.destroy();
  }
  expect(pictures[0]).toEqual(pictures[1]);
  target.destroy();
});

it.each([
  [1280, 720, 360],
  [320, 180, 180],
])('a draft of %ix%i works on %i rows', async (frameWidth, frameHeight, rows) => {
  const stylizer = await Stylizer.create(engine, weights, { frameWidth, frameHeight, draft: true });
  expect(stylizer.networkSize.height).toBe(rows);
  stylizer.destroy();
});

it('on a software adapter there are no drafts: its kernels compile as soon', async () => {
  const software = await openDevice('f32');
  const invert = await GpuWeights.create(software, INVERT);
  const stylizer = await Stylizer.create(software, invert, { frameWidth: 640, frameHeight: 480, draft: true });
  expect(stylizer.isDraft).toBe(false);
  expect(stylizer.networkSize.height).toBe(480);
  stylizer.destroy();
  invert.destroy();
  software.device.destroy();
});
