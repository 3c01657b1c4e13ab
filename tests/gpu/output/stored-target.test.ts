/** Targets that the temporal stage writes itself, beside those that take a pass of their own. */
import { describe, expect, it } from 'vitest';
import {
  type Finish,
  GpuWeights,
  type StylizeOptions,
  Stylizer,
  storedFormat,
  type YuvFrame,
} from '../../../src/engine';
import { createModel } from '../../../src/engine/model/model';
import { FrameCounter } from '../support/frame-counter';
import { greyFrame } from '../support/frames';
import { uniform } from '../support/goldens';
import { INVERT } from '../support/invert';
import { useInverter } from '../support/inverter';
import { readTexture } from '../support/run';

const world = useInverter();

const { RENDER_ATTACHMENT, COPY_SRC, STORAGE_BINDING } = GPUTextureUsage;

function targetOf(width: number, height: number, usage: number): GPUTexture {
  const { device } = world.engine;
  return device.createTexture({ size: [width, height], format: storedFormat(device), usage: usage | COPY_SRC });
}

/** A textured picture that moves by a fraction of a pixel a frame, with noise. */
function movingFrame(width: number, height: number, number: number): YuvFrame {
  const grain = uniform(number, width * height);
  const values = Float32Array.from(grain, (noise, i) => {
    const [x, y] = [(i % width) - 1.3 * number, Math.floor(i / width) + 0.7 * number];
    return 128 + 60 * Math.sin(x / 3) * Math.cos(y / 4) + 3 * noise;
  });
  return greyFrame(width, height, values);
}

type PlayedFrame = Partial<StylizeOptions> & { readonly number: number };

/** Draws frames in turn to targets of a usage, and returns the picture after each. */
async function play(
  size: [number, number],
  draws: readonly PlayedFrame[],
  usage: number,
  finish: Finish,
): Promise<Uint8Array[]> {
  const { engine } = world;
  const [frameWidth, frameHeight] = size;
  const style = { id: 's', name: 's', description: '', size: 'S', credit: '', licence: '', finish };
  const weights = await GpuWeights.create(engine, createModel(INVERT.graph, INVERT.tensors, style));
  const stylizer = await Stylizer.create(engine, weights, { frameWidth, frameHeight });
  const shown: Uint8Array[] = [];
  for (const { number, ...options } of draws) {
    const target = targetOf(frameWidth, frameHeight, usage);
    stylizer.stylize(movingFrame(frameWidth, frameHeight, number), target, { strength: 1, blend: 0.6, ...options });
    shown.push(await readTexture(engine.device, target));
    target.destroy();
  }
  stylizer.destroy();
  weights.destroy();
  return shown;
}

describe('a target that kernels can write', () => {
  const draws: readonly PlayedFrame[] = [
    { number: 1 },
    { number: 2, sharpening: 0.6 },
    { number: 3, sharpening: 1.5 },
    { number: 3, sharpening: 1.5, strength: 0.5, again: true },
    { number: 4, blend: 0 },
    { number: 5, sharpening: 0.6, strength: 0.4 },
    { number: 6, sharpening: 0.6, reset: true },
    { number: 7, sharpening: 0.6, strength: 0 },
    { number: 8, sharpening: 0.6, lineWeight: 0.7 },
    { number: 9, blend: 0, lineWeight: -0.4, keepColours: true },
  ];

  it.each([
    [[48, 32], 'none'],
    [[37, 21], 'none'],
    [[37, 21], 'screentone'],
    [[5, 3], 'graphite'],
  ] as const)('of %j with finish %s gets the same picture to the bit', async (size, finish) => {
    const rendered = await play([...size], draws, RENDER_ATTACHMENT, finish);
    const stored = await play([...size], draws, RENDER_ATTACHMENT | STORAGE_BINDING, finish);
    for (const [i, picture] of stored.entries()) expect(picture, `frame ${i}`).toEqual(rendered[i]);
    expect(rendered[1]).not.toEqual(rendered[2]);
  });

  it('takes no other pass, no copy and one bind group a frame', async () => {
    const { engine, weights } = world;
    const counts = new FrameCounter(engine.device);
    const stylizer = await Stylizer.create(engine, weights, { frameWidth: 48, frameHeight: 32 });
    const [stored, rendered] = [STORAGE_BINDING, 0].map((usage) => targetOf(48, 32, RENDER_ATTACHMENT | usage));
    const options = { strength: 1, blend: 0.6, sharpening: 0.6, timed: false };
    stylizer.stylize(movingFrame(48, 32, 0), stored!, options);
    counts.reset();
    stylizer.stylize(movingFrame(48, 32, 1), stored!, options);
    // Import, one layer, a pyramid, its five levels of motion, and the last kernel.
    expect(counts.take()).toEqual({ dispatches: 9, renderPasses: 0, copies: 0, bindGroups: 1, submits: 1 });
    stylizer.stylize(movingFrame(48, 32, 2), rendered!, options);
    expect(counts.take()).toEqual({ dispatches: 9, renderPasses: 1, copies: 0, bindGroups: 0, submits: 1 });
    counts.close();
    stylizer.destroy();
    for (const target of [stored!, rendered!]) target.destroy();
  });
});
