import { ModelError } from '../../errors';
import type { GraphNode } from '../../model/graph';
import type { WeightTensor } from '../../model/safetensors';
import { convolution } from './convolution';
import { instanceNorm } from './norm';
import type { PackedParameters } from './parameters';
import { add, maxPool, pixelShuffle, relu, upsampleNearest } from './rearrange';
import type { Batch, Tape } from './tape';

/** A layer that only perceptual networks have: the maximum of every 2 x 2 pixels. */
export interface MaxPool {
  readonly op: 'maxPool';
  readonly name: string;
  readonly inputs: readonly [string];
}

/** A layer of a network that learns, or that others learn through. */
export type LearningNode = GraphNode | MaxPool;

/** Tensors of a network, and where they lie in a buffer. */
export interface LearningWeights {
  readonly tensors: ReadonlyMap<string, WeightTensor>;
  readonly parameters: PackedParameters;
}

/**
 * Records the layers of a graph. A ReLU joins the layer before it, where nothing else reads that layer.
 * @param input the value of `inputName`
 * @returns the values of all layers by name; a layer that was joined has the value of its ReLU
 * @throws ModelError for a layer that cannot learn
 */
export function recordLayers(
  tape: Tape,
  nodes: readonly LearningNode[],
  weights: LearningWeights,
  inputName: string,
  input: Batch,
): Map<string, Batch> {
  const readers = new Map<string, LearningNode[]>();
  for (const node of nodes) for (const name of node.inputs) readers.set(name, [...(readers.get(name) ?? []), node]);
  const isRectified = ({ name }: LearningNode): boolean => {
    const reading = readers.get(name) ?? [];
    return reading.length === 1 && reading[0]!.op === 'relu';
  };
  const values = new Map([[inputName, input]]);
  const joined = new Set<Batch>();
  for (const node of nodes) {
    const inputs = node.inputs.map((name) => values.get(name)!);
    const from = inputs[0]!;
    if (node.op === 'relu' && joined.has(from)) {
      values.set(node.name, from);
      continue;
    }
    const value = recordLayer(tape, node, inputs, weights, isRectified(node));
    if (value.isRectified && node.op !== 'relu') joined.add(value);
    values.set(node.name, value);
  }
  return values;
}

function recordLayer(
  tape: Tape,
  node: LearningNode,
  inputs: readonly Batch[],
  { tensors, parameters }: LearningWeights,
  isRectified: boolean,
): Batch {
  const { name } = node;
  const input = inputs[0]!;
  const parameter = (key: string) => parameters.add(key, tensors.get(key)!);
  switch (node.op) {
    case 'conv2d': {
      const { stride, padding, padMode } = node;
      const bias = node.bias === undefined ? undefined : parameter(node.bias);
      const layer = { name, stride, padding, padMode, weight: parameter(node.weight), ...(bias && { bias }) };
      return convolution(tape, input, layer, isRectified);
    }
    case 'instanceNorm': {
      const { eps, scale, shift } = node;
      if ((scale === undefined) !== (shift === undefined))
        throw new ModelError(`Layer ${name} has only one of scale and shift; it cannot learn.`);
      if (scale === undefined || shift === undefined) return instanceNorm(tape, input, { name, eps }, isRectified);
      const affine = { scale: parameter(scale), shift: parameter(shift) };
      return instanceNorm(tape, input, { name, eps, affine }, isRectified);
    }
    case 'add':
      return add(tape, name, input, inputs[1]!, isRectified);
    case 'relu':
      return relu(tape, name, input);
    case 'upsampleNearest':
      return upsampleNearest(tape, name, input);
    case 'pixelShuffle':
    case 'pixelUnshuffle':
      return pixelShuffle(tape, name, input, node.factor, node.op === 'pixelUnshuffle');
    case 'maxPool':
      return maxPool(tape, name, input);
    default:
      throw new ModelError(`Layer ${name} (${node.op}) cannot learn.`);
  }
}
