import biasSource from '../../../../shaders/learning/layers/bias.wgsl?raw';
import convolutionSource from '../../../../shaders/learning/layers/convolution.wgsl?raw';
import foldSource from '../../../../shaders/learning/layers/fold.wgsl?raw';
import mirroredSource from '../../../../shaders/lib/mirrored.wgsl?raw';
import { groupsOf, type Tensor } from '../../compiler/expression';
import type { NodeOf } from '../../model/graph';
import type { Shape } from '../../model/shapes';
import { learningKernel, mapKernel, sumKernel } from './learning-kernel';
import { chooseTile } from './learning-tile';
import { outerProducts } from './outer-products';
import type { PackedParameter } from './parameters';
import { type Batch, type Destination, type LearningKernel, resultOf, type Tape, tensorOf } from './tape';

/** A convolution with its parameters in place. */
export type Convolution = Pick<NodeOf<'conv2d'>, 'name' | 'stride' | 'padding' | 'padMode'> & {
  readonly weight: PackedParameter;
  readonly bias?: PackedParameter;
};

/** Records a convolution. @param isRectified whether ReLU follows at once */
export function convolution(tape: Tape, input: Batch, layer: Convolution, isRectified: boolean): Batch {
  const { name, stride, padding, weight, bias } = layer;
  const [out, , kernel] = weight.shape as [number, number, number];
  const size = (length: number) => Math.floor((length + 2 * padding - kernel) / stride) + 1;
  const shape = { channels: out, height: size(input.shape.height), width: size(input.shape.width) };
  const output = tape.batch(input.images, shape, { learns: input.learns || weight.learns, isRectified });
  const forward = convolutionKernel(tape, {
    label: name,
    images: input.images,
    source: input.tensor,
    from: input.shape,
    to: shape,
    kernel,
    stride,
    padding,
    padMode: layer.padMode,
    weights: weight,
    ...(bias && { bias }),
    destination: resultOf(output),
    products: productsOf(output, weight),
  });
  tape.record({
    inputs: [input],
    output,
    forward: [forward],
    backward: (gradient, share) => {
      const kernels = weight.learns ? parameterGradients(tape, input, output, layer, gradient!) : [];
      const destination = share(input);
      if (destination) kernels.push(...inputGradient(tape, input, output, layer, gradient!, destination));
      return kernels;
    },
  });
  return output;
}

/** Multiplications of a convolution, and as many of each of its two gradients. */
const productsOf = ({ images, shape }: Batch, { shape: [out, inner, kernel] }: PackedParameter): number =>
  images * shape.height * shape.width * out! * inner! * kernel! ** 2;

function parameterGradients(
  tape: Tape,
  input: Batch,
  output: Batch,
  { name, stride, padding, padMode, weight, bias }: Convolution,
  gradient: Tensor,
): LearningKernel[] {
  const kernels = outerProducts(tape, {
    label: `${name} weight gradient`,
    images: input.images,
    lefts: { tensor: gradient, shape: output.shape },
    rights: { tensor: input.tensor, shape: input.shape },
    kernel: weight.shape[2]!,
    stride,
    padding,
    padMode,
    result: weight,
    products: productsOf(output, weight),
  });
  if (!bias) return kernels;
  const { channels, height, width } = output.shape;
  const groups = groupsOf(channels);
  const sums = sumKernel(tape, {
    label: `${name} bias gradient`,
    sources: [biasSource],
    parameters: { IMAGES: output.images, GROUPS: groups, AREA: height * width },
    workgroups: [groups, 1, 1],
    bound: { reads: { gradient }, gradients: { sums: bias } },
  });
  return [...kernels, sums];
}

/** The gradient of the input. Padding that repeats pixels makes a padded gradient first, which is folded back. */
function inputGradient(
  tape: Tape,
  input: Batch,
  output: Batch,
  { name, stride, padding, padMode, weight }: Convolution,
  gradient: Tensor,
  destination: Destination,
): LearningKernel[] {
  const kernel = weight.shape[2]!;
  const isFolded = padMode !== 'zero' && padding > 0;
  const added = isFolded ? padding : 0;
  const { channels, height, width } = input.shape;
  const to = { channels, height: height + 2 * added, width: width + 2 * added };
  const padded = isFolded ? tape.batch(input.images, to, { learns: false }) : undefined;
  const products = convolutionKernel(tape, {
    label: `${name} input gradient`,
    images: input.images,
    source: gradient,
    from: output.shape,
    to,
    kernel,
    stride: 1,
    // The first row of the result meets the last row of the kernel first.
    padding: kernel - 1 - padding + added,
    dilation: stride,
    padMode: 'zero',
    weights: weight,
    isTransposed: true,
    products: productsOf(output, weight),
    destination: padded ? tensorOf(padded.tensor) : destination,
  });
  if (!padded) return [products];
  const fold = mapKernel({
    label: `${name} fold`,
    source: `${mirroredSource}\n${foldSource}`,
    parameters: { PADDING: padding, REFLECT: padMode === 'reflect' },
    planes: input.images * groupsOf(channels),
    shape: input.shape,
    destination,
    bound: { reads: { padded: padded.tensor } },
  });
  return [products, fold];
}

/** One run of shaders/learning/layers/convolution.wgsl. */
export interface ConvolutionRun {
  readonly label: string;
  readonly images: number;
  readonly source: Tensor;
  readonly from: Shape;
  readonly to: Shape;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation?: number;
  readonly padMode: NodeOf<'conv2d'>['padMode'];
  /** A parameter for all images, or a tensor with weights for each. */
  readonly weights: PackedParameter | Tensor;
  readonly bias?: PackedParameter;
  /** Multiplies the sums. */
  readonly scale?: number;
  readonly isTransposed?: boolean;
  readonly destination: Destination;
  /** Multiplications of the layer. */
  readonly products: number;
}

export function convolutionKernel({ target, tile }: Tape, run: ConvolutionRun): LearningKernel {
  const { images, from, to, kernel, stride, padMode, weights, bias } = run;
  const outGroups = groupsOf(to.channels);
  const { threadsX, threadsY, pixels, block } = chooseTile(target, images, to, kernel, stride, tile);
  const shared = 'offset' in weights;
  return learningKernel({
    label: run.label,
    sources: [mirroredSource, convolutionSource],
    parameters: {
      IN_HEIGHT: from.height,
      IN_WIDTH: from.width,
      IN_GROUPS: groupsOf(from.channels),
      OUT_HEIGHT: to.height,
      OUT_WIDTH: to.width,
      OUT_GROUPS: outGroups,
      K: kernel,
      STRIDE: stride,
      PADDING: run.padding,
      DILATION: run.dilation ?? 1,
      THREADS_X: threadsX,
      THREADS_Y: threadsY,
      PIXELS: pixels,
      BLOCK: block,
      SPAN: (pixels - 1) * stride + kernel,
      ACCUMULATORS: pixels * block,
      LANES: Math.min(4, from.channels),
      SCALE: run.scale ?? 1,
      IMAGE_WEIGHTS: shared ? 0 : outGroups * groupsOf(from.channels) * kernel ** 2 * 4,
      ZERO: padMode === 'zero',
      REFLECT: padMode === 'reflect',
      TRANSPOSED: run.isTransposed ?? false,
      BIAS: bias !== undefined,
    },
    workgroups: [
      Math.ceil(to.width / threadsX),
      Math.ceil(to.height / (threadsY * pixels)),
      (images * outGroups) / block,
    ],
    destination: run.destination,
    products: run.products,
    bound: {
      reads: { source: run.source, ...(!shared && { weights }) },
      parameters: { ...(shared && { weights }), ...(bias && { bias }) },
    },
  });
}
