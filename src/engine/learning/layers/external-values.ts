import sumSource from '../../../../shaders/learning/layers/sum.wgsl?raw';
import loadSource from '../../../../shaders/learning/load.wgsl?raw';
import type { Shape } from '../../model/shapes';
import { mapKernel } from './learning-kernel';
import { type Batch, bufferOf, planesOf, resultOf, type Tape } from './tape';

/**
 * Records values that the caller gives in the external buffer `name`.
 * @param learns whether gradients go back to it
 */
export function externalValues(tape: Tape, name: string, images: number, shape: Shape, learns = false): Batch {
  const output = tape.batch(images, shape, { learns });
  const kernel = mapKernel({
    label: name,
    source: loadSource,
    parameters: {},
    planes: planesOf(output),
    shape,
    destination: resultOf(output),
    bound: { externals: { [name]: 'var<storage, read> given: array<vec4f>;' } },
  });
  tape.record({ inputs: [], output, forward: [kernel], backward: () => [] });
  return output;
}

/** Records that a batch is wanted in the external buffer `name`. */
export function stored(tape: Tape, batch: Batch, name: string): void {
  const kernel = mapKernel({
    label: name,
    source: sumSource,
    parameters: { TWO: false, RIGHT: '' },
    planes: planesOf(batch),
    shape: batch.shape,
    destination: bufferOf(name),
    bound: { reads: { left: batch.tensor } },
  });
  tape.record({ inputs: [batch], forward: [kernel], backward: () => [] });
}
