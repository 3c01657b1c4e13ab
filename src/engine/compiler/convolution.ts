import type { NodeOf } from '../model/graph';
import type { Model } from '../model/model';
import type { Shape } from '../model/shapes';
import type { Expression, Tensor } from './expression';
import { type ConvStep, partialsShape, tileOf } from './step';
import { type CompileTarget, chooseConvTile } from './tile-selection';
import { convBias, convWeights, matrixWeights, phaseWeights, winogradWeights } from './weight-packing';

/** A convolution that is not a step yet, so that its epilogue can still take in the layers that follow. */
export interface OpenConvolution {
  readonly node: NodeOf<'conv2d'>;
  readonly input: Expression;
  readonly fold?: NodeOf<'batchNorm'>;
  readonly epilogue: Expression;
}

const WEIGHTS = {
  plain: convWeights,
  direct: convWeights,
  phases: phaseWeights,
  winograd: winogradWeights,
  matrix: matrixWeights,
} as const;

/**
 * Turns a convolution into a dispatch: chooses its tile, and the weights, padding and statistics that the tile's kernel needs.
 * @param statistics whether an instance norm follows, whose statistics the kernel should sum
 * @param tensor allocates a tensor for a result
 */
export function convStep(
  { node, input, fold, epilogue }: OpenConvolution,
  statistics: boolean,
  model: Model,
  target: CompileTarget,
  tensor: (shape: Shape, keepF32: boolean) => Tensor,
): ConvStep {
  const kernel = model.tensors.get(node.weight)!.shape[2]!;
  const { stride, padding, padMode } = node;
  const output = epilogue.shape;
  const upsampled = input.kind === 'upsample';
  const shape = { kernel, stride, padding, input: input.shape, output, target, statistics, upsampled };
  const tile = chooseConvTile(shape);
  const grid = statistics ? tileOf(tile) : undefined;
  return {
    kind: 'conv',
    label: node.name,
    // The four phases read the input before upsampling.
    input: tile.kind === 'phases' && input.kind === 'upsample' ? input.of : input,
    kernel,
    stride,
    padding,
    // Upsampling by 2 repeats every pixel, so reflecting by one pixel gives the same value as repeating the edge.
    padMode: tile.kind === 'phases' && padMode === 'reflect' ? 'replicate' : padMode,
    weights: WEIGHTS[tile.kind](model, node, fold),
    bias: convBias(model, node, fold),
    epilogue,
    shape,
    tile,
    output: tensor(output, false),
    ...(grid && { statistics: tensor(partialsShape(output, grid), true) }),
  };
}
