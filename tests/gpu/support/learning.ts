import type { EngineDevice } from '../../../src/engine';
import { groupsOf, type Tensor } from '../../../src/engine/compiler/expression';
import { targetOf } from '../../../src/engine/compiler/tile-selection';
import { externalValues } from '../../../src/engine/learning/layers/external-values';
import { gram } from '../../../src/engine/learning/layers/gram';
import { parameterBindings } from '../../../src/engine/learning/layers/learning-kernel';
import type { LearningTile } from '../../../src/engine/learning/layers/learning-tile';
import { MOST_LOSSES, squaredLoss, variationLoss } from '../../../src/engine/learning/layers/losses';
import { PackedParameters } from '../../../src/engine/learning/layers/parameters';
import { type LearningNode, recordLayers } from '../../../src/engine/learning/layers/record';
import { type Batch, Tape } from '../../../src/engine/learning/layers/tape';
import { readSafetensors, type WeightTensor } from '../../../src/engine/model/safetensors';
import type { Shape } from '../../../src/engine/model/shapes';
import { GpuWeights } from '../../../src/engine/runtime/gpu-weights';
import { Network } from '../../../src/engine/runtime/network';
import { loadFixture } from './fixtures';
import { hashedTensors, uniform } from './goldens';
import { readBuffer } from './run';

/** Layers with a loss: what training/fixtures/learning_goldens.py knows of a case. */
export interface LearningCase {
  readonly name: string;
  /** [images][channels][height][width] */
  readonly shape: readonly [number, number, number, number];
  readonly nodes: readonly LearningNode[];
  readonly tensors: Record<string, readonly [shape: number[], centre: number, spread: number]>;
  readonly loss: 'squared' | 'relative' | 'variation' | 'gram';
}

/** A loss with its gradients, by the names of parameters and `image`. */
export interface LearningResult {
  readonly loss: number;
  readonly gradients: ReadonlyMap<string, WeightTensor>;
}

/** Seed of the values that losses compare with. */
export const TARGET_SEED = 99;

/** The cases of the goldens with PyTorch's results. */
export function readLearningGoldens(): (LearningCase & { readonly expected: LearningResult })[] {
  const { tensors, metadata } = readSafetensors(loadFixture('learning.safetensors'));
  return (JSON.parse(metadata.cases!) as LearningCase[]).map((each) => {
    const names = ['image', ...Object.keys(each.tensors)];
    const gradients = new Map(names.map((name) => [name, tensors.get(`${each.name}/${name}`)!]));
    return { ...each, expected: { loss: tensors.get(`${each.name}/loss`)!.data[0]!, gradients } };
  });
}

/** Numbers in [-1, 1) in the given shape. */
export function hashed(seed: number, shape: readonly number[]): WeightTensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Float32Array.from(uniform(seed, count)) };
}

/** Orders [image][channel][y][x] as [image][group][y][x] vec4. */
export function packBatch({ shape, data }: WeightTensor): Float32Array<ArrayBuffer> {
  const [images, channels, height, width] = shape as [number, number, number, number];
  const area = height * width;
  const floats = new Float32Array(images * groupsOf(channels) * area * 4);
  for (let i = 0; i < data.length; i++) floats[placeOf(i, channels, area)] = data[i]!;
  return floats;
}

/** Orders [image][group][y][x] vec4 as [image][channel][y][x]. */
export function unpackBatch(floats: Float32Array, images: number, { channels, height, width }: Shape): WeightTensor {
  const area = height * width;
  const data = Float32Array.from({ length: images * channels * area }, (_, i) => floats[placeOf(i, channels, area)]!);
  return { shape: [images, channels, height, width], data };
}

function placeOf(index: number, channels: number, area: number): number {
  const channel = Math.floor(index / area) % channels;
  const image = Math.floor(index / (area * channels));
  return ((image * groupsOf(channels) + (channel >> 2)) * area + (index % area)) * 4 + (channel & 3);
}

/** Mean products of channels of one picture, packed as a batch of Gram matrices. */
function packGram({ shape, data }: WeightTensor): Float32Array<ArrayBuffer> {
  const [, channels, height, width] = shape as [number, number, number, number];
  const area = height * width;
  const groups = groupsOf(channels);
  const floats = new Float32Array(groups * groups * 16);
  for (let a = 0; a < channels; a++)
    for (let b = 0; b < channels; b++) {
      let sum = 0;
      for (let i = 0; i < area; i++) sum += data[a * area + i]! * data[b * area + i]!;
      floats[(((a >> 2) * groups + (b >> 2)) * 4 + (b & 3)) * 4 + (a & 3)] = sum / area;
    }
  return floats;
}

/** Computes the loss of a case, and its gradients, by the engine's kernels. */
export async function runCase(
  engine: EngineDevice,
  { shape, nodes, tensors: recipes, loss }: LearningCase,
  target = targetOf(engine),
  tile?: LearningTile,
): Promise<LearningResult> {
  const { device } = engine;
  const [images, channels, height, width] = shape;
  const tensors = hashedTensors(recipes as Record<string, [number[], number, number]>);
  const parameters = new PackedParameters(true);
  const tape = new Tape(target, tile);
  const image = externalValues(tape, 'image', images, { channels, height, width }, true);
  const imageGradient = tape.keepGradient(image);
  const value = [...recordLayers(tape, nodes, { tensors, parameters }, 'image', image).values()].at(-1)!;
  const buffers: Record<string, GPUBuffer> = {
    image: upload(device, packBatch(hashed(0, shape))),
    losses: device.createBuffer({ size: MOST_LOSSES * 4, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC }),
    shares: upload(device, new Float32Array(MOST_LOSSES * 4).fill(1), GPUBufferUsage.UNIFORM),
  };
  const targetFloats = recordLoss(tape, loss, value);
  if (targetFloats) buffers.target = upload(device, targetFloats);
  const values = upload(device, parameters.pack(tensors));
  const gradients = upload(device, new Float32Array(parameters.vectors * 4));
  const externals: Record<string, GPUBindingResource> = Object.fromEntries(
    Object.entries(buffers).map(([name, buffer]) => [name, { buffer }]),
  );
  Object.assign(externals, parameterBindings(parameters, values, gradients));
  const weights = await GpuWeights.create(engine, { graph: undefined as never, tensors });
  const { forward, backward } = tape.finish();
  const network = await Network.create(weights, { step: [...forward, ...backward] }, { externals });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  network.encode(pass, 'step');
  pass.end();
  device.queue.submit([encoder.finish()]);
  const found = parameters.unpack(new Float32Array(await readBuffer(device, { buffer: gradients })));
  const imageFloats = new Float32Array(await readBuffer(device, network.bindingOf(imageGradient as Tensor)));
  found.set('image', unpackBatch(imageFloats, images, image.shape));
  const [first] = new Float32Array(await readBuffer(device, { buffer: buffers.losses! }));
  network.destroy();
  for (const buffer of [...Object.values(buffers), values, gradients]) buffer.destroy();
  return { loss: first!, gradients: found };
}

/** Records the loss of a case with index 0 and gives the values of its target. */
function recordLoss(tape: Tape, loss: LearningCase['loss'], value: Batch): Float32Array<ArrayBuffer> | undefined {
  const { channels, height, width } = value.shape;
  const wanted = hashed(TARGET_SEED, [loss === 'gram' ? 1 : value.images, channels, height, width]);
  if (loss === 'variation') {
    variationLoss(tape, value, 'loss', 0);
    return undefined;
  }
  if (loss === 'gram') {
    const matrix = gram(tape, 'gram', value);
    const options = { name: 'loss', index: 0, isRelative: true, count: value.images * channels ** 2 };
    squaredLoss(tape, matrix, externalValues(tape, 'target', 1, matrix.shape), options);
    return packGram(wanted);
  }
  const options = { name: 'loss', index: 0, isRelative: loss === 'relative' };
  squaredLoss(tape, value, externalValues(tape, 'target', value.images, value.shape), options);
  return packBatch(wanted);
}

/** Makes a buffer with the given values. */
export function upload(
  device: GPUDevice,
  floats: Float32Array<ArrayBuffer>,
  usage: GPUBufferUsageFlags = GPUBufferUsage.STORAGE,
): GPUBuffer {
  const buffer = device.createBuffer({
    size: floats.byteLength,
    usage: usage | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
  });
  device.queue.writeBuffer(buffer, 0, floats);
  return buffer;
}
