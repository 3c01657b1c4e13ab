import loadSource from '../../../shaders/learning/load.wgsl?raw';
import type { Shape } from '../model/shapes';
import { mapKernel } from './learning-kernel';
import { type Batch, planesOf, resultOf, type Tape } from './tape';

/**
 * Records values that the caller gives in the external buffer `name`.
 * @param learns whether gradients go back to it
 */
export function given(tape: Tape, name: string, images: number, shape: Shape, learns = false): Batch {
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
