/** Files of either format are read, and others are refused with the reason that the user reads. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ModelFault, operationsOf, readStyleFile } from '../../../src/engine';

const file = (path: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`../../../${path}`, import.meta.url)));
const read = (bytes: Uint8Array<ArrayBuffer>) => readStyleFile(bytes.slice().buffer);

const shipped = file('weights/anime-s.safetensors');
const classic = file('tests/gpu/fixtures/classic.pth');
const legacy = file('tests/gpu/fixtures/legacy.pth');

/** A file of `text` after the eight bytes of its length. */
const headed = (text: string, rest = 0): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(8 + text.length + rest);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(new TextEncoder().encode(text), 8);
  return bytes;
};
const infinite = () => {
  const bytes = shipped.slice();
  // The last value of the last tensor, in F16.
  new DataView(bytes.buffer).setUint16(bytes.length - 2, 0x7c00, true);
  return bytes;
};

test('both formats are told apart by their bytes', () => {
  expect(read(shipped).style?.name).toBe('Anime');
  expect(read(classic).graph.nodes.length).toBeGreaterThan(20);
});

test('a file from before PyTorch 1.6 holds the weights of the same file of today', () => {
  expect(read(legacy)).toEqual(read(file('tests/gpu/fixtures/classic-running-means.pth')));
});

test('operations count as the trainer counts them', () => {
  // training/nets/context.py: 14.1 GFLOP at 1280 x 720.
  expect(operationsOf(read(shipped), 720, 1280) / 1e9).toBeCloseTo(14.1, 0);
});

const REFUSED: [string, Uint8Array<ArrayBuffer>, ModelFault][] = [
  ['nothing', new Uint8Array(0), 'not-a-style'],
  ['a picture', file('icons/styles/anime.webp'), 'not-a-style'],
  ['a cut file', shipped.slice(0, 50_000), 'damaged'],
  ['a cut archive', classic.slice(0, 5000), 'damaged'],
  ['weights without a graph', headed('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4), 'no-graph'],
  ['a pickle of something else', new Uint8Array([0x80, 2, 0x8a, 10, 0, 0, 0, 0, 0, 0, 0]), 'not-a-style'],
  ['an old file that is cut', legacy.slice(0, 30_000), 'damaged'],
  ['a model instead of its weights', file('tests/gpu/fixtures/whole-model.pth'), 'whole-model'],
  ['infinite weights', infinite(), 'not-finite'],
];

test.each(REFUSED)('%s is refused', (_, bytes, fault) => {
  expect(() => read(bytes)).toThrow(expect.objectContaining({ name: 'ModelError', fault }));
});
