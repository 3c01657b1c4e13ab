import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { noise } from '../ours/ours';

/** A network in TensorFlow.js's WebGPU backend, layer by layer; input and result stay on the GPU. */
export class TensorFlowNetwork {
  constructor(model, layers, input, constants) {
    Object.assign(this, { model, layers, input, constants });
  }

  /**
   * @param {import('../../src/engine/model/model').Model} model
   * @param {number} height
   * @param {number} width
   */
  static async create(model, height, width) {
    await tf.setBackend('webgpu');
    const bytes = noise(height * width * 4);
    const pixels = Float32Array.from(
      { length: height * width * 3 },
      (_, i) => bytes[Math.floor(i / 3) * 4 + (i % 3)] / 255,
    );
    const builder = new LayerBuilder(model);
    const layers = new Map(model.graph.nodes.map((node) => [node.name, builder.layer(node)]));
    return new TensorFlowNetwork(model, layers, tf.tensor4d(pixels, [1, height, width, 3]), builder.constants);
  }

  get device() {
    return tf.backend().device;
  }

  /** Submits one frame. */
  run() {
    this.forward().dispose();
    tf.backend().submitQueue();
  }

  /** The network's picture, [3][height][width]. */
  async picture() {
    const planes = tf.tidy(() => tf.transpose(this.forward(), [0, 3, 1, 2]));
    const data = await planes.data();
    planes.dispose();
    return data;
  }

  destroy() {
    tf.dispose([this.input, ...this.constants]);
  }

  forward() {
    return tf.tidy(() => {
      const values = new Map([['image', this.input]]);
      for (const { name, inputs } of this.model.graph.nodes)
        values.set(name, this.layers.get(name)(inputs.map((input) => values.get(input))));
      return values.get(this.model.graph.output);
    });
  }
}

/** Turns every layer into a function of its inputs. */
class LayerBuilder {
  constants = [];

  constructor(model) {
    this.model = model;
  }

  layer(node) {
    switch (node.op) {
      case 'conv2d':
        return this.conv(node);
      case 'instanceNorm': {
        const [scale, shift] = [this.vector(node.scale), this.vector(node.shift)];
        return ([x]) => {
          const { mean, variance } = tf.moments(x, [1, 2]);
          const flat = (value) => tf.reshape(value, [-1]);
          return tf.batchNorm(x, flat(mean), flat(variance), shift, scale, node.eps);
        };
      }
      case 'relu':
        return ([x]) => tf.relu(x);
      case 'add':
        return ([a, b]) => tf.add(a, b);
      case 'upsampleNearest':
        return ([x]) => tf.image.resizeNearestNeighbor(x, [x.shape[1] * 2, x.shape[2] * 2]);
      case 'pixelShuffle':
        return ([x]) => tf.depthToSpace(x, node.factor, 'NHWC');
      case 'pixelUnshuffle':
        return ([x]) => unshuffle(x, node.factor);
      default:
        throw new Error(`The bench has no TensorFlow.js for ${node.op}`);
    }
  }

  conv(node) {
    const { shape, data } = this.model.tensors.get(node.weight);
    const [outer, inner, kernel] = shape;
    const order = this.channelOrder(node.name, outer);
    // From [out, in, k, k] to [k, k, in, out].
    const filter = this.keep(
      tf.transpose(tf.gather(tf.tensor4d(data, [outer, inner, kernel, kernel]), order), [2, 3, 1, 0]),
    );
    const bias = node.bias === undefined ? undefined : this.keep(tf.gather(this.vector(node.bias), order));
    const { padding, padMode, stride } = node;
    if (padMode === 'replicate' && padding > 1) throw new Error('TensorFlow.js cannot replicate more than one pixel.');
    const pads = [
      [0, 0],
      [padding, padding],
      [padding, padding],
      [0, 0],
    ];
    return ([x]) => {
      const padded =
        padMode === 'zero' ? tf.pad(x, pads) : tf.mirrorPad(x, pads, padMode === 'reflect' ? 'reflect' : 'symmetric');
      return tf.fused.conv2d({ x: padded, filter, strides: stride, pad: 'valid', ...(bias && { bias }) });
    };
  }

  /** Reorders output channels for TensorFlow's shuffle, which expects the position before the channel. */
  channelOrder(name, channels) {
    const shuffle = this.model.graph.nodes.find((node) => node.op === 'pixelShuffle' && node.inputs[0] === name);
    const positions = shuffle?.op === 'pixelShuffle' ? shuffle.factor ** 2 : 1;
    const colours = channels / positions;
    return Array.from({ length: channels }, (_, i) => (i % colours) * positions + Math.floor(i / colours));
  }

  vector(name) {
    return this.keep(tf.tensor1d(this.model.tensors.get(name).data));
  }

  keep(tensor) {
    this.constants.push(tensor);
    return tensor;
  }
}

function unshuffle(x, factor) {
  const [, height, width, channels] = x.shape;
  const blocks = tf.reshape(x, [height / factor, factor, width / factor, factor, channels]);
  const turned = tf.transpose(blocks, [0, 2, 4, 1, 3]);
  return tf.reshape(turned, [1, height / factor, width / factor, channels * factor ** 2]);
}
