import { buffersOf, type Expression, isTensor, type Parameter, type Tensor, vectorsOf } from './expression';
import type { Step } from './step';

/** Buffers that an expression reads at the very place it is computed for, and buffers that it reads elsewhere. */
interface Reads {
  readonly here: Set<Tensor>;
  readonly elsewhere: Set<Tensor | Parameter>;
}

/**
 * Lets a step write its result over a tensor of its input. The tensor must be as large as the result, read for the last time,
 * and read at each place only to compute that place. A residual sum then needs no memory of its own.
 * @param output the expression that the kernel after the last step computes
 */
export function writeInPlace(steps: readonly Step[], output: Expression): Step[] {
  const last = new Map<Tensor | Parameter, number>();
  steps.forEach((step, at) => {
    for (const buffer of readsOf(step)) last.set(buffer, at);
  });
  for (const buffer of buffersOf(output)) last.set(buffer, steps.length);
  return steps.map((step, at) => {
    if (step.kind !== 'conv' && step.kind !== 'map') return step;
    const { here, elsewhere } = placesOf(step.kind === 'conv' ? step.epilogue : step.input);
    if (step.kind === 'conv') for (const buffer of buffersOf(step.input)) elsewhere.add(buffer);
    const fits = (tensor: Tensor) =>
      last.get(tensor) === at &&
      !elsewhere.has(tensor) &&
      tensor.keepF32 === step.output.keepF32 &&
      isAsLarge(tensor, step);
    const overwrites = [...here].find(fits);
    return overwrites ? { ...step, overwrites } : step;
  });
}

const isAsLarge = (tensor: Tensor, { output }: Step): boolean => vectorsOf(tensor.shape) === vectorsOf(output.shape);

function readsOf(step: Step): Set<Tensor | Parameter> {
  if (step.kind === 'normalise') return new Set([step.partials]);
  if (step.kind === 'conv') return new Set([...buffersOf(step.input), ...buffersOf(step.epilogue)]);
  return buffersOf(step.input);
}

function placesOf(expression: Expression, reads: Reads = { here: new Set(), elsewhere: new Set() }): Reads {
  switch (expression.kind) {
    case 'load':
      reads.here.add(expression.tensor);
      break;
    case 'pointwise':
      placesOf(expression.of, reads);
      break;
    case 'affine':
      placesOf(expression.of, reads);
      if (isTensor(expression.coefficients)) reads.elsewhere.add(expression.coefficients);
      break;
    case 'add':
      placesOf(expression.left, reads);
      placesOf(expression.right, reads);
      break;
    default:
      for (const buffer of buffersOf(expression)) reads.elsewhere.add(buffer);
  }
  return reads;
}
