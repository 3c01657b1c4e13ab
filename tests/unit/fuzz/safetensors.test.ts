/** Files of weights whose headers lie, whose bytes are damaged or cut off. */
import { expect } from 'vitest';
import { readSafetensors } from '../../../src/engine/model/safetensors';
import fc from '../../support/property';
import { damage, damaged, fuzz, hostileNumber, kept, unlessRefused } from './support/fuzz';

const entry = fc.record({
  dtype: fc.oneof({ weight: 8, arbitrary: fc.constantFrom('F16', 'F32') }, fc.constantFrom('F64', 'BF16', 'I8', null)),
  shape: fc.array(fc.nat(5), { maxLength: 4 }),
  /** Moves the tensor from where it should be; mostly not at all. */
  shift: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.integer({ min: -64, max: 64 })),
  lie: fc.oneof(
    { weight: 12, arbitrary: fc.constant(null) },
    fc.record({
      key: fc.constantFrom('dtype', 'shape', 'data_offsets'),
      value: fc.oneof(fc.array(hostileNumber), fc.anything()),
    }),
  ),
});

const file = fc
  .record({
    entries: fc.array(
      fc.tuple(
        fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('__proto__', '__metadata__', 'constructor')),
        entry,
      ),
      { maxLength: 5 },
    ),
    missing: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.integer({ min: -40, max: 40 })),
    headerLie: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: -20, max: 2 ** 32 - 200 })),
    damage,
    kept,
  })
  .map(({ entries, missing, headerLie, damage: spots, kept: share }) => {
    let at = 0;
    const header: [string, unknown][] = entries.map(([name, { dtype, shape, shift, lie }]) => {
      const bytes = shape.reduce((product, size) => product * size, 1) * (dtype === 'F16' ? 2 : 4);
      const data_offsets = [at + shift, at + shift + bytes];
      at += bytes;
      return [name, { dtype, shape, data_offsets, ...(lie && { [lie.key]: lie.value }) }];
    });
    const members = header.map(([name, value]) => `${JSON.stringify(name)}:${safeJson(value)}`);
    const json = new TextEncoder().encode(`{${members.join(',')}}`);
    const bytes = new Uint8Array(8 + json.length + Math.max(0, at + missing)).fill(60);
    new DataView(bytes.buffer).setUint32(0, json.length + headerLie, true);
    bytes.fill(0, 4, 8);
    bytes.set(json, 8);
    return damaged(bytes, spots, share);
  });

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? Number(each) : each)) ?? 'null';
  } catch {
    return 'null';
  }
}

fuzz('safetensors', file, 0.2, (bytes) => {
  const read = unlessRefused(() => readSafetensors(bytes.buffer));
  if (!read) return false;
  let values = 0;
  for (const { shape, data } of read.tensors.values()) {
    expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
    values += data.length;
  }
  // Tensors share no bytes, and a value takes two at least.
  expect(2 * values).toBeLessThanOrEqual(bytes.length);
  return true;
});
