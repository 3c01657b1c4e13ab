import adamSource from '../../../shaders/learning/adam.wgsl?raw';
import normSource from '../../../shaders/learning/norm.wgsl?raw';
import { learningKernel, sumKernel } from './layers/learning-kernel';
import type { PackedParameters } from './layers/parameters';
import type { LearningKernel, Tape } from './layers/tape';

/** Adam's beta 1, beta 2 and epsilon, as in training/learn/trainer.py. */
const FIRST = 0.9;
const SECOND = 0.99;
const EPS = 1e-8;
/** Largest norm of the gradient of all parameters; a longer gradient is scaled down. */
const MOST_NORM = 1;
/** Share of the moving average that a step keeps, once it has started up. */
const KEPT = 0.998;

/** The parameters and what is kept of each from step to step, as buffers of one length. */
export const ADAM_BUFFERS = ['values', 'gradients', 'means', 'squares', 'averages'] as const;

/** Kernels that change what is learned; they end a step. */
export const ADAM_KERNELS = 2;

/** The numbers of one step, for the uniform buffer `rate`. @param step counts from 0 */
export function adamRate(learningRate: number, step: number): Float32Array<ArrayBuffer> {
  return Float32Array.of(
    learningRate / (1 - FIRST ** (step + 1)),
    1 / Math.sqrt(1 - SECOND ** (step + 1)),
    MOST_NORM,
    Math.min(KEPT, (1 + step) / (10 + step)),
  );
}

/** Makes the kernels that update all parameters by their gradients. */
export function adamKernels(tape: Tape, { vectors }: PackedParameters): LearningKernel[] {
  const totals = tape.tensor({ channels: 4, height: 1, width: 1 });
  const norm = sumKernel(tape, {
    label: 'gradient norm',
    sources: [normSource],
    parameters: { VECTORS: vectors },
    workgroups: [1, 1, 1],
    bound: { writes: { totals }, externals: { gradients: 'var<storage, read> gradients: array<vec4f>;' } },
  });
  const declare = (name: string) => {
    const access = name === 'gradients' ? 'read' : 'read_write';
    return [name, `var<storage, ${access}> ${name}: array<vec4f>;`];
  };
  const adam = learningKernel({
    label: 'Adam',
    sources: [adamSource],
    parameters: { VECTORS: vectors, FIRST, SECOND, EPS },
    workgroups: [Math.ceil(vectors / 64), 1, 1],
    bound: {
      reads: { totals },
      externals: { ...Object.fromEntries(ADAM_BUFFERS.map(declare)), rate: 'var<uniform> rate: vec4f;' },
    },
  });
  return [norm, adam];
}
