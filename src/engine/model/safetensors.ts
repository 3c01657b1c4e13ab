import { ModelError } from '../errors';
import { float16ToFloat32 } from './float16';

/** A tensor of a weights file: PyTorch's shape and order, widened to float32. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface SafeTensors {
  readonly tensors: ReadonlyMap<string, WeightTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Largest header: those of the shipped styles have a few KiB. */
const MAX_HEADER_BYTES = 4 << 20;
const MAX_DIMENSIONS = 8;
const BYTES = { F16: 2, F32: 4 } as const;

/**
 * Reads a safetensors file with F16 and F32 tensors.
 * Layout: u64 little-endian header length, that many bytes of JSON, then the tensors' bytes.
 * @throws ModelError for a file that is truncated, a tensor outside the file or over another, and any other type.
 */
export function readSafetensors(file: ArrayBuffer): SafeTensors {
  if (file.byteLength < 8) throw new ModelError('The weights file is too short to be safetensors.', 'damaged');
  const view = new DataView(file);
  const headerBytes = view.getUint32(0, true);
  if (view.getUint32(4, true) !== 0 || headerBytes > MAX_HEADER_BYTES || 8 + headerBytes > file.byteLength)
    throw new ModelError('The weights file has a header longer than the file itself.', 'damaged');
  const header = parseHeader(new Uint8Array(file, 8, headerBytes));
  const metadata: Record<string, string> = {};
  const tensors = new Map<string, WeightTensor>();
  let claimed = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      for (const [key, value] of Object.entries(isRecord(entry) ? entry : {}))
        if (typeof value === 'string') metadata[key] = value;
    } else {
      const tensor = readTensor(file, 8 + headerBytes, name, entry);
      // Check the sum of sizes: overlapping tensors could have any sum, disjoint ones have at most the file's size.
      claimed += tensor.bytes;
      if (8 + headerBytes + claimed > file.byteLength)
        throw new ModelError(`Tensor ${name} shares its bytes with other tensors.`, 'damaged');
      tensors.set(name, tensor.widen());
    }
  }
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ModelError('The header of the weights file is not JSON.', 'damaged');
  }
  if (!isRecord(header)) throw new ModelError('The header of the weights file is not an object.', 'damaged');
  return header;
}

/** A checked tensor: its length in the file, and its values, which are copied only when asked for. */
interface StoredTensor {
  readonly bytes: number;
  widen(): WeightTensor;
}

function readTensor(file: ArrayBuffer, base: number, name: string, entry: unknown): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  if (dtype !== 'F16' && dtype !== 'F32') throw new ModelError(`Tensor ${name} is neither F16 nor F32.`, 'unfit');
  if (!isSizes(shape) || shape.length > MAX_DIMENSIONS)
    throw new ModelError(`Tensor ${name} has no valid shape.`, 'damaged');
  if (!isSizes(offsets) || offsets.length !== 2)
    throw new ModelError(`Tensor ${name} has no valid offsets.`, 'damaged');
  const [begin, end] = offsets as [number, number];
  const count = shape.reduce((product, size) => product * size, 1);
  if (begin > end || base + end > file.byteLength)
    throw new ModelError(`Tensor ${name} lies outside the file.`, 'damaged');
  if (end - begin !== count * BYTES[dtype])
    throw new ModelError(`Tensor ${name} has bytes that do not fit its shape.`, 'damaged');
  const widen = () => {
    const bytes = file.slice(base + begin, base + end);
    return { shape, data: dtype === 'F16' ? float16ToFloat32(new Uint16Array(bytes)) : new Float32Array(bytes) };
  };
  return { bytes: end - begin, widen };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
