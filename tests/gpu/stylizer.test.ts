import { describe, expect, it } from 'vitest';
import { type Frame, GpuWeights, Stylizer, type YuvFrame } from '../../src/engine';
import type { GraphNode } from '../../src/engine/model/graph';
import { createModel } from '../../src/engine/model/model';
import { bytesOf, frameOf } from './support/frames';
import { INVERT } from './support/invert';
import { useInverter } from './support/inverter';
import { readTexture } from './support/run';

/** Converts a planes frame to RGB by the standards' formulas: 0..255, unrounded. */
function expectedRgb(frame: YuvFrame, x: number, y: number): number[] {
  const { layout, width, height } = frame;
  const data = bytesOf(frame);
  const [halfWidth, halfHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const sample = (plane: number, px: number, py: number, step = 1, channel = 0) =>
    data[layout[plane]!.offset + py * layout[plane]!.stride + px * step + channel]!;
  const bilinear = (channel: number) => {
    const [cx, cy] = [(x + 0.5) / 2 - 0.5, (y + 0.5) / 2 - 0.5];
    let sum = 0;
    for (const j of [0, 1])
      for (const i of [0, 1]) {
        const weight =
          (i ? cx - Math.floor(cx) : 1 - (cx - Math.floor(cx))) * (j ? cy - Math.floor(cy) : 1 - (cy - Math.floor(cy)));
        const at = (v: number, limit: number) => Math.min(limit - 1, Math.max(0, v));
        sum += weight * sample(1, at(Math.floor(cx) + i, halfWidth), at(Math.floor(cy) + j, halfHeight), 2, channel);
      }
    return sum;
  };
  const [cb, cr] =
    frame.format === 'NV12' ? [bilinear(0), bilinear(1)] : [sample(1, x >> 1, y >> 1), sample(2, x >> 1, y >> 1)];
  const [kr, kb] = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722], bt2020: [0.2627, 0.0593] }[frame.matrix] as [
    number,
    number,
  ];
  const luma = frame.fullRange ? sample(0, x, y) / 255 : (sample(0, x, y) - 16) / 219;
  const [pb, pr] = [cb, cr].map((c) => (c - 128) / (frame.fullRange ? 255 : 224)) as [number, number];
  const red = luma + 2 * (1 - kr) * pr;
  const blue = luma + 2 * (1 - kb) * pb;
  const green = (luma - kr * red - kb * blue) / (1 - kr - kb);
  return [red, green, blue].map((v) => Math.min(255, Math.max(0, v * 255)));
}

describe('stylizer', () => {
  const inverter = useInverter();

  function targetOf(width: number, height: number, format: GPUTextureFormat = 'rgba8unorm'): GPUTexture {
    const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC;
    return inverter.engine.device.createTexture({ size: [width, height], format, usage });
  }

  const read = (texture: GPUTexture) => readTexture(inverter.engine.device, texture);

  async function show(frame: Frame, strength: number, networkHeight?: number): Promise<Uint8Array> {
    const size = { frameWidth: frame.width, frameHeight: frame.height, ...(networkHeight && { networkHeight }) };
    const stylizer = await Stylizer.create(inverter.engine, inverter.weights, size);
    const target = targetOf(frame.width, frame.height);
    stylizer.stylize(frame, target, { strength });
    const pixels = await read(target);
    stylizer.destroy();
    target.destroy();
    return pixels;
  }

  const cases = (['I420', 'NV12'] as const).flatMap((format) =>
    (['bt601', 'bt709', 'bt2020'] as const).flatMap((matrix) =>
      [true, false].map((fullRange) => ({ format, matrix, fullRange })),
    ),
  );
  it.each(cases)('converts $format $matrix, full range $fullRange, of odd size', async (options) => {
    const frame = frameOf(13, 7, options);
    const pixels = await show(frame, 0);
    const worst = Math.max(
      ...Array.from({ length: 13 * 7 }, (_, i) =>
        Math.max(...expectedRgb(frame, i % 13, Math.floor(i / 13)).map((v, c) => Math.abs(v - pixels[i * 4 + c]!))),
      ),
    );
    expect(worst).toBeLessThanOrEqual(0.502);
  });

  it('shows RGBA pixels as they are, past padding of their rows', async () => {
    const [width, height, stride] = [13, 7, 60];
    const data = new ArrayBuffer(stride * height);
    const bytes = new Uint8Array(data).map((_, i) => (i * 37) & 255);
    for (let i = 3; i < bytes.length; i += 4) bytes[i] = 255;
    const layout = [{ offset: 0, stride }];
    const pixels = await show({ kind: 'planes', format: 'RGBA', width, height, layout, data: bytes.buffer }, 0);
    for (let y = 0; y < height; y++)
      expect(pixels.slice(4 * width * y, 4 * width * (y + 1))).toEqual(bytes.slice(stride * y, stride * y + 4 * width));
  });

  /** A plane of one value. Chromium 156 shows these codes of pure red, green and blue of BT.601 with 525 lines so. */
  it.each([
    [
      [81, 90, 240],
      [248, 36, 0],
    ],
    [
      [145, 54, 34],
      [63, 251, 0],
    ],
    [
      [41, 240, 110],
      [26, 35, 255],
    ],
  ] as const)('brings the primaries of the code %s to those of the screen', async (code, shown) => {
    const frame = frameOf(16, 16, { matrix: 'bt601', primaries: 'smpte170m' });
    frame.layout.forEach(({ offset }, plane) => {
      bytesOf(frame).fill(code[plane]!, offset);
    });
    const pixels = await show(frame, 0);
    shown.forEach((value, c) => {
      expect(Math.abs(pixels[c]! - value)).toBeLessThanOrEqual(1);
    });
  });

  it('shows the style at strength 1, the original at 0 and the mix between', async () => {
    const frame = frameOf(21, 10);
    const [original, half, styled] = [await show(frame, 0), await show(frame, 0.5), await show(frame, 1)];
    original.forEach((value, i) => {
      if (i % 4 === 3) return;
      expect(Math.abs(styled[i]! - (255 - value))).toBeLessThanOrEqual(1);
      expect(Math.abs(half[i]! - (styled[i]! + value) / 2)).toBeLessThanOrEqual(1);
    });
  });

  it('keeps the original exact at strength 0 when the network runs smaller', async () => {
    const frame = frameOf(32, 24);
    expect(await show(frame, 0, 12)).toEqual(await show(frame, 0));
  });

  it('keeps an edge as sharp as the original where the network runs smaller', async () => {
    const frame = frameOf(32, 16, { fullRange: true });
    const bytes = bytesOf(frame).fill(128);
    const { offset, stride } = frame.layout[0]!;
    // The edge lies between columns 12 and 13, which the network sees as one pixel of the mean colour.
    for (let y = 0; y < 16; y++) for (let x = 0; x < 32; x++) bytes[offset + y * stride + x] = x < 13 ? 40 : 200;
    const pixels = await show(frame, 1, 8);
    const row = Array.from({ length: 32 }, (_, x) => pixels[(8 * 32 + x) * 4]!);
    for (const x of [10, 11, 12]) expect(row[x]).toBeGreaterThan(180);
    for (const x of [13, 14, 15]) expect(row[x]).toBeLessThan(90);
  });

  it('scales the network input by area: a fine checkerboard becomes grey', async () => {
    const frame = frameOf(16, 16, { fullRange: true });
    const bytes = bytesOf(frame).fill(128);
    const luma = frame.layout[0]!;
    for (let y = 0; y < 16; y++)
      for (let x = 0; x < 16; x++) bytes[luma.offset + y * luma.stride + x] = (x + y) % 2 ? 255 : 0;
    const pixels = await show(frame, 1, 8);
    const values = [...pixels].filter((_, i) => i % 4 !== 3);
    expect(Math.max(...values) - Math.min(...values)).toBeLessThanOrEqual(6); // At the edges part of the filter lies outside.

    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(127.5, 0);
  });

  it('blends a picture that is the sum of more tensors than its last pass may bind', async () => {
    const conv = (name: string, source: string): GraphNode =>
      ({ ...INVERT.graph.nodes[0]!, name, inputs: [source] }) as GraphNode;
    const norm = (name: string, source: string): GraphNode => ({
      ...{ op: 'instanceNorm', name, inputs: [source], scale: 'none', shift: 'none', eps: 1e-5 },
    });
    const add = (name: string, inputs: [string, string]): GraphNode => ({ op: 'add', name, inputs });
    const nodes = [conv('x', 'image'), conv('a', 'x'), norm('na', 'a'), conv('b', 'x'), norm('nb', 'b')];
    const tensors = new Map(INVERT.tensors).set('none', { shape: [3], data: new Float32Array(3) });
    const graph = { ...INVERT.graph, nodes: [...nodes, add('s', ['na', 'x']), add('out', ['s', 'nb'])], output: 'out' };
    const weights = await GpuWeights.create(inverter.engine, createModel(graph, tensors));
    const stylizer = await Stylizer.create(inverter.engine, weights, { frameWidth: 16, frameHeight: 8 });
    const target = targetOf(16, 8);
    const frame = frameOf(16, 8);
    for (let i = 0; i < 2; i++) stylizer.stylize(frame, target, { strength: 1, blend: 0.5 });
    // The norms multiply by 0, which leaves the inverse.
    const [shown, inverse] = [await read(target), await show(frame, 1)];
    for (const [i, value] of shown.entries()) expect(Math.abs(value - inverse[i]!)).toBeLessThanOrEqual(1);
    stylizer.destroy();
    weights.destroy();
    target.destroy();
  });

  it('draws to either canvas format and refuses others', async () => {
    const frame = frameOf(8, 8);
    const stylizer = await Stylizer.create(inverter.engine, inverter.weights, { frameWidth: 8, frameHeight: 8 });
    const [rgba, bgra, other] = [targetOf(8, 8), targetOf(8, 8, 'bgra8unorm'), targetOf(8, 8, 'rgba16float')];
    for (const target of [rgba, bgra]) stylizer.stylize(frame, target, { strength: 1 });
    const [a, b] = [await read(rgba), await read(bgra)];
    expect([...a].map((_, i) => a[(i & ~3) + [2, 1, 0, 3][i & 3]!])).toEqual([...b]);
    expect(() => stylizer.stylize(frame, other, { strength: 1 })).toThrow(/rgba16float/);
    stylizer.destroy();
  });

  it('refuses frames of another size and frames with bytes missing', async () => {
    const stylizer = await Stylizer.create(inverter.engine, inverter.weights, { frameWidth: 8, frameHeight: 8 });
    const target = targetOf(8, 8);
    expect(() => stylizer.stylize(frameOf(8, 9), target, { strength: 1 })).toThrow(/8x9/);
    const frame = frameOf(8, 8);
    expect(() => stylizer.stylize({ ...frame, data: frame.data.slice(0, 60) }, target, { strength: 1 })).toThrow(
      /bytes/,
    );
    expect(() => stylizer.stylize({ ...frame, layout: [] }, target, { strength: 1 })).toThrow(/plane/);
    stylizer.destroy();
  });

  it('makes no GPU object a frame but the encoder and the view of the target', async () => {
    const stylizer = await Stylizer.create(inverter.engine, inverter.weights, {
      frameWidth: 16,
      frameHeight: 8,
      networkHeight: 4,
    });
    const target = targetOf(16, 8);
    stylizer.stylize(frameOf(16, 8), target, { strength: 1, blend: 0.5 });
    const made: string[] = [];
    const device = inverter.engine.device as unknown as Record<string, unknown>;
    const methods = new Set<string>();
    for (let proto = device; proto; proto = Object.getPrototypeOf(proto) as typeof proto)
      for (const name of Object.getOwnPropertyNames(proto)) if (/^(create|import)/.test(name)) methods.add(name);
    expect(methods.size).toBeGreaterThan(8);
    for (const name of methods) {
      const original = device[name] as (...parameters: unknown[]) => unknown;
      device[name] = (...parameters: unknown[]) => {
        made.push(name);
        return original.apply(device, parameters);
      };
    }
    for (let i = 0; i < 3; i++) {
      const frame = frameOf(16, 8, { matrix: i === 2 ? 'bt601' : 'bt709' });
      stylizer.stylize(frame, target, { strength: i / 2, blend: 0.5 });
    }
    for (const name of methods) delete device[name];
    expect(made).toEqual(['createCommandEncoder', 'createCommandEncoder', 'createCommandEncoder']);
    stylizer.destroy();
  });

  it('reports times where the adapter measures them', async () => {
    const stylizer = await Stylizer.create(inverter.engine, inverter.weights, { frameWidth: 128, frameHeight: 128 });
    expect(await stylizer.timings()).toBeUndefined();
    const before = performance.now();
    stylizer.stylize(frameOf(128, 128), targetOf(128, 128), { strength: 1 });
    const timings = await stylizer.timings();
    const elapsedMs = performance.now() - before;
    if (inverter.engine.hasTimestamps) {
      const stages = [timings!.importMs, timings!.networkMs, timings!.presentMs];
      expect(Math.min(...stages)).toBeGreaterThan(0);
      expect(stages.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(elapsedMs);
    } else expect(timings).toBeUndefined();
    expect(stylizer.gpuBytes).toBeGreaterThan(128 * 128 * 4);
    stylizer.destroy();
  });
});
