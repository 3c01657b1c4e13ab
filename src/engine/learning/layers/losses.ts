import finishSource from '../../../../shaders/learning/losses/finish.wgsl?raw';
import squaredSource from '../../../../shaders/learning/losses/squared.wgsl?raw';
import squaredGradientSource from '../../../../shaders/learning/losses/squared-gradient.wgsl?raw';
import variationSource from '../../../../shaders/learning/losses/variation.wgsl?raw';
import variationGradientSource from '../../../../shaders/learning/losses/variation-gradient.wgsl?raw';
import type { TemplateParameters } from '../../codegen/wgsl-preprocessor';
import type { Tensor } from '../../compiler/expression';
import { normThreads } from '../../compiler/tile-selection';
import { mapKernel, sumKernel } from './learning-kernel';
import { type Batch, batchVectors, type Destination, type LearningKernel, planesOf, type Tape } from './tape';

/** Most losses of a step. The index of a loss says where its value and its weight in the whole are. */
export const MOST_LOSSES = 16;

/** Declarations of the buffers that hold them, by their external names. */
const LOSSES = { losses: 'var<storage, read_write> losses: array<f32>;' } as const;
export const SHARES = { shares: `var<uniform> shares: array<vec4f, ${MOST_LOSSES}>;` } as const;

/** Smallest mean square that a relative loss divides by. */
const LEAST_MEAN = 1e-8;
/** Most workgroups that share the sums of a loss. */
export const MOST_WORKGROUPS = 256;

/** Number of values in a batch, padding channels excluded. */
const valuesOf = ({ images, shape }: Batch): number => images * shape.channels * shape.height * shape.width;

/** Options of a squared loss. */
export interface SquaredLoss {
  readonly name: string;
  readonly index: number;
  /** Divides by the mean square of the target. */
  readonly isRelative: boolean;
  /** Number of values, where that is not what the shape says. */
  readonly count?: number;
}

/**
 * Records the mean squared difference of a batch from a target, or that over the target's mean square.
 * @param target as many images as the batch, or one for all
 */
export function squaredLoss(tape: Tape, batch: Batch, target: Batch, options: SquaredLoss): void {
  const { name, index, isRelative, count = valuesOf(batch) } = options;
  const parameters: TemplateParameters = {
    TARGET_VECTORS: batchVectors(target),
    LOSS_INDEX: index,
    RELATIVE: isRelative,
    X_SCALE: 1 / count,
    Y_SCALE: 0,
    LEAST: LEAST_MEAN * count,
  };
  const reads = { values: batch.tensor, targets: target.tensor };
  const { kernels, totals } = totalled(tape, name, batch, squaredSource, parameters, reads);
  tape.record({
    inputs: [batch, target],
    forward: kernels,
    backward: (_gradient, share) =>
      gradientOf(
        name,
        batch,
        squaredGradientSource,
        parameters,
        { ...reads, ...(isRelative && { totals }) },
        share(batch),
      ),
  });
}

/** Records the mean absolute difference of neighbours in columns plus that in rows. */
export function variationLoss(tape: Tape, batch: Batch, name: string, index: number): void {
  const { channels, height, width } = batch.shape;
  const mean = (count: number) => 1 / (batch.images * channels * count);
  const parameters: TemplateParameters = {
    LOSS_INDEX: index,
    RELATIVE: false,
    X_SCALE: mean((height - 1) * width),
    Y_SCALE: mean(height * (width - 1)),
    LEAST: 0,
  };
  const reads = { values: batch.tensor };
  const { kernels } = totalled(
    tape,
    name,
    batch,
    variationSource,
    { ...parameters, HEIGHT: height, WIDTH: width },
    reads,
  );
  tape.record({
    inputs: [batch],
    forward: kernels,
    backward: (_gradient, share) => gradientOf(name, batch, variationGradientSource, parameters, reads, share(batch)),
  });
}

/** Makes the kernels that add up a loss: shares by workgroups, and the whole. */
function totalled(
  tape: Tape,
  name: string,
  batch: Batch,
  source: string,
  parameters: TemplateParameters,
  reads: Readonly<Record<string, Tensor>>,
): { kernels: LearningKernel[]; totals: Tensor } {
  const vectors = batchVectors(batch);
  const workgroups = Math.min(MOST_WORKGROUPS, Math.ceil(vectors / normThreads(tape.target)));
  const partials = tape.tensor({ channels: 4, height: 1, width: workgroups });
  const totals = tape.tensor({ channels: 4, height: 1, width: 1 });
  const shares = sumKernel(tape, {
    label: `${name} sums`,
    sources: [source],
    parameters: { ...parameters, VECTORS: vectors },
    workgroups: [workgroups, 1, 1],
    bound: { reads, writes: { partials } },
  });
  const whole = finishKernel(tape, name, partials, workgroups, parameters, totals);
  return { kernels: [shares, whole], totals };
}

/** Makes the kernel that gets a loss from partial sums. @param totals receives the sums, for a gradient that needs them */
export function finishKernel(
  tape: Tape,
  label: string,
  partials: Tensor,
  count: number,
  parameters: TemplateParameters,
  totals = tape.tensor({ channels: 4, height: 1, width: 1 }),
): LearningKernel {
  return sumKernel(tape, {
    label,
    sources: [finishSource],
    parameters: { ...parameters, PARTIALS: count },
    workgroups: [1, 1, 1],
    bound: { reads: { partials }, writes: { totals }, externals: LOSSES },
  });
}

function gradientOf(
  name: string,
  batch: Batch,
  source: string,
  parameters: TemplateParameters,
  reads: Readonly<Record<string, Tensor>>,
  destination: Destination | undefined,
): LearningKernel[] {
  if (!destination) return [];
  const kernel = mapKernel({
    label: `${name} gradient`,
    source,
    parameters,
    planes: planesOf(batch),
    shape: batch.shape,
    destination,
    bound: { reads, externals: SHARES },
  });
  return [kernel];
}
