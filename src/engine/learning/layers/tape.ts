import type { Bindings } from '../../codegen/bindings';
import type { Kernel } from '../../codegen/kernel';
import type { TemplateParameters } from '../../codegen/wgsl-preprocessor';
import { groupsOf, type Tensor } from '../../compiler/expression';
import type { CompileTarget } from '../../compiler/tile-selection';
import type { Shape } from '../../model/shapes';
import type { LearningTile } from './learning-tile';

/** A batch of pictures of one shape: [image][group][y][x] vec4. Components that stand for no channel are zero. */
export interface Batch {
  readonly tensor: Tensor;
  readonly images: number;
  /** Size and channels of one image. */
  readonly shape: Shape;
  /** Whether it depends on anything that is learned. */
  readonly learns: boolean;
  /** Whether it went through ReLU as it was made. Its gradient is that of the value before. */
  readonly isRectified: boolean;
}

/** Groups of 4 channels of all images. */
export const planesOf = ({ images, shape }: Batch): number => images * groupsOf(shape.channels);

/** Length of a batch in vec4. */
export const batchVectors = (batch: Batch): number => planesOf(batch) * batch.shape.height * batch.shape.width;

/** Destination of a kernel's results: shaders/learning/write.wgsl with its parameters. */
export interface Destination {
  /** Binds the result and what else writing it reads, and gives the parameters of the template. */
  bind(bindings: Bindings): TemplateParameters;
}

/** A kernel of learning. */
export interface LearningKernel extends Kernel {
  /** Multiplications that the layer takes, as its definition states them; 0 where memory counts alone. */
  readonly products: number;
}

/** One layer or loss as it was recorded. */
interface Operation {
  readonly inputs: readonly Batch[];
  /** A loss has none. */
  readonly output?: Batch;
  readonly forward: readonly LearningKernel[];
  /**
   * Makes the kernels of the gradients.
   * @param gradient that of the output; a loss has none
   * @param share where an input's share of the gradient goes; undefined for an input that does not learn
   */
  readonly backward: (
    gradient: Tensor | undefined,
    share: (input: Batch) => Destination | undefined,
  ) => LearningKernel[];
}

/** Kernels of one step, in the order in which they run. */
export interface Recorded {
  readonly forward: readonly LearningKernel[];
  readonly backward: readonly LearningKernel[];
}

/** Records layers and losses, and derives the kernels of all gradients: reverse-mode differentiation of a fixed program. */
export class Tape {
  /** The device that the kernels are fitted to. */
  readonly target: CompileTarget;
  readonly tile?: LearningTile;
  readonly #operations: Operation[] = [];
  readonly #gradients = new Map<Batch, Tensor>();
  #tensors = 0;

  /** @param tile for all convolutions that it fits: for tests and measurements */
  constructor(target: CompileTarget, tile?: LearningTile) {
    this.target = target;
    if (tile) this.tile = tile;
  }

  /** Reserves memory for a value that lives while kernels of the step use it. */
  tensor(shape: Shape, persistent = false): Tensor {
    return { id: this.#tensors++, shape, keepF32: true, persistent };
  }

  /** Reserves memory for a batch. */
  batch(images: number, shape: Shape, options: { learns: boolean; isRectified?: boolean; kept?: boolean }): Batch {
    const { learns, isRectified = false, kept = false } = options;
    const tensor = this.tensor({ ...shape, channels: images * groupsOf(shape.channels) * 4 }, kept);
    return { tensor, images, shape, learns, isRectified };
  }

  /** Reserves memory for the gradient of a batch, that is not reused, so that it can be read after the step. */
  keepGradient(of: Batch): Tensor {
    const tensor = { ...this.tensor(of.tensor.shape), persistent: true };
    this.#gradients.set(of, tensor);
    return tensor;
  }

  record(operation: Operation): void {
    this.#operations.push(operation);
  }

  /** Gives the kernels of everything that a loss depends on; the rest is left out. */
  finish(): Recorded {
    const operations = this.#needed();
    const shares = new Map<Batch, number>();
    for (const { inputs } of operations) for (const input of inputs) shares.set(input, (shares.get(input) ?? 0) + 1);
    const begun = new Set<Batch>();
    const share = (input: Batch): Destination | undefined => {
      if (!input.learns) return undefined;
      const left = shares.get(input)! - 1;
      shares.set(input, left);
      const gradient = this.#gradientOf(input);
      const accumulates = begun.has(input);
      begun.add(input);
      return gradientOf(gradient, accumulates, left === 0 && input.isRectified ? input.tensor : undefined);
    };
    const backward = operations
      .toReversed()
      .filter(({ output }) => !output || output.learns)
      .flatMap(({ output, backward }) => backward(output && this.#gradientOf(output), share));
    return { forward: operations.flatMap(({ forward }) => forward), backward };
  }

  #gradientOf(of: Batch): Tensor {
    const known = this.#gradients.get(of);
    const gradient = known ?? this.tensor(of.tensor.shape);
    this.#gradients.set(of, gradient);
    return gradient;
  }

  /** The operations on which a loss depends, in their order. */
  #needed(): Operation[] {
    const values = new Set<Batch>();
    const needed = this.#operations.toReversed().filter(({ inputs, output }) => {
      if (output && !values.has(output)) return false;
      for (const input of inputs) values.add(input);
      return true;
    });
    return needed.reverse();
  }
}

/** A destination that stores a layer's value. */
export const resultOf = ({ tensor, isRectified }: Batch): Destination => ({
  bind: (bindings) => {
    bindings.result(tensor);
    return { RECTIFY: isRectified, ACCUMULATE: false, MASKED: false, ACTIVATION: '' };
  },
});

/** A destination that stores a plain tensor. */
export const tensorOf = (tensor: Tensor): Destination => ({
  bind: (bindings) => {
    bindings.result(tensor);
    return { RECTIFY: false, ACCUMULATE: false, MASKED: false, ACTIVATION: '' };
  },
});

/** A destination that stores into an external buffer. */
export const bufferOf = (name: string): Destination => ({
  bind: (bindings) => {
    bindings.external(name, 'var<storage, read_write> result: array<vec4f>;');
    return { RECTIFY: false, ACCUMULATE: false, MASKED: false, ACTIVATION: '' };
  },
});

/** @param activation the value, if the last share has to go back through its ReLU */
const gradientOf = (gradient: Tensor, accumulates: boolean, activation: Tensor | undefined): Destination => ({
  bind: (bindings) => {
    bindings.result(gradient);
    const masked = activation !== undefined;
    const name = masked ? bindings.tensor(activation) : '';
    return { RECTIFY: false, ACCUMULATE: accumulates, MASKED: masked, ACTIVATION: name };
  },
});
