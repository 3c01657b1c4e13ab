/**
 * torch.save's format before PyTorch 1.6, which PyTorch's own example models have: five pickles (a magic number, the version,
 * facts about the machine, the object, the keys of the storages), then each storage as an int64 count and its values.
 */
import { ModelError } from '../../errors';
import { PickleReader, type Reducer } from './pickle';
import { GlobalName, PersistentId, type PickleValue } from './pickle-values';

/** The pickled object of a file, and the bytes of its storages by key. */
export interface PickledFile {
  readonly root: PickleValue;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Start of the file: protocol 2 and the magic number, a long of ten bytes. */
const START = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/** Bytes of a value, by the names of PyTorch's storage classes. A file may hold storages that no weight uses. */
const VALUE_BYTES: Readonly<Record<string, number>> = {
  'torch.DoubleStorage': 8,
  'torch.LongStorage': 8,
  'torch.FloatStorage': 4,
  'torch.IntStorage': 4,
  'torch.HalfStorage': 2,
  'torch.BFloat16Storage': 2,
  'torch.ShortStorage': 2,
  'torch.CharStorage': 1,
  'torch.ByteStorage': 1,
  'torch.BoolStorage': 1,
};

const damaged = (what: string) => new ModelError(`The old PyTorch file cannot be read: ${what}.`, 'damaged');

/** Tells whether a file begins as this format does. */
export const isBarePickle = (file: ArrayBuffer): boolean => {
  const start = new Uint8Array(file, 0, Math.min(START.length, file.byteLength));
  return START.every((byte, i) => start[i] === byte);
};

/**
 * Reads the object and its storages.
 * @param build makes the calls of the object's pickle
 * @throws ModelError for malformed files, and for storages that are views of others, which PyTorch wrote until 0.4
 */
export function readLegacy(file: ArrayBuffer, build: Reducer): PickledFile {
  const bytes = new Uint8Array(file);
  const types = new Map<string, string>();
  const pickles = new PickleReader(bytes, (name, parameters) => {
    note(parameters[0], types);
    return build(name, parameters);
  });
  pickles.read();
  pickles.read();
  const machine = pickles.read();
  if (machine instanceof Map && machine.get('little_endian') === false)
    throw new ModelError('The file was written by a big-endian machine.', 'unfit');
  const root = pickles.read();
  const keys = pickles.read();
  if (!Array.isArray(keys)) throw damaged('it lists no storages');
  return { root, files: storagesOf(bytes, pickles.end, keys, types) };
}

/** Notes the type of a tensor's storage, which says how many bytes a value has. */
function note(storage: PickleValue | undefined, types: Map<string, string>): void {
  const id = storage instanceof PersistentId ? storage.id : null;
  const [, type, key, , , view] = Array.isArray(id) ? id : [];
  if (!(type instanceof GlobalName) || typeof key !== 'string') return;
  if (view) throw new ModelError('The file holds views of storages, as PyTorch wrote until 0.4.', 'old-pytorch');
  types.set(key, type.name);
}

/** Finds the storages behind the pickles. */
function storagesOf(
  bytes: Uint8Array,
  at: number,
  keys: readonly PickleValue[],
  types: ReadonlyMap<string, string>,
): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files = new Map<string, Uint8Array>();
  for (const key of keys) {
    const size = typeof key === 'string' ? VALUE_BYTES[types.get(key) ?? ''] : undefined;
    if (typeof key !== 'string' || size === undefined) throw damaged('a storage has no known type');
    if (at + 8 > bytes.length) throw damaged('it ends too early');
    const end = at + 8 + Number(view.getBigInt64(at, true)) * size;
    if (end < at + 8 || end > bytes.length) throw damaged('it ends too early');
    files.set(key, bytes.subarray(at + 8, end));
    at = end;
  }
  return files;
}
