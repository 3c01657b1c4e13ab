import type { GraphNode } from '../model/graph';
import type { Shape } from '../model/shapes';

/**
 * Values of the network between its heavy layers. A layer that costs less than a trip through memory (an activation, a norm
 * whose statistics are known, a sum, a shuffle, upsampling) stays an expression: the kernel that reads or writes the value
 * computes it.
 */
export type Expression =
  | { readonly kind: 'frame'; readonly shape: Shape }
  | { readonly kind: 'load'; readonly shape: Shape; readonly tensor: Tensor }
  /** The sum that the convolution has just computed; occurs only in its epilogue. */
  | { readonly kind: 'accumulator'; readonly shape: Shape }
  | { readonly kind: 'pointwise'; readonly shape: Shape; readonly of: Expression; readonly op: Pointwise }
  /** x * coefficients[2c] + coefficients[2c + 1] for each channel c. */
  | {
      readonly kind: 'affine';
      readonly shape: Shape;
      readonly of: Expression;
      readonly coefficients: Tensor | Parameter;
    }
  | { readonly kind: 'add'; readonly shape: Shape; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'concat'; readonly shape: Shape; readonly parts: readonly Expression[] }
  | { readonly kind: 'upsample'; readonly shape: Shape; readonly of: Expression }
  | { readonly kind: 'shuffle' | 'unshuffle'; readonly shape: Shape; readonly of: Expression; readonly factor: number };

export type Pointwise =
  | { readonly op: 'relu' | 'tanh' | 'sigmoid' }
  | { readonly op: 'leakyRelu'; readonly slope: number }
  | { readonly op: 'clamp'; readonly min: number; readonly max: number }
  | { readonly op: 'multiply' | 'addConstant'; readonly value: number };

/**
 * A block of GPU memory that a kernel fills while a frame runs, as vec4 in [group][y][x] order: channel c is component c % 4 of
 * group c / 4. Components past the last channel hold finite values that no kernel reads.
 */
export interface Tensor {
  readonly id: number;
  readonly shape: Shape;
  /** Stores f32 in any precision. */
  readonly keepF32: boolean;
  /** Keeps its values from one frame to the next: no other tensor may share its memory. */
  readonly persistent?: boolean;
}

/** Constants of a style, built from the model on first use and uploaded once. */
export interface Parameter {
  /** Equal for equal constants of one model. */
  readonly key: string;
  /** Stores f32 in any precision. */
  readonly keepF32: boolean;
  /** Lies in a uniform buffer. */
  readonly isUniform?: boolean;
  readonly build: () => Float32Array;
}

/** Number of vec4 groups that hold `channels` channels. */
export const groupsOf = (channels: number): number => Math.ceil(channels / 4);

/** Number of vec4 elements of a tensor. */
export const vectorsOf = ({ channels, height, width }: Shape): number => groupsOf(channels) * height * width;

/** The value that a tensor holds. */
export const loadExpression = (tensor: Tensor): Expression => ({ kind: 'load', shape: tensor.shape, tensor });

/** Joins pictures of one size: the channels of the first, then those of the second, and so on. */
export function concatenation(parts: readonly Expression[]): Expression {
  const channels = parts.reduce((sum, part) => sum + part.shape.channels, 0);
  return { kind: 'concat', shape: { ...parts[0]!.shape, channels }, parts };
}

/** Whether a value lies in memory already, with nothing left to compute. */
export const isStored = (expression: Expression): boolean => expression.kind === 'load' || expression.kind === 'frame';

/** Vectors loaded to compute one vec4. Above 1, reading a value twice costs more than storing it once. */
export function loadsOf(expression: Expression): number {
  switch (expression.kind) {
    case 'frame':
      return 0.25;
    case 'load':
      return 1;
    case 'accumulator':
      return 0;
    case 'add':
      return loadsOf(expression.left) + loadsOf(expression.right);
    case 'concat':
      return (isAligned(expression.parts) ? 1 : 4) * Math.max(...expression.parts.map(loadsOf));
    case 'shuffle':
    case 'unshuffle':
      return 4 * loadsOf(expression.of);
    default:
      return loadsOf(expression.of);
  }
}

/** Whether every part of a concatenation starts at a whole vec4 group. */
export function isAligned(parts: readonly Expression[]): boolean {
  return parts.slice(0, -1).every((part) => part.shape.channels % 4 === 0);
}

/** The tensors and parameters that an expression reads. */
export function buffersOf(expression: Expression): Set<Tensor | Parameter> {
  switch (expression.kind) {
    case 'frame':
    case 'accumulator':
      return new Set();
    case 'load':
      return new Set([expression.tensor]);
    case 'add':
      return new Set([...buffersOf(expression.left), ...buffersOf(expression.right)]);
    case 'concat':
      return new Set(expression.parts.flatMap((part) => [...buffersOf(part)]));
    case 'affine':
      return new Set([...buffersOf(expression.of), expression.coefficients]);
    default:
      return buffersOf(expression.of);
  }
}

export const isTensor = (buffer: Tensor | Parameter): buffer is Tensor => 'id' in buffer;

/** The arithmetic of a pointwise layer. @throws Error for any other layer: a programming error */
export function pointwiseOf(node: GraphNode): Pointwise {
  switch (node.op) {
    case 'relu':
    case 'tanh':
    case 'sigmoid':
      return { op: node.op };
    case 'leakyRelu':
      return { op: node.op, slope: node.slope };
    case 'clamp':
      return { op: node.op, min: node.min, max: node.max };
    case 'multiply':
    case 'addConstant':
      return { op: node.op, value: node.value };
    default:
      throw new Error(`${node.op} is not pointwise`);
  }
}
