import { unzipSync } from 'fflate';
import { ModelError } from '../../errors';
import { float16ToFloat32 } from '../float16';
import { createModel, type Model } from '../model';
import type { WeightTensor } from '../safetensors';
import { fastNeuralStyleNetwork } from './fast-neural-style';
import { isBarePickle, type PickledFile, readLegacy } from './legacy';
import { readPickle } from './pickle';
import { GlobalName, PersistentId, type PickleTensor, type PickleValue } from './pickle-values';

/** Largest number of bytes inside a file. The fast-neural-style network has 7 MB. */
const MAX_BYTES = 256 << 20;
/** Largest ratio of unpacked to packed size. `torch.save` does not compress, and weights can hardly be compressed. */
const MAX_EXPANSION = 4;

/** Element types, by the names of PyTorch's storage classes. */
const STORAGES: Readonly<Record<string, (bytes: ArrayBuffer) => Float32Array>> = {
  'torch.FloatStorage': (bytes) => new Float32Array(bytes),
  'torch.HalfStorage': (bytes) => float16ToFloat32(new Uint16Array(bytes)),
  'torch.DoubleStorage': (bytes) => Float32Array.from(new Float64Array(bytes)),
  'torch.LongStorage': (bytes) => Float32Array.from(new BigInt64Array(bytes), Number),
};

/**
 * Reads a PyTorch state dict (torch.save's zip format, or the one before PyTorch 1.6) of a fast-neural-style network with the
 * tensor names of pytorch/examples. Widths, kernels and the number of residual blocks are free.
 * The pickle reader builds tensors and nothing else.
 * @throws ModelError for any other file.
 */
export function readPth(bytes: ArrayBuffer): Model {
  const tensors = readStateDict(bytes);
  const { graph, names } = fastNeuralStyleNetwork(tensors);
  return createModel(graph, new Map(names.map((name) => [name, tensors.get(name)!])));
}

/** Reads the tensors of a state dict, or of the `state_dict` inside a checkpoint. @throws ModelError */
export function readStateDict(bytes: ArrayBuffer): Map<string, WeightTensor> {
  const { root, files } = isBarePickle(bytes) ? readLegacy(bytes, build) : readArchive(bytes);
  const state = root instanceof Map && root.get('state_dict') instanceof Map ? root.get('state_dict')! : root;
  if (!(state instanceof Map))
    throw new ModelError('The file holds something else than a state dict.', 'other-network');
  const storages = new Storages(files);
  const tensors = new Map<string, WeightTensor>();
  // Several tensors may share one storage. Bound their total size by the file's, so that a small file cannot fill the memory.
  let budget = bytes.byteLength;
  for (const [name, value] of state) {
    if (typeof name !== 'string' || !isTensor(value)) continue;
    const tensor = materialise(value, storages);
    budget -= tensor.data.length;
    if (budget < 0) throw new ModelError('The tensors of the file hold more values than the file itself.', 'damaged');
    tensors.set(name, tensor);
  }
  return tensors;
}

/** Reads the pickle and the storages, by key, of torch.save's zip format. @throws ModelError */
function readArchive(bytes: ArrayBuffer): PickledFile {
  const files = unzip(new Uint8Array(bytes));
  const pickle = [...files.keys()].find((name) => name.endsWith('/data.pkl'));
  if (pickle === undefined) throw new ModelError('The file holds no PyTorch state dict.', 'not-a-style');
  const folder = pickle.slice(0, -'data.pkl'.length);
  const order = files.get(`${folder}byteorder`);
  if (order && new TextDecoder().decode(order).trim() !== 'little')
    throw new ModelError('The file was written by a big-endian machine.', 'unfit');
  const root = readPickle(files.get(pickle)!, build);
  const data = `${folder}data/`;
  const storages = [...files].filter(([name]) => name.startsWith(data));
  return { root, files: new Map(storages.map(([name, content]) => [name.slice(data.length), content])) };
}

/** Decodes each storage of a state dict once, however many tensors refer to it. */
class Storages {
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly #decoded = new Map<string, Float32Array>();

  constructor(files: ReadonlyMap<string, Uint8Array>) {
    this.#files = files;
  }

  /** Returns the values of the storage that a persistent id names. @throws ModelError */
  values(storage: PickleValue): Float32Array {
    const id = storage instanceof PersistentId ? storage.id : null;
    const [kind, type, key] = Array.isArray(id) ? id : [];
    const name = type instanceof GlobalName ? type.name : '';
    // Accept only strings. Converting another value takes exponential time if it is a tuple of nested shared tuples.
    const bytes = typeof key === 'string' ? this.#files.get(key) : undefined;
    const read = STORAGES[name];
    if (kind !== 'storage' || !read || !bytes)
      throw new ModelError('A tensor of the file has no storage of a known type.', 'damaged');
    const known = this.#decoded.get(`${name} ${key}`);
    if (known) return known;
    try {
      const values = read(bytes.slice().buffer);
      this.#decoded.set(`${name} ${key}`, values);
      return values;
    } catch {
      throw new ModelError('A tensor of the file has a storage of broken size.', 'damaged');
    }
  }
}

function unzip(bytes: Uint8Array): Map<string, Uint8Array> {
  let total = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ originalSize }) => {
        total += originalSize;
        if (total > Math.min(MAX_BYTES, MAX_EXPANSION * bytes.length))
          throw new ModelError('The file is too large for a style.', 'too-large');
        return true;
      },
    });
    return new Map(Object.entries(files));
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw new ModelError('The file is not a whole zip archive.', 'damaged');
  }
}

/** Makes the calls that a state dict needs. @throws ModelError for any other */
function build(name: string, parameters: PickleValue[]): PickleValue {
  if (name === 'collections.OrderedDict') return new Map();
  if (name === 'torch._utils._rebuild_parameter') return parameters[0] ?? null;
  // Files of PyTorch before 0.4 call the function without `_v2`, whose first four parameters are the same.
  if (name === 'torch._utils._rebuild_tensor_v2' || name === 'torch._utils._rebuild_tensor') {
    const [storage, offset, size, stride] = parameters;
    if (
      storage === undefined ||
      !isCount(offset) ||
      !isCounts(size) ||
      !isCounts(stride) ||
      size.length !== stride.length
    )
      throw new ModelError('A tensor of the file is malformed.', 'damaged');
    return { storage, offset, size, stride };
  }
  throw new ModelError(`The file's pickle calls ${name}, which a state dict has no need of.`, 'unsafe');
}

function materialise(tensor: PickleTensor, storages: Storages): WeightTensor {
  const values = storages.values(tensor.storage);
  const { offset, size, stride } = tensor;
  const count = size.reduce((product, length) => product * length, 1);
  const last = size.reduce((at, length, axis) => at + (length - 1) * stride[axis]!, offset);
  if (count > 0 && last >= values.length)
    throw new ModelError('A tensor of the file reaches beyond its storage.', 'damaged');
  // Strides of 0 repeat values: a few bytes could stand for gigabytes.
  if (count > values.length) throw new ModelError('A tensor of the file is larger than its storage.', 'damaged');
  const data = Float32Array.from({ length: count }, (_, index) => {
    let at = offset;
    for (let axis = size.length - 1; axis >= 0; axis--) {
      at += (index % size[axis]!) * stride[axis]!;
      index = Math.floor(index / size[axis]!);
    }
    return values[at]!;
  });
  return { shape: size, data };
}

function isTensor(value: PickleValue): value is PickleTensor {
  return typeof value === 'object' && value !== null && 'storage' in value;
}

function isCount(value: PickleValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCounts(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.length <= 8 && value.every(isCount);
}
