import type { NodeOf } from '../model/graph';
import type { Model } from '../model/model';
import { groupsOf, type Parameter } from './expression';

/** Packs a model's tensors in the order in which the kernels read them. */

type Conv = NodeOf<'conv2d'>;
type BatchNorm = NodeOf<'batchNorm'>;

/**
 * Convolution weights, with a following batch norm folded in: vec4 over output channels, in the order
 * [output group][input group][kernel x][kernel y][input channel of the group]. Missing channels have weight 0.
 */
export function convWeights(model: Model, node: Conv, fold?: BatchNorm): Parameter {
  return {
    key: `${node.name}.weights`,
    keepF32: false,
    build: () => {
      const { shape, data } = model.tensors.get(node.weight)!;
      const [out, inner, kernel] = shape as [number, number, number, number];
      const scale = fold ? normScale(model, fold) : undefined;
      const inGroups = groupsOf(inner);
      const packed = new Float32Array(groupsOf(out) * inGroups * kernel * kernel * 16);
      for (let o = 0; o < out; o++)
        for (let i = 0; i < inner; i++)
          for (let y = 0; y < kernel; y++)
            for (let x = 0; x < kernel; x++) {
              const tap = (((o >> 2) * inGroups + (i >> 2)) * kernel + x) * kernel + y;
              packed[(tap * 4 + (i & 3)) * 4 + (o & 3)] =
                data[((o * inner + i) * kernel + y) * kernel + x]! * (scale?.[o] ?? 1);
            }
      return packed;
    },
  };
}

/**
 * 3x3 weights for an input upsampled by 2, as 2x2 taps for each phase (a, b) of the output: vec4 over output channels, in
 * the order [output group][input group][a][b][tap y][tap x][input channel of the group]. Three upsampled rows cover two input
 * rows: in phase 0 the second and third row are one input row, in phase 1 the first and second are.
 */
export function phaseWeights(model: Model, node: Conv, fold?: BatchNorm): Parameter {
  return {
    key: `${node.name}.phases`,
    keepF32: false,
    build: () => {
      const { shape, data } = model.tensors.get(node.weight)!;
      const [out, inner] = shape as [number, number];
      const scale = fold ? normScale(model, fold) : undefined;
      const inGroups = groupsOf(inner);
      const packed = new Float32Array(groupsOf(out) * inGroups * 256);
      const tapOf = (phase: number, k: number) => (phase === 0 ? (k + 1) >> 1 : k >> 1);
      for (let o = 0; o < out; o++)
        for (let i = 0; i < inner; i++)
          for (let phase = 0; phase < 4; phase++)
            for (let k = 0; k < 9; k++) {
              const [y, x] = [tapOf(phase >> 1, Math.floor(k / 3)), tapOf(phase & 1, k % 3)];
              const tap = ((o >> 2) * inGroups + (i >> 2)) * 16 + phase * 4 + y * 2 + x;
              packed[(tap * 4 + (i & 3)) * 4 + (o & 3)]! += data[(o * inner + i) * 9 + k]! * (scale?.[o] ?? 1);
            }
      return packed;
    },
  };
}

/**
 * 3x3 weights in Winograd's domain, G g G' of "Fast algorithms for convolutional neural networks": vec4 over output
 * channels, in the order [input group][frequency y][frequency x][input channel of the group][output group].
 */
export function winogradWeights(model: Model, node: Conv, fold?: BatchNorm): Parameter {
  return {
    key: `${node.name}.winograd`,
    keepF32: false,
    build: () => {
      const { shape, data } = model.tensors.get(node.weight)!;
      const [out, inner] = shape as [number, number];
      const scale = fold ? normScale(model, fold) : undefined;
      const [inGroups, outGroups] = [groupsOf(inner), groupsOf(out)];
      const packed = new Float32Array(inGroups * outGroups * 256);
      for (let o = 0; o < out; o++)
        for (let i = 0; i < inner; i++) {
          const taps = data.subarray((o * inner + i) * 9, (o * inner + i + 1) * 9);
          for (let f = 0; f < 16; f++) {
            const [rowOf, columnOf] = [FILTER_TRANSFORM[f >> 2]!, FILTER_TRANSFORM[f & 3]!];
            let sum = 0;
            for (let t = 0; t < 9; t++) sum += rowOf[Math.floor(t / 3)]! * columnOf[t % 3]! * taps[t]!;
            const at = (((i >> 2) * 16 + f) * 4 + (i & 3)) * outGroups + (o >> 2);
            packed[at * 4 + (o & 3)] = sum * (scale?.[o] ?? 1);
          }
        }
      return packed;
    },
  };
}

/**
 * 3x3 weights as matrices of 16 x 16, each in one piece: scalars in the order [tap y][tap x][input channel / 16]
 * [output channel / 16][input channel of the matrix][output channel of the matrix].
 */
export function matrixWeights(model: Model, node: Conv, fold?: BatchNorm): Parameter {
  return {
    key: `${node.name}.matrices`,
    keepF32: false,
    build: () => {
      const { shape, data } = model.tensors.get(node.weight)!;
      const [out, inner] = shape as [number, number];
      const scale = fold ? normScale(model, fold) : undefined;
      const packed = new Float32Array(9 * inner * out);
      for (let o = 0; o < out; o++)
        for (let i = 0; i < inner; i++)
          for (let tap = 0; tap < 9; tap++) {
            const matrix = (tap * (inner >> 4) + (i >> 4)) * (out >> 4) + (o >> 4);
            packed[matrix * 256 + (i & 15) * 16 + (o & 15)] = data[(o * inner + i) * 9 + tap]! * (scale?.[o] ?? 1);
          }
      return packed;
    },
  };
}

const FILTER_TRANSFORM = [
  [1, 0, 0],
  [0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5],
  [0, 0, 1],
] as const;

/** A convolution's bias plus that of the folded batch norm, a vec4 a group. */
export function convBias(model: Model, node: Conv, fold?: BatchNorm): Parameter {
  return {
    key: `${node.name}.bias`,
    keepF32: true,
    build: () => {
      const out = model.tensors.get(node.weight)!.shape[0]!;
      const bias = node.bias === undefined ? undefined : model.tensors.get(node.bias)!.data;
      const scale = fold ? normScale(model, fold) : undefined;
      const mean = fold && model.tensors.get(fold.mean)!.data;
      const shift = fold && model.tensors.get(fold.shift)!.data;
      const packed = new Float32Array(groupsOf(out) * 4);
      for (let o = 0; o < out; o++)
        packed[o] = ((bias?.[o] ?? 0) - (mean?.[o] ?? 0)) * (scale?.[o] ?? 1) + (shift?.[o] ?? 0);
      return packed;
    },
  };
}

/** A batch norm that no convolution takes up, as x * a + b: per group a vec4 of a and a vec4 of b. */
export function affineParameter(model: Model, node: BatchNorm): Parameter {
  return {
    key: `${node.name}.affine`,
    keepF32: true,
    build: () => {
      const scale = normScale(model, node);
      const mean = model.tensors.get(node.mean)!.data;
      const shift = model.tensors.get(node.shift)!.data;
      return interleave(
        scale,
        shift.map((value, c) => value - mean[c]! * scale[c]!),
      );
    },
  };
}

/** An instance norm's scale and shift, 1 and 0 by default: per group a vec4 of each. */
export function scaleShiftParameter(model: Model, node: NodeOf<'instanceNorm'>, channels: number): Parameter {
  return {
    key: `${node.name}.scaleShift`,
    keepF32: true,
    build: () => {
      const scale = node.scale === undefined ? new Float32Array(channels).fill(1) : model.tensors.get(node.scale)!.data;
      const shift = node.shift === undefined ? new Float32Array(channels) : model.tensors.get(node.shift)!.data;
      return interleave(scale, shift);
    },
  };
}

function normScale(model: Model, node: BatchNorm): Float32Array {
  const scale = model.tensors.get(node.scale)!.data;
  const variance = model.tensors.get(node.variance)!.data;
  return scale.map((value, c) => value / Math.sqrt(variance[c]! + node.eps));
}

/** Packs per group a vec4 of `a` and a vec4 of `b`. */
function interleave(a: Float32Array, b: Float32Array): Float32Array {
  const packed = new Float32Array(groupsOf(a.length) * 8);
  for (let c = 0; c < a.length; c++) {
    packed[(c >> 2) * 8 + (c & 3)] = a[c]!;
    packed[(c >> 2) * 8 + 4 + (c & 3)] = b[c]!;
  }
  return packed;
}
