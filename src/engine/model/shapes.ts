import { ModelError } from '../errors';
import type { Graph, GraphNode } from './graph';
import type { WeightTensor } from './safetensors';

/** Size of a value: channels, and pixels of height and width. */
export interface Shape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

const MAX_CHANNELS = 2048;
const MAX_KERNEL = 15;
/** Longest side of any value, in sides of the frame. Style networks never exceed the frame itself. */
const MAX_MAGNIFICATION = 2;
/** Most numbers a value may hold for each pixel of the frame: 256 channels at full size. */
const MAX_VALUES_PER_PIXEL = 256;

/**
 * Infers the shape of every value of a graph for one frame size, which must be a multiple of `graph.multiple`.
 * @throws ModelError where a layer, its tensors and the shapes before it do not fit together.
 */
export function inferShapes(
  graph: Graph,
  tensors: ReadonlyMap<string, WeightTensor>,
  height: number,
  width: number,
): Map<string, Shape> {
  const shapes = new Map<string, Shape>([[graph.input, { channels: 3, height, width }]]);
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => shapes.get(name)!);
    const shape = nodeShape(node, inputs, tensors);
    if (shape.channels < 1 || shape.channels > MAX_CHANNELS || shape.height < 1 || shape.width < 1)
      throw new ModelError(`Layer ${node.name} has an impossible shape ${format(shape)}.`);
    shapes.set(node.name, shape);
  }
  return shapes;
}

/** @throws ModelError unless the network gives 3 channels of its input's size, within bounds of memory on the way. */
export function checkPicture(graph: Graph, shapes: ReadonlyMap<string, Shape>): void {
  const { height, width } = shapes.get(graph.input)!;
  for (const [name, shape] of shapes) {
    if (shape.height > MAX_MAGNIFICATION * height || shape.width > MAX_MAGNIFICATION * width)
      throw new ModelError(`Layer ${name} enlarges the picture to ${format(shape)}.`);
    if (shape.channels * shape.height * shape.width > MAX_VALUES_PER_PIXEL * height * width)
      throw new ModelError(`Layer ${name} needs too much memory: ${format(shape)}.`);
  }
  const output = shapes.get(graph.output)!;
  if (output.channels !== 3 || output.height !== height || output.width !== width)
    throw new ModelError(`The network turns ${width}x${height} RGB into ${format(output)}; it must keep the size.`);
}

/**
 * Counts the operations of one frame, a multiplication and an addition as two. Only convolutions count: all else takes a
 * hundredth of their time.
 * @param height rows of the frame, which are extended to a multiple of `graph.multiple`; likewise its columns
 */
export function operationsOf(
  { graph, tensors }: { graph: Graph; tensors: ReadonlyMap<string, WeightTensor> },
  height: number,
  width: number,
): number {
  const pad = (length: number) => Math.ceil(length / graph.multiple) * graph.multiple;
  const shapes = inferShapes(graph, tensors, pad(height), pad(width));
  return graph.nodes.reduce((sum, node) => {
    if (node.op !== 'conv2d') return sum;
    const { channels, height: rows, width: columns } = shapes.get(node.name)!;
    return sum + 2 * rows * columns * channels * (tensors.get(node.weight)!.data.length / channels);
  }, 0);
}

function nodeShape(node: GraphNode, inputs: Shape[], tensors: ReadonlyMap<string, WeightTensor>): Shape {
  const first = inputs[0]!;
  switch (node.op) {
    case 'conv2d':
      return convShape(node, first, tensors);
    case 'instanceNorm':
    case 'batchNorm': {
      const names =
        node.op === 'batchNorm' ? [node.scale, node.shift, node.mean, node.variance] : [node.scale, node.shift];
      for (const name of names) if (name !== undefined) vector(tensors, name, first.channels, node.name);
      return first;
    }
    case 'add':
      if (!inputs.every((shape) => sameShape(shape, first)))
        throw new ModelError(`Layer ${node.name} adds ${inputs.map(format).join(' and ')}.`);
      return first;
    case 'concat':
      if (!inputs.every((shape) => shape.height === first.height && shape.width === first.width))
        throw new ModelError(`Layer ${node.name} joins ${inputs.map(format).join(' and ')}.`);
      return { ...first, channels: inputs.reduce((sum, shape) => sum + shape.channels, 0) };
    case 'upsampleNearest':
      return { channels: first.channels, height: first.height * 2, width: first.width * 2 };
    case 'pixelShuffle': {
      const { factor } = node;
      if (first.channels % (factor * factor) !== 0)
        throw new ModelError(`Layer ${node.name} shuffles ${first.channels} channels by ${factor}.`);
      return {
        channels: first.channels / (factor * factor),
        height: first.height * factor,
        width: first.width * factor,
      };
    }
    case 'pixelUnshuffle': {
      const { factor } = node;
      if (first.height % factor !== 0 || first.width % factor !== 0)
        throw new ModelError(`Layer ${node.name} unshuffles ${format(first)} by ${factor}.`);
      return {
        channels: first.channels * factor * factor,
        height: first.height / factor,
        width: first.width / factor,
      };
    }
    default:
      return first;
  }
}

function convShape(
  node: Extract<GraphNode, { op: 'conv2d' }>,
  input: Shape,
  tensors: ReadonlyMap<string, WeightTensor>,
): Shape {
  const weight = tensors.get(node.weight);
  if (!weight) throw new ModelError(`Layer ${node.name} needs tensor ${node.weight}, which the file lacks.`);
  const [out, inner, kernel, kernelWidth] = weight.shape;
  if (weight.shape.length !== 4 || kernel !== kernelWidth || kernel! % 2 === 0 || kernel! > MAX_KERNEL)
    throw new ModelError(`Layer ${node.name} has weights [${weight.shape}]; they must be [out, in, k, k] with k odd.`);
  if (inner !== input.channels)
    throw new ModelError(`Layer ${node.name} takes ${inner} channels but is given ${input.channels}.`);
  if (node.bias !== undefined) vector(tensors, node.bias, out!, node.name);
  if (node.padMode === 'reflect' && (node.padding >= input.height || node.padding >= input.width))
    throw new ModelError(`Layer ${node.name} reflects ${node.padding} pixels of a ${format(input)} picture.`);
  const size = (length: number) => Math.floor((length + 2 * node.padding - kernel!) / node.stride) + 1;
  return { channels: out!, height: size(input.height), width: size(input.width) };
}

function vector(tensors: ReadonlyMap<string, WeightTensor>, name: string, length: number, layer: string): void {
  const tensor = tensors.get(name);
  if (!tensor) throw new ModelError(`Layer ${layer} needs tensor ${name}, which the file lacks.`);
  if (tensor.data.length !== length)
    throw new ModelError(`Layer ${layer} needs ${length} values in ${name}; there are ${tensor.data.length}.`);
}

function sameShape(a: Shape, b: Shape): boolean {
  return a.channels === b.channels && a.height === b.height && a.width === b.width;
}

function format(shape: Shape): string {
  return `${shape.width}x${shape.height}x${shape.channels}`;
}
