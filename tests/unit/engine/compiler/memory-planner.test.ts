import { expect, test } from 'vitest';
import { type Lifetime, planMemory } from '../../../../src/engine/compiler/memory-planner';
import fc from '../../../support/property';

const lifetimes = fc
  .array(fc.record({ bytes: fc.integer({ min: 1, max: 3000 }), first: fc.nat(20), length: fc.nat(6) }), {
    maxLength: 30,
  })
  .map((all) =>
    all.map(
      ({ bytes, first, length }, id): Lifetime => ({
        tensors: [{ id, shape: { channels: 4, height: 1, width: bytes }, keepF32: true }],
        bytes,
        first,
        last: first + length,
      }),
    ),
  );

test('tensors alive in one step never overlap, and each lies in its buffer, aligned', () => {
  fc.assert(
    fc.property(lifetimes, (all) => {
      const { sizes, slots: places } = planMemory(all);
      for (const [i, a] of all.entries()) {
        const { buffer, offset, bytes } = places.get(a.tensors[0]!.id)!;
        expect(bytes).toBe(a.bytes);
        expect(offset % 256).toBe(0);
        expect(offset + bytes).toBeLessThanOrEqual(sizes[buffer]!);
        for (const b of all.slice(i + 1)) {
          const other = places.get(b.tensors[0]!.id)!;
          const isApart = other.offset >= offset + bytes || offset >= other.offset + other.bytes;
          if (a.first <= b.last && b.first <= a.last) expect(other.buffer !== buffer || isApart).toBe(true);
        }
      }
    }),
  );
});

test('two tensors share a buffer that a larger one has left', () => {
  const lifetime = (id: number, bytes: number, first: number, last: number): Lifetime => ({
    tensors: [{ id, shape: { channels: 4, height: 1, width: bytes / 16 }, keepF32: true }],
    ...{ bytes, first, last },
  });
  expect(planMemory([lifetime(0, 1024, 0, 1), lifetime(1, 512, 2, 4), lifetime(2, 500, 3, 4)]).sizes).toEqual([1024]);
});
