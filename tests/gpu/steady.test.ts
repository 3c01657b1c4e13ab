import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EngineDevice, Style, type StylizeOptions, Stylizer } from '../../src/engine';
import { createModel } from '../../src/engine/model';
import { readSafetensors } from '../../src/engine/safetensors';
import { openDevice, uncaptured } from './device';
import { loadFixture } from './fixtures';
import { greyFrame } from './frames';
import { readTexture } from './run';

const { tensors, metadata } = readSafetensors(loadFixture('steady.safetensors'));
const [frames, shown] = ['frames', 'shown'].map((name) => tensors.get(name)!);
const [count, height, width] = frames!.shape as [number, number, number];
/** So little of the last picture that only the statistics tell. */
const BARELY = 1e-6;

let engine: EngineDevice;
let style: Style;
beforeAll(async () => {
  engine = await openDevice('f32');
  style = await Style.load(engine, createModel(JSON.parse(metadata.graph!), tensors));
});
afterAll(() => {
  style.destroy();
  engine.device.destroy();
  expect(uncaptured).toEqual([]);
});

/** Mean and largest difference of each picture from training/steady.py's, in 1/255. */
async function differences(
  options: (frame: number) => Partial<StylizeOptions>,
): Promise<{ mean: number; most: number }[]> {
  const stylizer = await Stylizer.create(engine, style, { frameWidth: width, frameHeight: height });
  const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC;
  const target = engine.device.createTexture({ size: [width, height], format: 'rgba8unorm', usage });
  const area = width * height;
  const results = [];
  for (let f = 0; f < count; f++) {
    const frame = greyFrame(width, height, frames!.data.subarray(f * area, (f + 1) * area));
    stylizer.stylize(frame, target, { strength: 1, blend: BARELY, ...options(f) });
    const pixels = await readTexture(engine.device, target);
    const off = Array.from({ length: 3 * area }, (_, i) =>
      Math.abs(pixels[(i % area) * 4 + Math.floor(i / area)]! - shown!.data[3 * f * area + i]!),
    );
    results.push({ mean: off.reduce((sum, value) => sum + value, 0) / off.length, most: Math.max(...off) });
  }
  stylizer.destroy();
  target.destroy();
  return results;
}

it('follows the statistics of a video as training/steady.py does, and takes those of another scene at once', async () => {
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

it('leaves them as they are while a frame is drawn again', async () => {
  const stylizer = await Stylizer.create(engine, style, { frameWidth: width, frameHeight: height });
  const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC;
  const target = engine.device.createTexture({ size: [width, height], format: 'rgba8unorm', usage });
  const area = width * height;
  const [before, after] = [0, 1].map((f) => greyFrame(width, height, frames!.data.subarray(f * area, (f + 1) * area)));
  const draw = async (frame: typeof before, again = false) => {
    stylizer.stylize(frame!, target, { strength: 1, blend: BARELY, again });
    return readTexture(engine.device, target);
  };
  await draw(before);
  const picture = await draw(after);
  for (let i = 0; i < 3; i++) expect(await draw(after, true)).toEqual(picture);
  expect(await draw(after)).not.toEqual(picture);
  stylizer.destroy();
  target.destroy();
});
