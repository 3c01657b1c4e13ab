/** Finishes that a style adds on the paper after its network. */
import { afterAll, describe, expect, it } from 'vitest';
import { type Finish, GpuWeights, Stylizer } from '../../../src/engine';
import { createModel } from '../../../src/engine/model/model';
import { greyFrame } from '../support/frames';
import { useInverter } from '../support/inverter';
import { readTexture } from '../support/run';

const WIDTH = 64;
const HEIGHT = 48;

/** A style that leaves the picture as it is, so that only the finish shows. */
const plain = (finish: Finish) =>
  createModel(
    {
      version: 1,
      input: 'image',
      multiple: 1,
      nodes: [{ op: 'multiply', name: 'same', inputs: ['image'], value: 1 }],
      output: 'same',
    },
    new Map(),
    { id: 'plain', name: 'Plain', description: '', size: 'S', credit: '', licence: '', finish },
  );

describe('a finish', () => {
  const world = useInverter();
  const stylizers = new Map<Finish, { stylizer: Stylizer; weights: GpuWeights }>();

  /** One stylizer for each finish: compiling takes seconds on a software adapter. */
  async function stylizerOf(finish: Finish): Promise<Stylizer> {
    const known = stylizers.get(finish);
    if (known) return known.stylizer;
    const weights = await GpuWeights.create(world.engine, plain(finish));
    const stylizer = await Stylizer.create(world.engine, weights, { frameWidth: WIDTH, frameHeight: HEIGHT });
    stylizers.set(finish, { stylizer, weights });
    return stylizer;
  }

  afterAll(() => {
    for (const { stylizer, weights } of stylizers.values()) {
      stylizer.destroy();
      weights.destroy();
    }
  });

  /** Red of each pixel of a grey picture, finished. */
  async function finished(finish: Finish, grey: (x: number, y: number) => number, strength = 1): Promise<Float32Array> {
    const stylizer = await stylizerOf(finish);
    const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC;
    const target = world.engine.device.createTexture({ size: [WIDTH, HEIGHT], format: 'rgba8unorm', usage });
    const values = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => grey(i % WIDTH, Math.floor(i / WIDTH)));
    stylizer.stylize(greyFrame(WIDTH, HEIGHT, values), target, { strength });
    const pixels = await readTexture(world.engine.device, target);
    target.destroy();
    return Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => pixels[i * 4]! / 255);
  }

  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = (values: Float32Array) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

  it('of no kind leaves the drawing as it is', async () => {
    const pixels = await finished('none', () => 90);
    expect(deviation(pixels)).toBe(0);
    expect(pixels[0]).toBeCloseTo(90 / 255, 2);
  });

  it.each([
    ['screentone', 130],
    ['halftone', 130],
    ['watercolour', 150],
    ['graphite', 120],
  ] as const)('%s puts a pattern on even grey', async (finish, grey) => {
    expect(deviation(await finished(finish, () => grey))).toBeGreaterThan(0.01);
  });

  it.each(['screentone', 'halftone', 'watercolour', 'graphite'] as const)(
    '%s stays with the paper while the scene moves',
    async (finish) => {
      // A dark square moves over even grey: what it does not touch stays the same to the bit.
      const scene = (left: number) => (x: number, y: number) => (x >= left && x < left + 12 && y < 10 ? 40 : 140);
      const [before, after] = [await finished(finish, scene(4)), await finished(finish, scene(30))];
      const untouched = (values: Float32Array) => values.filter((_, i) => Math.floor(i / WIDTH) >= 14);
      expect(untouched(after)).toEqual(untouched(before));
      expect(after).not.toEqual(before);
    },
  );

  it('screentone prints darker greys with more ink, white as paper and black as solid ink', async () => {
    const shares = [];
    for (const grey of [250, 200, 150, 110, 20]) shares.push(mean(await finished('screentone', () => grey)));
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(shares[0]).toBeGreaterThan(0.97);
    expect(shares.at(-1)).toBeLessThan(0.06);
  });

  it('at strength 0 is not seen', async () => {
    const pixels = await finished('screentone', () => 130, 0);
    expect(deviation(pixels)).toBe(0);
  });
});
