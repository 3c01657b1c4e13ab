import { describe, expect, it } from 'vitest';
import { type StylizeOptions, Stylizer, type YuvFrame } from '../../../src/engine';
import { readSafetensors, type WeightTensor } from '../../../src/engine/model/safetensors';
import { compileOpticalFlow, OpticalFlow } from '../../../src/engine/output/optical-flow';
import { loadFixture } from '../support/fixtures';
import { bytesOf, frameOf, greyFrame } from '../support/frames';
import { uniform } from '../support/goldens';
import { useInverter } from '../support/inverter';
import { readBuffer, readTexture } from '../support/run';

const inverter = useInverter();

type BlendedDraw = Partial<StylizeOptions> & { readonly frame: YuvFrame };

/** Draws the negatives of frames in turn with one stylizer, and returns the picture shown after each. */
async function play(draws: readonly BlendedDraw[]): Promise<Uint8Array[]> {
  const { width, height } = draws[0]!.frame;
  const stylizer = await Stylizer.create(inverter.engine, inverter.weights, { frameWidth: width, frameHeight: height });
  const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC;
  const target = inverter.engine.device.createTexture({ size: [width, height], format: 'rgba8unorm', usage });
  const shown: Uint8Array[] = [];
  for (const { frame, ...options } of draws) {
    stylizer.stylize(frame, target, { strength: 1, blend: 0.5, ...options });
    shown.push(await readTexture(inverter.engine.device, target));
  }
  stylizer.destroy();
  target.destroy();
  return shown;
}

const WIDTH = 48;
const HEIGHT = 32;

/** A grey frame with the luma of a function. */
function lumaFrame(luma: (x: number, y: number) => number): YuvFrame {
  const frame = frameOf(WIDTH, HEIGHT, { fullRange: true });
  const bytes = bytesOf(frame).fill(128);
  const { offset, stride } = frame.layout[0]!;
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) bytes[offset + y * stride + x] = Math.round(luma(x, y));
  return frame;
}

const grey = (value: number) => lumaFrame(() => value);
/** A grey picture with sensor noise of at most 3/255; each seed gives another one. */
const noisy = (seed: number) => {
  const grain = uniform(seed, WIDTH * HEIGHT);
  return lumaFrame((x, y) => 100 + 3 * grain[y * WIDTH + x]!);
};
/** Soft hills, moved by whole pixels. */
const hills = (x0: number, y0: number, brightness = 128) =>
  lumaFrame((x, y) => brightness + 50 * Math.sin((x - x0) / 4) * Math.cos((y - y0) / 5));

const redsOf = (pixels: Uint8Array) => [...pixels].filter((_, i) => i % 4 === 0);

function spread(pixels: Uint8Array): number {
  const reds = redsOf(pixels);
  const mean = reds.reduce((sum, value) => sum + value, 0) / reds.length;
  return Math.sqrt(reds.reduce((sum, value) => sum + (value - mean) ** 2, 0) / reds.length);
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

/** A grey frame of [height][width] values of 0 to 255. */
const frameOfValues = ({ shape, data }: WeightTensor) => greyFrame(shape[1]!, shape[0]!, data);

describe('as training/measure/blend.py has it', () => {
  const { tensors, metadata } = readSafetensors(loadFixture('blend.safetensors'));
  const [before, now, vectors, shown] = ['before', 'now', 'vectors', 'shown'].map((name) => tensors.get(name)!);
  const [height, width] = now!.shape as [number, number];

  it('finds how a video moves', async () => {
    const { device } = inverter.engine;
    const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
    const texture = device.createTexture({ size: [width, height], format: 'rgba8unorm', usage });
    const search = new OpticalFlow(device, texture, await compileOpticalFlow(device));
    for (const [turn, frame] of [[0, before!] as const, [1, now!] as const]) {
      const rgba = Uint8Array.from({ length: width * height * 4 }, (_, i) => frame.data[i >> 2]!);
      device.queue.writeTexture({ texture }, rgba, { bytesPerRow: width * 4 }, [width, height]);
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      search.encode(pass, turn, turn === 1);
      pass.end();
      device.queue.submit([encoder.finish()]);
    }
    const found = new Float32Array(await readBuffer(device, search.bindings(1).vectors));
    expect(vectors!.shape).toEqual([Math.ceil(height / 8), Math.ceil(width / 8), 2]);
    expect(Math.max(...vectors!.data)).toBeGreaterThan(2);
    const differences = vectors!.data.map((value, i) => Math.abs(value - found[i]!));
    expect(Math.max(...differences)).toBeLessThan(0.01);
    search.destroy();
    texture.destroy();
  });

  it('blends a moving video', async () => {
    const settings = { blend: Number(metadata.blend), sharpening: Number(metadata.sharpening) };
    const pictures = await play([before!, now!].map((frame) => ({ frame: frameOfValues(frame), ...settings })));
    const unblended = now!.data.map((value) => 255 - value);
    const reds = redsOf(pictures[1]!);
    expect(largestDifference(reds, shown!.data)).toBeLessThan(1.5);
    expect(largestDifference(reds, unblended)).toBeGreaterThan(4);
  });
});

it('keeps as much of the last styled frame as asked where the video stands still', async () => {
  const [, after] = await play([{ frame: grey(100) }, { frame: grey(101), blend: 0.75 }]);
  expect(after![0]).toBe(155); // 155 before; 154 without the blend, 154.75 with it.
  const [, unblended] = await play([{ frame: grey(100) }, { frame: grey(101), blend: 0 }]);
  expect(unblended![0]).toBe(154);
});

it('halves the noise of a still picture', async () => {
  const shown = await play([1, 2, 3, 4, 5, 6].map((seed) => ({ frame: noisy(seed), blend: 0.6 })));
  expect(spread(shown.at(-1)!)).toBeLessThan(0.6 * spread(shown[0]!));
});

it('lessens the flicker of a picture that moves', async () => {
  const brightness = [128, 131, 128, 131, 128, 131];
  const shown = await play(brightness.map((light, i) => ({ frame: hills(2 * i, -i, light), blend: 0.6 })));
  const alone = await play([{ frame: hills(10, -5, 131) }]);
  const last = redsOf(shown.at(-1)!);
  const lag = redsOf(alone[0]!).map((value, i) => last[i]! - value);
  const inside = lag.filter((_, i) => i % WIDTH > 8 && i % WIDTH < WIDTH - 8);
  const mean = inside.reduce((sum, value) => sum + value, 0) / inside.length;
  expect(mean).toBeGreaterThan(0.3); // The negatives' brightness swings between 124 and 127; without the blend this is 0.
  expect(mean).toBeLessThan(2.4);
});

it('keeps a moving edge where it is', async () => {
  const edge = (at: number) => lumaFrame((x) => (x < at ? 60 : 180));
  const shown = await play([10, 13, 16, 19, 22].map((at) => ({ frame: edge(at), blend: 0.6 })));
  const [alone] = await play([{ frame: edge(22) }]);
  const row = (pixels: Uint8Array) => redsOf(pixels).slice(16 * WIDTH, 17 * WIDTH);
  const differences = row(shown.at(-1)!).map((value, x) => Math.abs(value - row(alone!)[x]!));
  expect(Math.max(...differences)).toBeLessThanOrEqual(24); // A fifth of a pixel of the edge's 120.
  expect(differences.filter((value) => value > 4).length).toBeLessThanOrEqual(3);
});

it('leaves nothing of a small thing that went', async () => {
  const dot = lumaFrame((x, y) => (x === 20 && y === 12 ? 200 : 100));
  const [, after] = await play([{ frame: dot }, { frame: grey(100), blend: 0.9 }]);
  expect(largestDifference(after!, (await play([{ frame: grey(100) }]))[0]!)).toBeLessThanOrEqual(4);
});

it('leaves nothing of a cut', async () => {
  const stripes = lumaFrame((x) => (x % 12 < 6 ? 40 : 210));
  const across = lumaFrame((_, y) => (y % 10 < 5 ? 60 : 190));
  const [, after] = await play([{ frame: stripes }, { frame: across, blend: 0.9 }]);
  const [alone] = await play([{ frame: across }]);
  const off = redsOf(after!).filter((value, i) => Math.abs(value - redsOf(alone!)[i]!) > 30);
  expect(off.length / (WIDTH * HEIGHT)).toBeLessThan(0.05);
});

it('forgets where it is told to', async () => {
  const [, after] = await play([{ frame: noisy(1) }, { frame: noisy(2), reset: true, blend: 0.9 }]);
  expect(after).toEqual((await play([{ frame: noisy(2) }]))[0]);
});

it('shows a frame drawn again as it was, however often', async () => {
  const twice = { frame: noisy(2), again: true };
  const shown = await play([{ frame: noisy(1) }, { frame: noisy(2) }, twice, twice, twice]);
  for (const repeated of shown.slice(2)) expect(repeated).toEqual(shown[1]);
  expect(shown[1]).not.toEqual((await play([{ frame: noisy(2) }]))[0]);
});
