import { ModelError } from '../../errors';
import type { GraphNode } from '../graph';
import type { WeightTensor } from '../safetensors';

/** The graph of a fast-neural-style network, and the names of the tensors that it uses. */
export interface FastNeuralStyleNetwork {
  readonly graph: {
    readonly version: 1;
    readonly input: 'image';
    readonly multiple: 4;
    readonly nodes: readonly GraphNode[];
    readonly output: string;
  };
  readonly names: readonly string[];
}

const MAX_BLOCKS = 32;

/**
 * Builds the graph of pytorch/examples' fast_neural_style (Johnson et al. 2016): conv1-3, res1-N, deconv1-3, each but the last
 * with an instance norm in1-5, pictures in 0..255. The state dict gives widths, kernels and N. Running means and variances,
 * which old files have and the network does not use, are left out.
 * @throws ModelError where a tensor is missing.
 */
export function fastNeuralStyleNetwork(tensors: ReadonlyMap<string, WeightTensor>): FastNeuralStyleNetwork {
  const nodes: GraphNode[] = [];
  const names: string[] = [];
  const need = (name: string): string => {
    if (!tensors.has(name))
      throw new ModelError(
        `The state dict is not of a fast-neural-style network: ${name} is missing.`,
        'other-network',
      );
    names.push(name);
    return name;
  };
  const add = (node: GraphNode): string => {
    nodes.push(node);
    return node.name;
  };
  const conv = (name: string, source: string, stride: 1 | 2): string => {
    const weight = need(`${name}.conv2d.weight`);
    const padding = (tensors.get(weight)!.shape[2] ?? 1) >> 1;
    const bias = need(`${name}.conv2d.bias`);
    return add({ op: 'conv2d', name, inputs: [source], weight, bias, stride, padding, padMode: 'reflect' });
  };
  const norm = (name: string, source: string): string =>
    add({
      op: 'instanceNorm',
      name,
      inputs: [source],
      scale: need(`${name}.weight`),
      shift: need(`${name}.bias`),
      eps: 1e-5,
    });
  const relu = (source: string): string => add({ op: 'relu', name: `${source}.relu`, inputs: [source] });

  let x = add({ op: 'multiply', name: 'bytes', inputs: ['image'], value: 255 });
  for (const i of [1, 2, 3]) x = relu(norm(`in${i}`, conv(`conv${i}`, x, i === 1 ? 1 : 2)));
  for (let i = 1; i <= MAX_BLOCKS && tensors.has(`res${i}.conv1.conv2d.weight`); i++) {
    const inner = relu(norm(`res${i}.in1`, conv(`res${i}.conv1`, x, 1)));
    const outer = norm(`res${i}.in2`, conv(`res${i}.conv2`, inner, 1));
    x = add({ op: 'add', name: `res${i}`, inputs: [outer, x] });
  }
  for (const i of [1, 2]) {
    const up = add({ op: 'upsampleNearest', name: `up${i}`, inputs: [x], scale: 2 });
    x = relu(norm(`in${i + 3}`, conv(`deconv${i}`, up, 1)));
  }
  x = conv('deconv3', x, 1);
  const output = add({ op: 'multiply', name: 'picture', inputs: [x], value: 1 / 255 });
  return { graph: { version: 1, input: 'image', multiple: 4, nodes, output }, names };
}
