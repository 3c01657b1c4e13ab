import type { Graph, GraphNode, NodeOf } from '../../../src/engine/model/graph';
import type { WeightTensor } from '../../../src/engine/model/safetensors';

/** Runs the weights format by plain loops in double precision: slow, obvious, and independent of the engine. */

export interface Values {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** [channel][y][x] */
  readonly data: Float64Array;
}

type Tensors = ReadonlyMap<string, WeightTensor>;

/** Computes a graph's output for a picture whose size is a multiple of the graph's. */
export function runReference(graph: Graph, tensors: Tensors, image: Values): Values {
  const values = new Map([[graph.input as string, image]]);
  for (const node of graph.nodes)
    values.set(
      node.name,
      layer(
        node,
        node.inputs.map((name) => values.get(name)!),
        tensors,
      ),
    );
  return values.get(graph.output)!;
}

function layer(node: GraphNode, inputs: Values[], tensors: Tensors): Values {
  const x = inputs[0]!;
  const each = (f: (value: number) => number): Values => ({ ...x, data: x.data.map(f) });
  switch (node.op) {
    case 'conv2d':
      return conv(node, x, tensors);
    case 'instanceNorm':
      return perChannel(x, (values, c) => {
        const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
        const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
        const scale = node.scale === undefined ? 1 : tensors.get(node.scale)!.data[c]!;
        const shift = node.shift === undefined ? 0 : tensors.get(node.shift)!.data[c]!;
        return (v) => ((v - mean) / Math.sqrt(variance + node.eps)) * scale + shift;
      });
    case 'batchNorm':
      return perChannel(x, (_, c) => {
        const [scale, shift, mean, variance] = [node.scale, node.shift, node.mean, node.variance].map(
          (name) => tensors.get(name)!.data[c]!,
        ) as [number, number, number, number];
        return (v) => ((v - mean) / Math.sqrt(variance + node.eps)) * scale + shift;
      });
    case 'relu':
      return each((v) => Math.max(v, 0));
    case 'leakyRelu':
      return each((v) => (v < 0 ? v * node.slope : v));
    case 'tanh':
      return each(Math.tanh);
    case 'sigmoid':
      return each((v) => 1 / (1 + Math.exp(-v)));
    case 'clamp':
      return each((v) => Math.min(Math.max(v, node.min), node.max));
    case 'multiply':
      return each((v) => v * node.value);
    case 'addConstant':
      return each((v) => v + node.value);
    case 'add':
      return { ...x, data: x.data.map((v, i) => v + inputs[1]!.data[i]!) };
    case 'concat': {
      const data = Float64Array.from(inputs.flatMap((input) => [...input.data]));
      return { ...x, channels: inputs.reduce((sum, input) => sum + input.channels, 0), data };
    }
    case 'upsampleNearest':
      return generate(x.channels, x.height * 2, x.width * 2, (c, y, x2) => at(x, c, y >> 1, x2 >> 1));
    case 'pixelShuffle': {
      const f = node.factor;
      return generate(x.channels / (f * f), x.height * f, x.width * f, (c, y, x2) =>
        at(x, c * f * f + (y % f) * f + (x2 % f), Math.floor(y / f), Math.floor(x2 / f)),
      );
    }
    case 'pixelUnshuffle': {
      const f = node.factor;
      return generate(x.channels * f * f, x.height / f, x.width / f, (c, y, x2) =>
        at(x, Math.floor(c / (f * f)), y * f + (Math.floor(c / f) % f), x2 * f + (c % f)),
      );
    }
  }
}

function conv(node: NodeOf<'conv2d'>, x: Values, tensors: Tensors): Values {
  const { shape, data } = tensors.get(node.weight)!;
  const [out, inner, kernel] = shape as [number, number, number];
  const bias = node.bias === undefined ? undefined : tensors.get(node.bias)!.data;
  const size = (length: number) => Math.floor((length + 2 * node.padding - kernel) / node.stride) + 1;
  const place = (position: number, length: number): number => {
    if (position >= 0 && position < length) return position;
    if (node.padMode === 'zero') return -1;
    if (node.padMode === 'replicate') return position < 0 ? 0 : length - 1;
    return position < 0 ? -position : 2 * (length - 1) - position;
  };
  return generate(out, size(x.height), size(x.width), (o, y, x2) => {
    let sum = bias?.[o] ?? 0;
    for (let ky = 0; ky < kernel; ky++)
      for (let kx = 0; kx < kernel; kx++) {
        const py = place(y * node.stride + ky - node.padding, x.height);
        const px = place(x2 * node.stride + kx - node.padding, x.width);
        if (py < 0 || px < 0) continue;
        for (let i = 0; i < inner; i++) sum += at(x, i, py, px) * data[((o * inner + i) * kernel + ky) * kernel + kx]!;
      }
    return sum;
  });
}

function perChannel(x: Values, make: (values: Float64Array, channel: number) => (value: number) => number): Values {
  const area = x.height * x.width;
  const data = new Float64Array(x.data.length);
  for (let c = 0; c < x.channels; c++) {
    const values = x.data.subarray(c * area, (c + 1) * area);
    data.set(values.map(make(values, c)), c * area);
  }
  return { ...x, data };
}

function generate(
  channels: number,
  height: number,
  width: number,
  value: (channel: number, y: number, x: number) => number,
): Values {
  const data = new Float64Array(channels * height * width);
  for (let i = 0; i < data.length; i++)
    data[i] = value(Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width);
  return { channels, height, width, data };
}

function at({ height, width, data }: Values, channel: number, y: number, x: number): number {
  return data[(channel * height + y) * width + x]!;
}
