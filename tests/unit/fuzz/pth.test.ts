/** PyTorch files whose pickles lie, call what they must not, or nest without end. */
import { zipSync } from 'fflate';
import { expect } from 'vitest';
import { readPth, readStateDict } from '../../../src/engine/model/pytorch/pth';
import fc from '../../support/property';
import { damage, damaged, fuzz, kept, unlessRefused } from './support/fuzz';
import { pickle } from './support/pickles';

const START = '\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.';

/** The form before PyTorch 1.6: five pickles, then the storages behind counts of floats. */
function legacy(pickle: Uint8Array, storages: readonly number[]): Uint8Array<ArrayBuffer> {
  const text = (characters: string) => Uint8Array.from(characters, (each) => each.charCodeAt(0));
  const keys = text(`\x80\x02](${storages.map((_, i) => `\x8c\x01${i}`).join('')}e.`);
  const values = storages.flatMap((bytes) => [
    new Uint8Array(new BigInt64Array([BigInt(bytes >> 2)]).buffer),
    new Uint8Array(bytes & ~3).fill(60),
  ]);
  const parts = [text(`${START}\x80\x02M\xe9\x03.\x80\x02}.`), pickle, keys, ...values];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const storages = fc.array(fc.nat(256), { minLength: 1, maxLength: 3 });
const file = fc
  .record({ pickle, spots: damage, damage, kept, storages, isOld: fc.boolean() })
  .map(({ pickle, spots, damage: outer, kept: share, storages, isOld }) => {
    if (isOld) return damaged(legacy(damaged(pickle, spots, 1), storages), outer, share);
    const data = storages.map((bytes, i) => [`x/data/${i}`, new Uint8Array(bytes).fill(60)] as const);
    const files = { 'x/data.pkl': damaged(pickle, spots, 1), ...Object.fromEntries(data) };
    return damaged(zipSync(files, { level: 0 }), outer, share);
  });

fuzz('pth', file, 0.02, (bytes) => {
  unlessRefused(() => readPth(bytes.buffer));
  const tensors = unlessRefused(() => readStateDict(bytes.buffer));
  if (!tensors) return false;
  let values = 0;
  for (const { shape, data } of tensors.values()) {
    expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
    values += data.length;
  }
  expect(values).toBeLessThanOrEqual(bytes.length);
  return true;
});
