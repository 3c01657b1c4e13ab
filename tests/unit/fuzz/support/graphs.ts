/** Random layer graphs: mostly of layers that fit together, now and then with one that lies. */
import type { WeightTensor } from '../../../../src/engine/model/safetensors';
import fc from '../../../support/property';
import { hostileNumber, seldom } from './fuzz';

const choice = fc.record({
  op: fc.constantFrom(
    ...['conv2d', 'conv2d', 'conv2d', 'instanceNorm', 'batchNorm', 'relu', 'tanh', 'leakyRelu', 'clamp', 'multiply'],
    ...['add', 'concat', 'upsampleNearest', 'pixelShuffle', 'pixelUnshuffle'],
  ),
  source: fc.nat(3),
  other: fc.nat(30),
  channels: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(1, 3, 4, 8, 12) }, fc.integer({ min: 1, max: 70 })),
  kernel: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(1, 3, 5, 9) }, fc.constantFrom(0, 2, 15, 17)),
  stride: fc.constantFrom(1, 1, 1, 2),
  padMode: fc.constantFrom('zero', 'reflect', 'replicate'),
  factor: fc.oneof({ weight: 6, arbitrary: fc.constant(2) }, fc.integer({ min: 1, max: 9 })),
});
type Choice = typeof choice extends fc.Arbitrary<infer T> ? T : never;

interface Value {
  name: string;
  channels: number;
  /** Sides of the picture, as a power of two. */
  scale: number;
}

/** A graph as a file may hold it, and its tensors. */
export interface RandomGraph {
  graph: Record<string, unknown>;
  tensors: Map<string, WeightTensor>;
}

/** Layers that the next one may read as a second input: only one of the same size, and of the same channels for a sum. */
const partner = (values: readonly Value[], x: Value, { op, other }: Choice): Value =>
  values.findLast(
    (each, i) => i <= other && each.scale === x.scale && (op === 'concat' || each.channels === x.channels),
  ) ?? x;

class Builder {
  readonly nodes: Record<string, unknown>[] = [];
  readonly tensors = new Map<string, WeightTensor>();
  readonly values: Value[] = [{ name: 'image', channels: 3, scale: 0 }];

  tensor(name: string, shape: number[]): string {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(0.1);
    this.tensors.set(name, { shape, data });
    return name;
  }

  add(choice: Choice): unknown {
    const { op, channels, kernel, stride, padMode, factor } = choice;
    const x = this.values[Math.max(0, this.values.length - 1 - choice.source)]!;
    const name = `n${this.nodes.length}`;
    const vectors = (...keys: string[]) =>
      Object.fromEntries(keys.map((key) => [key, this.tensor(`${name}.${key}`, [x.channels])]));
    const push = (extra: object, change: Partial<Value> = {}) => {
      this.nodes.push({ op, name, inputs: [x.name], ...extra });
      this.values.push({ ...x, ...change, name });
    };
    switch (op) {
      case 'conv2d':
        return push(
          {
            weight: this.tensor(`${name}.weight`, [channels, x.channels, kernel, kernel]),
            stride,
            padding: kernel >> 1,
            padMode,
          },
          { channels, scale: x.scale - Math.log2(stride) },
        );
      case 'instanceNorm':
        return push({ ...vectors('scale', 'shift'), eps: 1e-5 });
      case 'batchNorm':
        return push({ ...vectors('scale', 'shift', 'mean', 'variance'), eps: 1e-5 });
      case 'add':
      case 'concat': {
        const y = partner(this.values, x, choice);
        return push({ inputs: [x.name, y.name] }, { channels: op === 'add' ? x.channels : x.channels + y.channels });
      }
      case 'upsampleNearest':
        return push({ scale: 2 }, { scale: x.scale + 1 });
      case 'pixelShuffle':
        return push({ factor }, { channels: x.channels / factor ** 2, scale: x.scale + Math.log2(factor) });
      case 'pixelUnshuffle':
        return push({ factor }, { channels: x.channels * factor ** 2, scale: x.scale - Math.log2(factor) });
      default:
        return push({ slope: 0.1, min: -0.5, max: 0.6, value: 0.7 });
    }
  }

  /** Brings the last value to the picture's size and three channels, where that is possible. */
  end(): void {
    const layer = (op: string, change: object = {}) => ({
      op,
      source: 0,
      other: 0,
      channels: 3,
      kernel: 1,
      stride: 1,
      padMode: 'zero',
      factor: 2,
      ...change,
    });
    for (let i = 0; i < 6 && this.values.at(-1)!.scale < 0; i++) this.add(layer('upsampleNearest') as Choice);
    for (let i = 0; i < 6 && this.values.at(-1)!.scale > 0; i++) this.add(layer('conv2d', { stride: 2 }) as Choice);
    if (this.values.at(-1)!.channels !== 3) this.add(layer('conv2d') as Choice);
  }
}

export const randomGraph: fc.Arbitrary<RandomGraph> = fc
  .record({
    choices: fc.array(choice, { minLength: 1, maxLength: 12 }),
    multiple: fc.constantFrom(1, 2, 4, 8, 8, 16),
    ends: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
    lie: seldom(fc.record({ at: fc.nat(), key: fc.nat(), value: fc.oneof(hostileNumber, fc.anything()) })),
    short: seldom(fc.nat()),
  })
  .map(({ choices, multiple, ends, lie, short }) => {
    const builder = new Builder();
    for (const each of choices) builder.add(each);
    if (ends) builder.end();
    const { nodes, tensors } = builder;
    if (lie) {
      const node = nodes[lie.at % nodes.length]!;
      const keys = Object.keys(node);
      node[keys[lie.key % keys.length]!] = lie.value;
    }
    const names = [...tensors.keys()];
    const name = short === null ? undefined : names[short % names.length];
    if (name !== undefined) tensors.set(name, { shape: [1], data: new Float32Array(1) });
    return { graph: { version: 1, input: 'image', multiple, nodes, output: `n${nodes.length - 1}` }, tensors };
  });
