import type { GraphNode } from '../../src/engine/model/graph';
import type { Model } from '../../src/engine/model/model';
import { inferShapes, type Shape } from '../../src/engine/model/shapes';

/** Writes a model as ONNX (opset 17): peers run exactly our network. */

const OPSET = 17;
const FLOAT = 1;
const INT64 = 7;

/** A protobuf message under construction: https://protobuf.dev/programming-guides/encoding/ */
class ProtobufMessage {
  readonly #bytes: number[] = [];
  readonly #chunks: Uint8Array[] = [];

  int(field: number, value: number | bigint): this {
    this.#varint(field << 3);
    this.#varint(value);
    return this;
  }

  float(field: number, value: number): this {
    this.#varint((field << 3) | 5);
    this.#bytes.push(...new Uint8Array(new Float32Array([value]).buffer));
    return this;
  }

  data(field: number, value: string | Uint8Array | ProtobufMessage): this {
    const content =
      typeof value === 'string'
        ? new TextEncoder().encode(value)
        : value instanceof ProtobufMessage
          ? value.finish()
          : value;
    this.#varint((field << 3) | 2);
    this.#varint(content.length);
    this.#chunks.push(Uint8Array.from(this.#bytes.splice(0)), content);
    return this;
  }

  finish(): Uint8Array {
    const parts = [...this.#chunks, Uint8Array.from(this.#bytes)];
    const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      result.set(part, at);
      at += part.length;
    }
    return result;
  }

  #varint(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) this.#bytes.push(Number(rest & 127n) | 128);
    this.#bytes.push(Number(rest));
  }
}

type Attribute = number | { float: number } | readonly number[] | string;

/** Converts a model to ONNX with input `image` and output `picture`, both [1, 3, height, width]. */
export function toOnnx(model: Model, height: number, width: number): Uint8Array {
  return new Writer(model, height, width).write();
}

class Writer {
  readonly #graph = new ProtobufMessage();
  readonly #shapes: Map<string, Shape>;

  readonly #model: Model;
  readonly #height: number;
  readonly #width: number;

  constructor(model: Model, height: number, width: number) {
    this.#model = model;
    this.#height = height;
    this.#width = width;
    this.#shapes = inferShapes(model.graph, model.tensors, height, width);
  }

  write(): Uint8Array {
    const { graph, tensors } = this.#model;
    for (const node of graph.nodes) this.#layer(node);
    this.#node('Identity', [graph.output], 'picture');
    for (const [name, { shape, data }] of tensors) this.#constant(name, FLOAT, shape, data);
    this.#graph.data(2, 'network').data(11, this.#value('image')).data(12, this.#value('picture'));
    return new ProtobufMessage()
      .int(1, 8)
      .data(8, new ProtobufMessage().data(1, '').int(2, OPSET))
      .data(7, this.#graph)
      .finish();
  }

  #layer(node: GraphNode): this {
    const { name, inputs } = node;
    switch (node.op) {
      case 'conv2d':
        return this.#conv(node);
      case 'instanceNorm':
        return this.#node('InstanceNormalization', [inputs[0]!, node.scale!, node.shift!], name, {
          epsilon: { float: node.eps },
        });
      case 'relu':
        return this.#node('Relu', inputs, name);
      case 'add':
        return this.#node('Add', inputs, name);
      case 'upsampleNearest': {
        this.#constant(`${name}.scales`, FLOAT, [4], new Float32Array([1, 1, node.scale, node.scale]));
        const attributes = { mode: 'nearest', nearest_mode: 'floor', coordinate_transformation_mode: 'asymmetric' };
        return this.#node('Resize', [inputs[0]!, '', `${name}.scales`], name, attributes);
      }
      case 'pixelShuffle':
        return this.#node('DepthToSpace', inputs, name, { blocksize: node.factor, mode: 'CRD' });
      case 'pixelUnshuffle':
        return this.#unshuffle(node);
      default:
        throw new Error(`The bench has no ONNX for ${node.op}`);
    }
  }

  #conv(node: Extract<GraphNode, { op: 'conv2d' }>): this {
    const kernel = this.#model.tensors.get(node.weight)!.shape[2]!;
    const { name, padding, stride } = node;
    const mode = { zero: 'constant', reflect: 'reflect', replicate: 'edge' }[node.padMode];
    this.#constant(
      `${name}.pads`,
      INT64,
      [8],
      new BigInt64Array([0, 0, padding, padding, 0, 0, padding, padding].map(BigInt)),
    );
    this.#node('Pad', [node.inputs[0], `${name}.pads`], `${name}.padded`, { mode });
    const inputs = [`${name}.padded`, node.weight, ...(node.bias === undefined ? [] : [node.bias])];
    return this.#node('Conv', inputs, name, { kernel_shape: [kernel, kernel], strides: [stride, stride] });
  }

  /** Writes a pixel unshuffle as PyTorch exports it: splits the picture into blocks and moves the offsets to the front. */
  #unshuffle(node: Extract<GraphNode, { op: 'pixelUnshuffle' | 'pixelShuffle' }>): this {
    const { name, factor } = node;
    const { channels, height, width } = this.#shapes.get(name)!;
    const inner = channels / (factor * factor);
    const reshape = (source: string, target: string, shape: number[]) => {
      this.#constant(`${target}.shape`, INT64, [shape.length], new BigInt64Array(shape.map(BigInt)));
      this.#node('Reshape', [source, `${target}.shape`], target);
    };
    reshape(node.inputs[0], `${name}.blocks`, [1, inner, height, factor, width, factor]);
    this.#node('Transpose', [`${name}.blocks`], `${name}.turned`, { perm: [0, 1, 3, 5, 2, 4] });
    reshape(`${name}.turned`, name, [1, channels, height, width]);
    return this;
  }

  #node(op: string, inputs: readonly string[], output: string, attributes: Record<string, Attribute> = {}): this {
    const message = new ProtobufMessage();
    for (const input of inputs) message.data(1, input);
    message.data(2, output).data(3, output).data(4, op);
    for (const [name, value] of Object.entries(attributes)) message.data(5, attribute(name, value));
    this.#graph.data(1, message);
    return this;
  }

  #constant(name: string, type: number, shape: readonly number[], data: Float32Array | BigInt64Array): void {
    const message = new ProtobufMessage();
    for (const size of shape) message.int(1, size);
    message
      .int(2, type)
      .data(8, name)
      .data(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.#graph.data(5, message);
  }

  #value(name: string): ProtobufMessage {
    const shape = new ProtobufMessage();
    for (const size of [1, 3, this.#height, this.#width]) shape.data(1, new ProtobufMessage().int(1, size));
    return new ProtobufMessage()
      .data(1, name)
      .data(2, new ProtobufMessage().data(1, new ProtobufMessage().int(1, FLOAT).data(2, shape)));
  }
}

function attribute(name: string, value: Attribute): ProtobufMessage {
  const message = new ProtobufMessage().data(1, name);
  if (typeof value === 'number') return message.int(3, value).int(20, 2);
  if (typeof value === 'string') return message.data(4, value).int(20, 3);
  if ('float' in value) return message.float(2, value.float).int(20, 1);
  for (const item of value) message.int(8, item);
  return message.int(20, 7);
}
