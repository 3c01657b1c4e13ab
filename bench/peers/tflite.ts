import type { GraphNode, NodeOf } from '../../src/engine/model/graph';
import type { Model } from '../../src/engine/model/model';
import { inferShapes, type Shape } from '../../src/engine/model/shapes';
import {
  FLOAT32,
  INT32,
  type Operator,
  type OperatorOptions,
  serialised,
  type TfliteStep,
  type TfliteTensor,
} from './tflite-file';

/**
 * Writes a model as a file of TensorFlow Lite for one size, which LiteRT reads: layout NHWC, input `image` and one output. Fields
 * and numbers are those of TensorFlow's tensorflow/lite/schema/schema.fbs.
 */

const VALID = 1;
const SYMMETRIC = 1;

/**
 * @param exactEdges pads as the layers do; without it with zeros, the one way of padding that every delegate knows: the picture
 * then differs at its edges
 * @throws Error for a layer that has no counterpart
 */
export function toTflite(model: Model, height: number, width: number, exactEdges: boolean): Uint8Array {
  return new TfliteWriter(model, height, width, exactEdges).write();
}

class TfliteWriter {
  readonly #model: Model;
  readonly #shapes: ReadonlyMap<string, Shape>;
  readonly #exactEdges: boolean;
  readonly #tensors: TfliteTensor[] = [];
  readonly #steps: TfliteStep[] = [];
  readonly #values = new Map<string, number>();

  constructor(model: Model, height: number, width: number, exactEdges: boolean) {
    this.#model = model;
    this.#exactEdges = exactEdges;
    this.#shapes = inferShapes(model.graph, model.tensors, height, width);
  }

  write(): Uint8Array {
    const { graph } = this.#model;
    this.#values.set(graph.input, this.#tensor(graph.input, this.#nhwc(graph.input)));
    for (const node of graph.nodes) this.#values.set(node.name, this.#layer(node));
    return serialised(this.#tensors, this.#steps, this.#values.get(graph.input)!, this.#values.get(graph.output)!);
  }

  #nhwc(name: string): number[] {
    const { channels, height, width } = this.#shapes.get(name)!;
    return [1, height, width, channels];
  }

  #tensor(name: string, shape: readonly number[], data?: Float32Array | Int32Array): number {
    const type = data instanceof Int32Array ? INT32 : FLOAT32;
    return this.#tensors.push({ name, shape, type, ...(data && { data }) }) - 1;
  }

  #step(
    operator: Operator,
    inputs: readonly number[],
    name: string,
    shape: readonly number[],
    options: OperatorOptions = [],
  ) {
    const output = this.#tensor(name, shape);
    this.#steps.push({ operator, inputs, output, options });
    return output;
  }

  #layer(node: GraphNode): number {
    const { name } = node;
    const [input, other] = node.inputs.map((each) => this.#values.get(each)!);
    const shape = this.#nhwc(name);
    switch (node.op) {
      case 'conv2d':
        return this.#conv(node, input!);
      case 'instanceNorm':
        return this.#norm(node, input!);
      case 'relu':
        return this.#step('relu', [input!], name, shape);
      case 'add':
        return this.#step('add', [input!, other!], name, shape);
      case 'upsampleNearest': {
        const size = this.#tensor(`${name}.size`, [2], Int32Array.of(shape[1]!, shape[2]!));
        return this.#step('resizeNearest', [input!, size], name, shape);
      }
      case 'pixelShuffle':
        return this.#step('depthToSpace', [input!], name, shape, block(node.factor));
      case 'pixelUnshuffle':
        return this.#step('spaceToDepth', [input!], name, shape, block(node.factor));
      default:
        throw new Error(`The bench has no LiteRT for ${node.op}`);
    }
  }

  #conv(node: NodeOf<'conv2d'>, input: number): number {
    const { shape, data } = this.#model.tensors.get(node.weight)!;
    const [outer, inner, kernel] = shape as [number, number, number];
    const rows = this.#order('pixelShuffle', (each) => each.inputs[0] === node.name, outer);
    const columns = this.#order('pixelUnshuffle', (each) => each.name === node.inputs[0], inner);
    // From [out, in, k, k] to [out, k, k, in].
    const area = kernel * kernel;
    const filter = Float32Array.from({ length: data.length }, (_, i) => {
      const [o, tap, c] = [Math.floor(i / (area * inner)), Math.floor(i / inner) % area, i % inner];
      return data[(rows[o]! * inner + columns[c]!) * area + tap]!;
    });
    const values = node.bias === undefined ? new Float32Array(outer) : this.#model.tensors.get(node.bias)!.data;
    const weights = this.#tensor(`${node.name}.filter`, [outer, kernel, kernel, inner], filter);
    const bias = this.#tensor(
      `${node.name}.bias`,
      [outer],
      Float32Array.from(rows, (row) => values[row]!),
    );
    const padded = this.#padded(node, input);
    return this.#step('conv', [padded, weights, bias], node.name, this.#nhwc(node.name), [
      { field: 0, value: VALID, type: 'int8' },
      { field: 1, value: node.stride, type: 'int32' },
      { field: 2, value: node.stride, type: 'int32' },
    ]);
  }

  #padded({ name, inputs, padding, padMode }: NodeOf<'conv2d'>, input: number): number {
    if (padding === 0) return input;
    const isMirrored = this.#exactEdges && padMode !== 'zero';
    if (isMirrored && padMode === 'replicate' && padding > 1)
      throw new Error('LiteRT cannot replicate more than one pixel.');
    const [, height, width, channels] = this.#nhwc(inputs[0]!);
    const pads = this.#tensor(`${name}.pads`, [4, 2], Int32Array.of(0, 0, padding, padding, padding, padding, 0, 0));
    const shape = [1, height! + 2 * padding, width! + 2 * padding, channels!];
    const mode = padMode === 'replicate' ? SYMMETRIC : 0;
    return isMirrored
      ? this.#step('mirrorPad', [input, pads], `${name}.padded`, shape, [{ field: 0, value: mode, type: 'int8' }])
      : this.#step('pad', [input, pads], `${name}.padded`, shape);
  }

  #norm(node: NodeOf<'instanceNorm'>, input: number): number {
    const { name } = node;
    const shape = this.#nhwc(name);
    const flat = [1, 1, 1, shape[3]!];
    const axes = this.#tensor(`${name}.axes`, [2], Int32Array.of(1, 2));
    const mean = (of: number, suffix: string) =>
      this.#step('mean', [of, axes], `${name}.${suffix}`, flat, [{ field: 0, value: 1, type: 'int8' }]);
    const vector = (key: string) => this.#tensor(`${name}.${key}`, flat, this.#model.tensors.get(key)!.data);
    const deviation = this.#step('sub', [input, mean(input, 'mean')], `${name}.deviation`, shape);
    const squares = this.#step('mul', [deviation, deviation], `${name}.squares`, shape);
    const eps = this.#tensor(`${name}.eps`, [1, 1, 1, 1], Float32Array.of(node.eps));
    const sum = this.#step('add', [mean(squares, 'variance'), eps], `${name}.sum`, flat);
    const inverse = this.#step('rsqrt', [sum], `${name}.inverse`, flat);
    const factor = this.#step('mul', [inverse, vector(node.scale)], `${name}.factor`, flat);
    const scaled = this.#step('mul', [deviation, factor], `${name}.scaled`, shape);
    return this.#step('add', [scaled, vector(node.shift)], name, shape);
  }

  /** Order of channels that meet a shuffle: TensorFlow's has the position before the channel. */
  #order(op: 'pixelShuffle' | 'pixelUnshuffle', isIt: (node: GraphNode) => boolean, channels: number): number[] {
    const shuffle = this.#model.graph.nodes.find((node) => node.op === op && isIt(node));
    const positions = shuffle && 'factor' in shuffle ? shuffle.factor ** 2 : 1;
    const colours = channels / positions;
    return Array.from({ length: channels }, (_, i) => (i % colours) * positions + Math.floor(i / colours));
  }
}

const block = (size: number): OperatorOptions => [{ field: 0, value: size, type: 'int32' }];
