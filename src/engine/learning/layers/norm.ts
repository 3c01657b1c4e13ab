import momentsSource from '../../../../shaders/learning/layers/moments.wgsl?raw';
import parametersSource from '../../../../shaders/learning/layers/norm-parameters.wgsl?raw';
import sumsSource from '../../../../shaders/learning/layers/norm-sums.wgsl?raw';
import normaliseSource from '../../../../shaders/learning/layers/normalise.wgsl?raw';
import { groupsOf, type Tensor } from '../../compiler/expression';
import { learningKernel, mapKernel, sumKernel } from './learning-kernel';
import type { PackedParameter } from './parameters';
import { type Batch, type Destination, type LearningKernel, planesOf, resultOf, type Tape } from './tape';

/** An instance norm with its parameters in place. */
export interface InstanceNorm {
  readonly name: string;
  readonly eps: number;
  readonly affine?: { readonly scale: PackedParameter; readonly shift: PackedParameter };
}

/** Records an instance norm. @param isRectified whether ReLU follows at once */
export function instanceNorm(
  tape: Tape,
  input: Batch,
  { name, eps, affine }: InstanceNorm,
  isRectified: boolean,
): Batch {
  const { images, shape } = input;
  const planes = planesOf(input);
  const area = shape.height * shape.width;
  const groups = groupsOf(shape.channels);
  const output = tape.batch(images, shape, { learns: input.learns || affine !== undefined, isRectified });
  /** Two vectors a plane. */
  const pairs = () => tape.tensor({ channels: 4, height: planes, width: 2 });
  const moments = pairs();
  const summed = sumKernel(tape, {
    label: `${name} moments`,
    sources: [momentsSource],
    parameters: { AREA: area, EPS: eps },
    workgroups: [planes, 1, 1],
    bound: { reads: { source: input.tensor }, writes: { moments } },
  });
  const normalise = (
    label: string,
    destination: Destination,
    gradient?: { of: Tensor; sums: Tensor },
  ): LearningKernel =>
    mapKernel({
      label,
      source: normaliseSource,
      parameters: { GROUPS: groups, AFFINE: affine !== undefined, BACKWARD: gradient !== undefined },
      planes,
      shape,
      destination,
      bound: {
        reads: { source: input.tensor, moments, ...(gradient && { gradient: gradient.of, sums: gradient.sums }) },
        ...(affine && { parameters: gradient ? { scale: affine.scale } : affine }),
      },
    });
  tape.record({
    inputs: [input],
    output,
    forward: [summed, normalise(name, resultOf(output))],
    backward: (gradient, share) => {
      const sums = pairs();
      const kernels = [
        sumKernel(tape, {
          label: `${name} gradient sums`,
          sources: [sumsSource],
          parameters: { AREA: area },
          workgroups: [planes, 1, 1],
          bound: { reads: { source: input.tensor, moments, gradient: gradient! }, writes: { sums } },
        }),
      ];
      if (affine?.scale.learns) kernels.push(parameterGradients(name, images, groups, affine, sums));
      const destination = share(input);
      if (destination) kernels.push(normalise(`${name} input gradient`, destination, { of: gradient!, sums }));
      return kernels;
    },
  });
  return output;
}

const parameterGradients = (
  name: string,
  images: number,
  groups: number,
  { scale, shift }: NonNullable<InstanceNorm['affine']>,
  sums: Tensor,
): LearningKernel =>
  learningKernel({
    label: `${name} parameter gradients`,
    sources: [parametersSource],
    parameters: { IMAGES: images, GROUPS: groups },
    workgroups: [Math.ceil(groups / 64), 1, 1],
    bound: { reads: { sums }, gradients: { scaleGradient: scale, shiftGradient: shift } },
  });
