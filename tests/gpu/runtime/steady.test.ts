import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EngineDevice, GpuWeights, type StylizeOptions, Stylizer } from '../../../src/engine';
import { createModel } from '../../../src/engine/model/model';
import { readSafetensors } from '../../../src/engine/model/safetensors';
import { openDevice, uncaptured } from '../support/device';
import { loadFixture } from '../support/fixtures';
import { greyFrame } from '../support/frames';
import { readTexture } from '../support/run';

const { tensors, metadata } = readSafetensors(loadFixture('steady.safetensors'));
const [frames, shown] = ['frames', 'shown'].map((name) => tensors.get(name)!);
const [count, height, width] = frames!.shape as [number, number, number];
const AREA = height * width;
/** A blend so small that only the followed statistics have an effect. */
const BARELY = 1e-6;

let engine: EngineDevice;
let weights: GpuWeights;
beforeAll(async () => {
  engine = await openDevice('f32');
  weights = await GpuWeights.create(engine, createModel(JSON.parse(metadata.graph!), tensors));
});
afterAll(() => {
  weights.destroy();
  engine.device.destroy();
  expect(uncaptured).toEqual([]);
});

/** Runs `play` with a stylizer of its own; the function that it gets draws one frame by number and returns its pixels. */
async function playing(
  play: (draw: (frame: number, options?: Partial<StylizeOptions>) => Promise<Uint8Array>) => Promise<void>,
): Promise<void> {
  const stylizer = await Stylizer.create(engine, weights, { frameWidth: width, frameHeight: height });
  const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC;
  const target = engine.device.createTexture({ size: [width, height], format: 'rgba8unorm', usage });
  await play((frame, options) => {
    const values = frames!.data.subarray(frame * AREA, (frame + 1) * AREA);
    stylizer.stylize(greyFrame(width, height, values), target, { strength: 1, blend: BARELY, ...options });
    return readTexture(engine.device, target);
  });
  stylizer.destroy();
  target.destroy();
}

/** Mean and largest difference of each picture from that of training/measure/steady.py, in 1/255. */
async function differences(
  options: (frame: number) => Partial<StylizeOptions>,
): Promise<{ mean: number; most: number }[]> {
  const results: { mean: number; most: number }[] = [];
  await playing(async (draw) => {
    for (let frame = 0; frame < count; frame++) {
      const pixels = await draw(frame, options(frame));
      const off = Array.from({ length: 3 * AREA }, (_, i) =>
        Math.abs(pixels[(i % AREA) * 4 + Math.floor(i / AREA)]! - shown!.data[3 * frame * AREA + i]!),
      );
      results.push({ mean: off.reduce((sum, value) => sum + value, 0) / off.length, most: Math.max(...off) });
    }
  });
  return results;
}

it('follows the statistics of a video as training/measure/steady.py does, and takes those of another scene at once', async () => {
  for (const { most } of await differences(() => ({}))) expect(most).toBeLessThan(1.5);
});

it.each([
  ['after a reset', { reset: true }],
  ['without a temporal blend', { blend: 0 }],
])('takes those of the frame alone %s', async (_when, options) => {
  const [first, second, , , cut] = await differences((frame) => (frame === 1 ? options : {}));
  expect(first!.most).toBeLessThan(1.5);
  expect(cut!.most).toBeLessThan(1.5);
  expect(second!.mean).toBeGreaterThan(3);
});

it('leaves them as they are while a frame is drawn again', () =>
  playing(async (draw) => {
    await draw(0);
    const picture = await draw(1);
    for (let i = 0; i < 3; i++) expect(await draw(1, { again: true })).toEqual(picture);
    expect(await draw(1)).not.toEqual(picture);
  }));
