import { readPth } from '../../../src/engine';
import { float16ToNumber, numberToFloat16 } from '../../../src/engine/model/float16';
import type { Graph } from '../../../src/engine/model/graph';
import { parseGraph } from '../../../src/engine/model/graph';
import type { Model } from '../../../src/engine/model/model';
import { readSafetensors, type WeightTensor } from '../../../src/engine/model/safetensors';

/** One network or layer with PyTorch's result. */
export interface Golden {
  readonly name: string;
  readonly model: Model;
  readonly height: number;
  readonly width: number;
  /** [channels][height][width] */
  readonly expected: WeightTensor;
}

/** Shape of a random tensor, the centre of its values and their largest distance from it. */
export type TensorRecipe = readonly [shape: number[], centre: number, spread: number];

interface Description {
  readonly name: string;
  readonly graph: Graph;
  readonly tensors: Record<string, TensorRecipe>;
  readonly height: number;
  readonly width: number;
}

/** `count` numbers in [-1, 1): the hash of training/fixtures/goldens.py. */
export function uniform(seed: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let x = (Math.imul(i + 1, 2654435761) + Math.imul(seed, 40503)) >>> 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 31 - 1;
  });
}

/** RGBA bytes of the input picture of every golden. */
export function picture(height: number, width: number): Uint8Array<ArrayBuffer> {
  const values = uniform(0, height * width * 3);
  return Uint8Array.from({ length: height * width * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : Math.floor((values[(i >> 2) * 3 + (i % 4)]! + 1) * 128),
  );
}

/** Makes tensors from their recipes; the seed is a tensor's place in the list, from 1. */
export function hashedTensors(recipes: Record<string, TensorRecipe>): Map<string, WeightTensor> {
  return new Map(
    Object.entries(recipes).map(([name, [shape, centre, spread]], i) => {
      const values = uniform(
        i + 1,
        shape.reduce((product, size) => product * size, 1),
      );
      return [
        name,
        { shape, data: Float32Array.from(values, (v) => float16ToNumber(numberToFloat16(centre + spread * v))) },
      ];
    }),
  );
}

/** Reads goldens of single layers and of whole networks from the bytes of goldens.safetensors. */
export function parseGoldens(bytes: ArrayBuffer): Golden[] {
  const { tensors, metadata } = readSafetensors(bytes);
  const descriptions = JSON.parse(metadata.cases!) as Description[];
  return descriptions.map(({ name, graph, tensors: recipes, height, width }) => ({
    name,
    model: { graph: parseGraph(graph), tensors: hashedTensors(recipes) },
    height,
    width,
    expected: tensors.get(name)!,
  }));
}

/** Reads a fixture by its file name. */
export type LoadFixture = (file: string) => Promise<ArrayBuffer>;

const STATE_DICTS = ['classic', 'classic-running-means', '9-9-6'];

/** Goldens of PyTorch's state dicts. */
export async function stateDictGoldens(load: LoadFixture): Promise<Golden[]> {
  const { tensors } = readSafetensors(await load('pth.safetensors'));
  const golden = async (name: string): Promise<Golden> => {
    const model = readPth(await load(`${name}.pth`));
    return { name: `${name}.pth`, model, height: 24, width: 20, expected: tensors.get(name)! };
  };
  return Promise.all(STATE_DICTS.map(golden));
}

/** Goldens of layers have fewer nodes, goldens of networks more. */
const NETWORK_NODES = 10;

/** Whether a golden is of a whole network. */
export const isNetwork = ({ model }: Golden): boolean => model.graph.nodes.length > NETWORK_NODES;

/** Goldens of single layers and of whole networks, state dicts included. */
export async function allGoldens(load: LoadFixture): Promise<Golden[]> {
  return [...parseGoldens(await load('goldens.safetensors')), ...(await stateDictGoldens(load))];
}
