import { groupsOf } from '../../compiler/expression';
import { convolutionKernel } from './convolution';
import { outerProducts } from './outer-products';
import type { Batch, Tape } from './tape';

/**
 * Records the Gram matrix of each image: mean products of channels (Gatys et al. 2016). Row c holds the products of channel c
 * with the channels of group y in place (y, component x) as a batch of `groups` rows and 4 columns. A loss on it must be
 * symmetric: its gradient then is, which halves the work.
 */
export function gram(tape: Tape, name: string, input: Batch): Batch {
  const { images, shape, learns } = input;
  const { channels, height, width } = shape;
  const scale = 1 / (height * width);
  const picture = { tensor: input.tensor, shape };
  const output = tape.batch(images, { channels, height: groupsOf(channels), width: 4 }, { learns });
  const products = images * height * width * channels ** 2;
  const run = { images, products, kernel: 1, stride: 1, padding: 0, padMode: 'zero' } as const;
  tape.record({
    inputs: [input],
    output,
    forward: outerProducts(tape, {
      ...run,
      label: name,
      lefts: picture,
      rights: picture,
      result: output.tensor,
      scale,
    }),
    backward: (gradient, share) => {
      const destination = share(input);
      if (!destination) return [];
      const kernel = convolutionKernel(tape, {
        ...run,
        label: `${name} gradient`,
        source: input.tensor,
        from: shape,
        to: shape,
        weights: gradient!,
        scale: 2 * scale,
        destination,
      });
      return [kernel];
    },
  });
  return output;
}
