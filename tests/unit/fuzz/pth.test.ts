/** PyTorch files whose pickles lie, call what they must not, or nest without end. */
import { zipSync } from 'fflate';
import { expect } from 'vitest';
import { readPth, readStateDict } from '../../../src/engine/model/pytorch/pth';
import fc from '../../support/property';
import { damage, damaged, fuzz, kept, unlessRefused } from './support/fuzz';
import { pickle } from './support/pickles';

const file = fc
  .record({ pickle, spots: damage, damage, kept, storages: fc.array(fc.nat(256), { minLength: 1, maxLength: 3 }) })
  .map(({ pickle, spots, damage: outer, kept: share, storages }) => {
    const data = storages.map((bytes, i) => [`x/data/${i}`, new Uint8Array(bytes).fill(60)] as const);
    const files = { 'x/data.pkl': damaged(pickle, spots, 1), ...Object.fromEntries(data) };
    return damaged(zipSync(files, { level: 0 }), outer, share);
  });

fuzz('pth', file, 0.06, (bytes) => {
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
