import type { WeightTensor } from '../model/safetensors';
import type { LearningNode } from './layers/record';

/** A fixed network whose features tell how alike two pictures look (Gatys et al. 2016, Johnson et al. 2016). */
export interface PerceptualNetwork {
  /** Layers on RGB from 0 to 1, which they read as `image`. */
  readonly nodes: readonly LearningNode[];
  readonly tensors: ReadonlyMap<string, WeightTensor>;
  /** Layers whose Gram matrices make the style. */
  readonly style: readonly string[];
  /** Layers that show what the picture is of. */
  readonly content: readonly string[];
}

/** VGG-19 was trained on bytes in the order blue, green, red, less their mean. */
const MEAN = [103.939, 116.779, 123.68] as const;
const PREPARE: WeightTensor = { shape: [3, 3, 1, 1], data: Float32Array.of(0, 0, 255, 0, 255, 0, 255, 0, 0) };
const CONVOLUTIONS = ['1_1', '1_2', 'pool1', '2_1', '2_2', 'pool2', '3_1'] as const;

/**
 * VGG-19 (Simonyan and Zisserman 2015) to its layer relu3_1, zero-padded.
 * @param tensors `conv1_1.weight`, `conv1_1.bias` and so on to `conv3_1.bias`
 */
export function vgg19(tensors: ReadonlyMap<string, WeightTensor>): PerceptualNetwork {
  const nodes: LearningNode[] = [];
  const convolution = (name: string, source: string, padding: number): string => {
    const [weight, bias] = [`${name}.weight`, `${name}.bias`];
    nodes.push({ op: 'conv2d', name, inputs: [source], weight, bias, stride: 1, padding, padMode: 'zero' });
    return name;
  };
  let last = convolution('prepare', 'image', 0);
  for (const name of CONVOLUTIONS) {
    const inputs: [string] = [last];
    if (name.startsWith('pool')) nodes.push({ op: 'maxPool', name, inputs });
    else nodes.push({ op: 'relu', name: `relu${name}`, inputs: [convolution(`conv${name}`, last, 1)] });
    last = nodes.at(-1)!.name;
  }
  const bias = { shape: [3], data: Float32Array.from(MEAN, (mean) => -mean) };
  return {
    nodes,
    tensors: new Map([...tensors, ['prepare.weight', PREPARE], ['prepare.bias', bias]]),
    style: ['relu1_1', 'relu2_1', 'relu3_1'],
    content: ['relu3_1'],
  };
}
