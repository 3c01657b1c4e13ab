import type { NodeOf } from '../model/graph';
import type { Model } from '../model/model';
import type { Shape } from '../model/shapes';
import type { Expression, Tensor } from './expression';
import { type ConvStep, partialsShape, tileOf } from './step';
import { type CompileTarget, chooseConvTile } from './tile-selection';
import { convBias, convWeights, matrixWeights, phaseWeights, winogradWeights } from './weight-packing';

/** A convolution whose epilogue can still grow. */
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
 * A convolution as a dispatch: its tile, with weights, padding and statistics as that tile's kernel has them.
 * @param tensor makes a tensor for what is written
 */
export function convStep(
  { node, input, fold, epilogue }: OpenConvolution,
  statistics: boolean,
  model: Model,
  target: CompileTarget,
  tensor: (shape: Shape, exact: boolean) => Tensor,
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
    // The four phases read the input as it is before upsampling.
    input: tile.kind === 'phases' && input.kind === 'upsample' ? input.of : input,
    kernel,
    stride,
    padding,
    // Beyond the edge of an upsampled picture, reflection by one pixel finds what replication finds.
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
