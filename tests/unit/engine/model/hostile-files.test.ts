/** Weights files made to exhaust time or memory. Each must be refused, or cost no more than its own size. */
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { createModel } from '../../../../src/engine/model/model';
import { readStateDict } from '../../../../src/engine/model/pytorch/pth';
import { readSafetensors, type WeightTensor } from '../../../../src/engine/model/safetensors';

const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const int = (value: number) =>
  `J${String.fromCharCode(value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24)}`;
const text = (value: string) => `\x8c${String.fromCharCode(value.length)}${value}`;
const tuple = (values: readonly number[]) => `(${values.map(int).join('')}t`;

/** Pickle code of a tensor on the storage `key`. */
const tensor = (key: string, values: number, size: number[], stride: number[]) =>
  `ctorch._utils\n_rebuild_tensor_v2\n((${text('storage')}ctorch\nFloatStorage\n${key}${text('cpu')}${int(values)}tQ${int(0)}${tuple(size)}${tuple(stride)}tR`;

/** A state dict file with the given pickle code of its entries and one storage `0` of `values` floats. */
function stateDict(entries: string, values: number): ArrayBuffer {
  const files = {
    'x/data.pkl': bytesOf(`\x80\x02}(${entries}u.`),
    'x/data/0': new Uint8Array(new Float32Array(values).fill(1).buffer),
  };
  return zipSync(files, { level: 0 }).slice().buffer;
}

describe('a PyTorch file', () => {
  test('with a plain tensor is read', () => {
    const tensors = readStateDict(stateDict(`${text('a')}${tensor(text('0'), 6, [2, 3], [3, 1])}`, 6));
    expect(tensors.get('a')).toEqual({ shape: [2, 3], data: new Float32Array(6).fill(1) });
  });

  test('whose storage is named by tuples that hold themselves forty times over is refused', () => {
    const nested = `)${Array.from({ length: 40 }, (_, i) => `q${String.fromCharCode(i)}h${String.fromCharCode(i)}\x86`).join('')}`;
    expect(() => readStateDict(stateDict(`${text('a')}${tensor(nested, 6, [1], [1])}`, 6))).toThrow(/storage/);
  });

  test('with a tensor of stride 0 larger than its storage is refused', () => {
    const file = stateDict(`${text('a')}${tensor(text('0'), 1, [1 << 24], [0])}`, 1);
    expect(() => readStateDict(file)).toThrow(/larger than its storage/);
  });

  test('whose tensors share one storage until they exceed the file is refused', () => {
    const entries = Array.from(
      { length: 50 },
      (_, i) => `${text(`t${i}`)}${tensor(text('0'), 100_000, [100_000], [1])}`,
    );
    expect(() => readStateDict(stateDict(entries.join(''), 100_000))).toThrow(/more values than the file/);
  });

  test('that unpacks to far more than itself is refused', () => {
    const bomb = zipSync({ 'x/data.pkl': bytesOf('\x80\x02}.'), 'x/data/0': new Uint8Array(32 << 20) });
    expect(() => readStateDict(bomb.slice().buffer)).toThrow(/too large/);
  });
});

/** A safetensors file of the given header entries and `bytes` bytes of values. */
function safetensors(header: object, bytes: number): ArrayBuffer {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + bytes);
  new DataView(file.buffer).setUint32(0, json.length, true);
  file.set(json, 8);
  return file.buffer;
}

test('a safetensors file whose tensors overlap is refused', () => {
  const entry = { dtype: 'F32', shape: [256], data_offsets: [0, 1024] };
  const one = readSafetensors(safetensors({ a: entry }, 1024));
  expect(one.tensors.get('a')!.data).toHaveLength(256);
  expect(() => readSafetensors(safetensors({ a: entry, b: entry }, 1024))).toThrow(/shares its bytes/);
});

describe('a layer graph', () => {
  const none = new Map<string, WeightTensor>();
  const chain = (layers: object[]) => ({
    version: 1,
    input: 'image',
    multiple: 1,
    nodes: layers.map((layer, i) => ({ name: `n${i}`, inputs: [i === 0 ? 'image' : `n${i - 1}`], ...layer })),
    output: `n${layers.length - 1}`,
  });

  test('that enlarges the picture beyond twice its size on the way is refused', () => {
    const up = Array.from({ length: 3 }, () => ({ op: 'upsampleNearest', scale: 2 }));
    const down = Array.from({ length: 3 }, () => ({ op: 'pixelUnshuffle', factor: 2 }));
    expect(() => createModel(chain([...up, ...down]), none)).toThrow(/enlarges/);
  });

  test('that widens every pixel beyond 256 values is refused', () => {
    const layers = Array.from({ length: 4 }, () => ({ op: 'concat' })).map((layer, i) => {
      const source = i === 0 ? 'image' : `n${i - 1}`;
      return { ...layer, inputs: [source, source, source, source] };
    });
    expect(() => createModel(chain(layers), none)).toThrow(/memory/);
  });
});
