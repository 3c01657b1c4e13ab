import { buffersOf, type Expression, isTensor, type Parameter, type Tensor, vectorsOf } from './expression';
import type { Step } from './step';

/** What an expression reads at the very place it is computed for, and what it reads anywhere else. */
interface Reads {
  readonly here: Set<Tensor>;
  readonly elsewhere: Set<Tensor | Parameter>;
}

/**
 * Lets every step whose result is as large as a tensor it reads for the last time, place by place, write over that tensor:
 * a residual sum then takes no more memory than what it is added to.
 * @param output what the kernel after the last step reads
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
