import { createModel, type Model } from '../../src/engine/model/model';
import type { WeightTensor } from '../../src/engine/model/safetensors';

/** Networks to measure, with random weights: speed does not depend on the picture. */

type LayerNode = Record<string, unknown> & { op: string; name: string; inputs: string[] };
type Pad = 'reflect' | 'replicate';

class NetworkBuilder {
  readonly #nodes: LayerNode[] = [];
  readonly #tensors = new Map<string, WeightTensor>();
  readonly #channels = new Map([['image', 3]]);

  conv(name: string, source: string, out: number, kernel = 3, stride = 1, padMode: Pad = 'replicate'): string {
    const inner = this.#channels.get(source)!;
    this.#tensor(`${name}.weight`, [out, inner, kernel, kernel], Math.sqrt(3 / (inner * kernel * kernel)));
    this.#tensor(`${name}.bias`, [out], 0.1);
    const [weight, bias] = [`${name}.weight`, `${name}.bias`];
    return this.op('conv2d', name, [source], { weight, bias, stride, padding: kernel >> 1, padMode }, out);
  }

  instanceNorm(name: string, source: string): string {
    const count = this.#channels.get(source)!;
    this.#tensors.set(`${name}.scale`, { shape: [count], data: new Float32Array(count).fill(1) });
    this.#tensors.set(`${name}.shift`, { shape: [count], data: new Float32Array(count) });
    return this.op('instanceNorm', name, [source], { scale: `${name}.scale`, shift: `${name}.shift`, eps: 1e-5 });
  }

  op(op: string, name: string, inputs: string[], attributes: object = {}, out?: number): string {
    this.#nodes.push({ op, name, inputs, ...attributes });
    this.#channels.set(name, out ?? this.#channels.get(inputs[0]!)!);
    return name;
  }

  model(multiple: number, output: string): Model {
    return createModel({ version: 1, input: 'image', multiple, nodes: this.#nodes, output }, this.#tensors);
  }

  #tensor(name: string, shape: number[], spread: number): void {
    const count = shape.reduce((product, size) => product * size, 1);
    let state = 1 + this.#tensors.size * 7919;
    const data = Float32Array.from({ length: count }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state / 2 ** 31 - 1) * spread;
    });
    this.#tensors.set(name, { shape, data });
  }
}

/** Johnson et al. 2016: two strided convolutions, residual blocks, two upsampled ones, instance norm throughout. */
function johnson(widths: readonly [number, number, number], blocks: number, ends: number): Model {
  const net = new NetworkBuilder();
  const convNorm = (name: string, source: string, out: number, kernel = 3, stride = 1) =>
    net.instanceNorm(`${name}.norm`, net.conv(name, source, out, kernel, stride, 'reflect'));
  let x = 'image';
  widths.forEach((width, i) => {
    x = net.op('relu', `down${i}.relu`, [convNorm(`down${i}`, x, width, i ? 3 : ends, i ? 2 : 1)]);
  });
  for (let i = 0; i < blocks; i++) {
    const y = net.op('relu', `block${i}.relu`, [convNorm(`block${i}.a`, x, widths[2])]);
    x = net.op('add', `block${i}`, [convNorm(`block${i}.b`, y, widths[2]), x]);
  }
  for (const width of [widths[1], widths[0]]) {
    x = net.op('upsampleNearest', `up${width}.nearest${x}`, [x], { scale: 2 });
    x = net.op('relu', `${x}.relu`, [convNorm(`${x}.conv`, x, width)]);
  }
  return net.model(4, net.conv('paint', x, 3, ends, 1, 'reflect'));
}

/** S of the paintings: unshuffle by 2, residual blocks at a quarter, pixel shuffle, sum with the frame; batch norm folds away. */
function small(norm: 'folded' | 'instance'): Model {
  const net = new NetworkBuilder();
  const convNorm = (name: string, source: string, out: number, stride = 1) => {
    const conv = net.conv(name, source, out, 3, stride);
    return norm === 'instance' ? net.instanceNorm(`${name}.norm`, conv) : conv;
  };
  const frame = net.op('pixelUnshuffle', 'unshuffle', ['image'], { factor: 2 }, 12);
  const half = net.op('relu', 'half.relu', [convNorm('half', frame, 16)]);
  let x = net.op('relu', 'quarter.relu', [convNorm('quarter', half, 32, 2)]);
  for (let i = 1; i <= 4; i++) {
    const y = net.op('relu', `block${i}.relu`, [convNorm(`block${i}.a`, x, 32)]);
    x = net.op('add', `block${i}`, [convNorm(`block${i}.b`, y, 32), x]);
  }
  x = net.op('upsampleNearest', 'up', [x], { scale: 2 });
  x = net.op('relu', 'skip.relu', [net.op('add', 'skip', [convNorm('join', x, 16), half])]);
  x = net.op('relu', 'last.relu', [convNorm('last', x, 16)]);
  x = net.op('pixelShuffle', 'frame', [net.conv('paint', x, 12)], { factor: 2 }, 3);
  return net.model(4, net.op('add', 'out', [x, 'image']));
}

/** Channels of a network with context, and its residual blocks at a 1/16, an 1/8 and a 1/4. */
interface ContextSize {
  half: number;
  quarter: number;
  eighth: number;
  coarse: number;
  blocks: readonly [number, number, number];
  /** Convolutions at half the size on the way out. */
  last: number;
}

/** Networks of the drawn styles (training/nets/context.py): a U-net of sums, as deep as a 1/16; batch norm folds away. */
function context({ half, quarter, eighth, coarse, blocks, last }: ContextSize): Model {
  const net = new NetworkBuilder();
  const active = (name: string, source: string, out: number, stride = 1) =>
    net.op('relu', `${name}.relu`, [net.conv(name, source, out, 3, stride)]);
  const residual = (name: string, source: string, channels: number, count: number) => {
    let x = source;
    for (let i = 1; i <= count; i++) {
      const y = active(`${name}${i}.a`, x, channels);
      x = net.op('add', `${name}${i}`, [net.conv(`${name}${i}.b`, y, channels), x]);
    }
    return x;
  };
  const join = (name: string, coarser: string, finer: string, channels: number) => {
    const up = net.op('upsampleNearest', `${name}.up`, [coarser], { scale: 2 });
    return net.op('relu', `${name}.relu`, [net.op('add', `${name}.add`, [net.conv(name, up, channels), finer])]);
  };
  const first = active('half', net.op('pixelUnshuffle', 'unshuffle', ['image'], { factor: 2 }, 12), half);
  const second = active('quarter', first, quarter, 2);
  const third = active('eighth', second, eighth, 2);
  let x = residual('coarse.block', active('coarse', third, coarse, 2), coarse, blocks[0]);
  x = residual('eighth.block', join('join8', x, third, eighth), eighth, blocks[1]);
  x = residual('quarter.block', join('join4', x, second, quarter), quarter, blocks[2]);
  x = join('join2', x, first, half);
  for (let i = 1; i <= last; i++) x = active(`last${i}`, x, half);
  x = net.op('pixelShuffle', 'frame', [net.conv('paint', x, 12)], { factor: 2 }, 3);
  return net.model(16, net.op('add', 'out', [x, 'image']));
}

export const NETWORKS: Readonly<Record<string, () => Model>> = {
  '9-9-6': () => johnson([9, 9, 6], 2, 3),
  '16-32-48': () => johnson([16, 32, 48], 4, 9),
  johnson: () => johnson([32, 64, 128], 5, 9),
  S: () => small('folded'),
  'S-instance': () => small('instance'),
  'XS-context': () => context({ half: 8, quarter: 20, eighth: 32, coarse: 32, blocks: [2, 1, 1], last: 1 }),
  'S-context': () => context({ half: 16, quarter: 32, eighth: 40, coarse: 48, blocks: [2, 2, 2], last: 1 }),
  'M-context': () => context({ half: 24, quarter: 48, eighth: 48, coarse: 48, blocks: [2, 2, 2], last: 2 }),
};
