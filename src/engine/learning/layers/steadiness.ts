import cropDataSource from '../../../../shaders/learning/crop-data.wgsl?raw';
import movedSource from '../../../../shaders/learning/losses/moved.wgsl?raw';
import steadinessSource from '../../../../shaders/learning/losses/steadiness.wgsl?raw';
import gradientSource from '../../../../shaders/learning/losses/steadiness-gradient.wgsl?raw';
import { normThreads } from '../../compiler/tile-selection';
import { mapKernel, sumKernel } from './learning-kernel';
import { finishKernel, MOST_WORKGROUPS, SHARES } from './losses';
import { type Batch, batchVectors, planesOf, type Tape } from './tape';

/** Most pixels along the edges that do not count: what a network draws there depends on its padding. */
const MOST_MARGIN = 8;
/** Least denominator: the loss is 0 where no crop is moved. */
const LEAST = 1;
const CROPS = { crops: 'var<storage, read> crops: array<Crop>;' } as const;

/**
 * Records the mean squared difference between the pictures of crops and the pictures of the same crops moved, each at the other's
 * place (training/learn/data.py: Motion, by whole pixels). Both have noise of their own.
 * @param output RGB, an image for each crop of the external buffer `crops`; a moved crop comes after its own
 */
export function steadinessLoss(tape: Tape, output: Batch, name: string, index: number): void {
  const { images, shape } = output;
  const { height, width } = shape;
  const margin = Math.min(MOST_MARGIN, Math.min(height, width) >> 3);
  const parameters = { HEIGHT: height, WIDTH: width, MARGIN: margin };
  const vectors = batchVectors(output);
  const workgroups = Math.min(MOST_WORKGROUPS, Math.ceil(vectors / normThreads(tape.target)));
  const partials = tape.tensor({ channels: 4, height: 1, width: workgroups });
  const totals = tape.tensor({ channels: 4, height: 1, width: 1 });
  const reads = { values: output.tensor };
  const sums = sumKernel(tape, {
    label: `${name} sums`,
    sources: [cropDataSource, movedSource, steadinessSource],
    parameters: { ...parameters, VECTORS: vectors },
    workgroups: [workgroups, 1, 1],
    bound: { reads, writes: { partials }, externals: CROPS },
  });
  const ratio = { LOSS_INDEX: index, RELATIVE: true, X_SCALE: 1, Y_SCALE: 0, LEAST };
  tape.record({
    inputs: [output],
    forward: [sums, finishKernel(tape, name, partials, workgroups, ratio, totals)],
    backward: (_gradient, share) => {
      const destination = share(output);
      if (!destination) return [];
      const kernel = mapKernel({
        label: `${name} gradient`,
        source: `${cropDataSource}\n${movedSource}\n${gradientSource}`,
        parameters: { MARGIN: margin, IMAGES: images, LOSS_INDEX: index, LEAST },
        planes: planesOf(output),
        shape,
        destination,
        bound: { reads: { ...reads, totals }, externals: { ...CROPS, ...SHARES } },
      });
      return [kernel];
    },
  });
}
