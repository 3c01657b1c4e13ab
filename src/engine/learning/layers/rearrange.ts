import poolSource from '../../../../shaders/learning/layers/pool.wgsl?raw';
import shuffleSource from '../../../../shaders/learning/layers/shuffle.wgsl?raw';
import sumSource from '../../../../shaders/learning/layers/sum.wgsl?raw';
import upsampleSource from '../../../../shaders/learning/layers/upsample.wgsl?raw';
import type { TemplateParameters } from '../../codegen/wgsl-preprocessor';
import { groupsOf, type Tensor } from '../../compiler/expression';
import type { Shape } from '../../model/shapes';
import { mapKernel } from './learning-kernel';
import { type Batch, type Destination, type LearningKernel, planesOf, resultOf, type Tape } from './tape';

/** Layers without parameters that move and add values. */

/** Records the sum of two batches of one shape. @param isRectified whether ReLU follows at once */
export function add(tape: Tape, name: string, left: Batch, right: Batch, isRectified: boolean): Batch {
  const output = tape.batch(left.images, left.shape, { learns: left.learns || right.learns, isRectified });
  tape.record({
    inputs: [left, right],
    output,
    forward: [sum(name, output, resultOf(output), left.tensor, right.tensor)],
    backward: (gradient, share) =>
      [share(left), share(right)]
        .filter((destination) => destination !== undefined)
        .map((destination) => sum(`${name} gradient`, output, destination, gradient!)),
  });
  return output;
}

/** Records a ReLU that cannot join the layer before it, because others read that layer's value too. */
export function relu(tape: Tape, name: string, input: Batch): Batch {
  const output = tape.batch(input.images, input.shape, { learns: input.learns, isRectified: true });
  tape.record({
    inputs: [input],
    output,
    forward: [sum(name, output, resultOf(output), input.tensor)],
    backward: (gradient, share) => each(share(input), (to) => sum(`${name} gradient`, output, to, gradient!)),
  });
  return output;
}

/** Records nearest upsampling by 2. */
export function upsampleNearest(tape: Tape, name: string, input: Batch): Batch {
  const { channels, height, width } = input.shape;
  const shape = { channels, height: height * 2, width: width * 2 };
  return moved(tape, name, input, shape, (_to, _from, backward) => ({ source: upsampleSource, BACKWARD: backward }));
}

/** Records a pixel shuffle (to fewer, larger channels) or unshuffle. */
export function pixelShuffle(tape: Tape, name: string, input: Batch, factor: number, isUnshuffle: boolean): Batch {
  const { channels, height, width } = input.shape;
  const scale = isUnshuffle ? 1 / factor : factor;
  const shape = { channels: channels / scale ** 2, height: height * scale, width: width * scale };
  return moved(tape, name, input, shape, (to, from, backward) => ({
    source: shuffleSource,
    CHANNELS: to.channels,
    GROUPS: groupsOf(to.channels),
    SOURCE_GROUPS: groupsOf(from.channels),
    FACTOR: factor,
    UNSHUFFLE: isUnshuffle !== backward,
  }));
}

/** Records the maximum of every 2 x 2 pixels. */
export function maxPool(tape: Tape, name: string, input: Batch): Batch {
  const { channels, height, width } = input.shape;
  const shape = { channels, height: height >> 1, width: width >> 1 };
  const output = tape.batch(input.images, shape, { learns: input.learns });
  const pool = (label: string, destination: Destination, to: Shape, pooled?: Tensor): LearningKernel =>
    mapKernel({
      label,
      source: poolSource,
      parameters: {
        SOURCE_HEIGHT: height,
        SOURCE_WIDTH: width,
        POOLED_HEIGHT: shape.height,
        POOLED_WIDTH: shape.width,
        BACKWARD: pooled !== undefined,
      },
      planes: planesOf(input),
      shape: to,
      destination,
      bound: { reads: { source: input.tensor, ...(pooled && { pooled }) } },
    });
  tape.record({
    inputs: [input],
    output,
    forward: [pool(name, resultOf(output), shape)],
    backward: (gradient, share) => each(share(input), (to) => pool(`${name} gradient`, to, input.shape, gradient)),
  });
  return output;
}

const each = (
  destination: Destination | undefined,
  make: (destination: Destination) => LearningKernel,
): LearningKernel[] => (destination ? [make(destination)] : []);

function sum(label: string, like: Batch, destination: Destination, left: Tensor, right?: Tensor): LearningKernel {
  return mapKernel({
    label,
    source: sumSource,
    parameters: { TWO: right !== undefined, RIGHT: '' },
    planes: planesOf(like),
    shape: like.shape,
    destination,
    bound: { reads: { left } },
    ...(right && { shared: { RIGHT: right } }),
  });
}

/**
 * Records a layer whose values come from other places of its input.
 * @param describe template and parameters of a kernel that makes the batch `to` from `from`
 */
function moved(
  tape: Tape,
  name: string,
  input: Batch,
  shape: Shape,
  describe: (to: Shape, from: Shape, backward: boolean) => TemplateParameters & { readonly source: string },
): Batch {
  const output = tape.batch(input.images, shape, { learns: input.learns });
  const kernel = (label: string, destination: Destination, to: Batch, from: Batch, read: Tensor): LearningKernel => {
    const { source, ...parameters } = describe(to.shape, from.shape, to === input);
    const bound = { reads: { source: read } };
    return mapKernel({ label, source, parameters, planes: planesOf(to), shape: to.shape, destination, bound });
  };
  tape.record({
    inputs: [input],
    output,
    forward: [kernel(name, resultOf(output), output, input, input.tensor)],
    backward: (gradient, share) => each(share(input), (to) => kernel(`${name} gradient`, to, input, output, gradient!)),
  });
  return output;
}
