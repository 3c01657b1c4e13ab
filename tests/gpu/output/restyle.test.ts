/** A stylizer that takes another style without being built anew. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GpuWeights, type Model, Stylizer } from '../../../src/engine';
import { createModel } from '../../../src/engine/model/model';
import { frameOf } from '../support/frames';
import { INVERT } from '../support/invert';
import { useInverter } from '../support/inverter';
import { readTexture } from '../support/run';

const world = useInverter();
const [WIDTH, HEIGHT] = [16, 8];

/** The inverting network with half the weights. */
const HALF: Model = createModel(
  INVERT.graph,
  new Map([...INVERT.tensors].map(([name, { shape, data }]) => [name, { shape, data: data.map((v) => v / 2) }])),
  { id: 'half', name: 'Half', description: '', size: 'S', credit: '', licence: '', finish: 'screentone' },
);
/** Another architecture. */
const OTHER: Model = createModel(
  { ...INVERT.graph, nodes: [...INVERT.graph.nodes, { op: 'relu', name: 'r', inputs: ['c'] }], output: 'r' },
  INVERT.tensors,
);

let half: GpuWeights;
let other: GpuWeights;
beforeAll(async () => {
  half = await GpuWeights.create(world.engine, HALF);
  other = await GpuWeights.create(world.engine, OTHER);
});
afterAll(() => {
  for (const weights of [half, other]) weights.destroy();
});

const create = (weights: GpuWeights) =>
  Stylizer.create(world.engine, weights, { frameWidth: WIDTH, frameHeight: HEIGHT });

async function draw(stylizer: Stylizer, options = {}): Promise<Uint8Array> {
  const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC;
  const target = world.engine.device.createTexture({ size: [WIDTH, HEIGHT], format: 'rgba8unorm', usage });
  stylizer.stylize(frameOf(WIDTH, HEIGHT), target, { strength: 1, blend: 0.9, ...options });
  const pixels = await readTexture(world.engine.device, target);
  target.destroy();
  return pixels;
}

it('draws as one built for that style, and blends with nothing that was drawn before', async () => {
  const [switched, built] = [await create(world.weights), await create(half)];
  const before = await draw(switched);
  expect(switched.use(half)).toBe(true);
  // There is no frame of this style to draw again: it is drawn anew.
  const after = await draw(switched, { again: true });
  expect(after).toEqual(await draw(built));
  expect(after).not.toEqual(before);
  expect(switched.use(world.weights)).toBe(true);
  expect(await draw(switched)).toEqual(before);
  for (const stylizer of [switched, built]) stylizer.destroy();
});

it('refuses another architecture and goes on as before', async () => {
  const stylizer = await create(world.weights);
  const before = await draw(stylizer);
  expect(stylizer.use(other)).toBe(false);
  expect(await draw(stylizer)).toEqual(before);
  stylizer.destroy();
});
