import { groupsOf } from '../../compiler/expression';
import type { WeightTensor } from '../../model/safetensors';

/** A tensor of a model in a buffer of vec4, in the order that the kernels of learning read. */
export interface PackedParameter {
  readonly name: string;
  /** PyTorch's shape: [out, in, k, k] or [channels]. */
  readonly shape: readonly number[];
  /** Place and length in the buffer, in vec4. */
  readonly offset: number;
  readonly vectors: number;
  /** Whether it is learned. */
  readonly learns: boolean;
}

/** Vectors between the places where parameters may begin: bindings are aligned to 256 bytes. */
const ALIGNMENT = 16;

/**
 * The parameters of a network in one buffer, so that one kernel updates them all. A weight is stored as
 * [output group][input group][kernel y][kernel x][input channel] vec4 over output channels, a vector as one vec4 a group.
 * Components that stand for no channel are zero and stay so.
 */
export class PackedParameters {
  readonly #parameters = new Map<string, PackedParameter>();
  readonly #learns: boolean;
  #vectors = 0;

  constructor(learns: boolean) {
    this.#learns = learns;
  }

  /** Length of the buffer in vec4. */
  get vectors(): number {
    return this.#vectors;
  }

  get all(): PackedParameter[] {
    return [...this.#parameters.values()];
  }

  /** Takes in a tensor of a model; one that is known already stays where it is. */
  add(name: string, { shape }: Pick<WeightTensor, 'shape'>): PackedParameter {
    const known = this.#parameters.get(name);
    if (known) return known;
    const vectors = groupsOf(shape[0]!) * (shape.length === 4 ? groupsOf(shape[1]!) * shape[2]! * shape[3]! * 4 : 1);
    const parameter = { name, shape, offset: this.#vectors, vectors, learns: this.#learns };
    this.#parameters.set(name, parameter);
    this.#vectors += Math.ceil(vectors / ALIGNMENT) * ALIGNMENT;
    return parameter;
  }

  /** Orders a model's tensors as the buffer holds them. */
  pack(tensors: ReadonlyMap<string, WeightTensor>): Float32Array<ArrayBuffer> {
    const floats = new Float32Array(this.#vectors * 4);
    for (const parameter of this.#parameters.values()) {
      const { data } = tensors.get(parameter.name)!;
      const place = placeIn(parameter);
      for (let i = 0; i < data.length; i++) floats[place(i)] = data[i]!;
    }
    return floats;
  }

  /** Reads tensors in PyTorch's order back from the buffer's values. */
  unpack(floats: Float32Array): Map<string, WeightTensor> {
    return new Map(
      this.all.map((parameter) => {
        const place = placeIn(parameter);
        const length = parameter.shape.reduce((product, size) => product * size, 1);
        const data = Float32Array.from({ length }, (_, i) => floats[place(i)]!);
        return [parameter.name, { shape: parameter.shape, data }];
      }),
    );
  }
}

/** Maps an index into PyTorch's tensor to the index into the buffer's floats. */
function placeIn({ shape, offset }: PackedParameter): (index: number) => number {
  if (shape.length !== 4) return (index) => offset * 4 + index;
  const [, inner, kernel] = shape as [number, number, number];
  const taps = kernel * kernel;
  return (index) => {
    const tap = index % taps;
    const input = Math.floor(index / taps) % inner;
    const output = Math.floor(index / (taps * inner));
    const pair = (output >> 2) * groupsOf(inner) + (input >> 2);
    return ((offset + (pair * taps + tap) * 4 + (input & 3)) << 2) + (output & 3);
  };
}
