import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Lifetime, layOut } from '../../../src/engine/arena';

const lifetimes = fc
  .array(fc.record({ bytes: fc.integer({ min: 1, max: 9 }), first: fc.nat(20), length: fc.nat(6) }), { maxLength: 30 })
  .map((all) =>
    all.map(
      ({ bytes, first, length }, id): Lifetime => ({
        tensors: [{ id, shape: { channels: 4, height: 1, width: bytes }, exact: true }],
        bytes,
        first,
        last: first + length,
      }),
    ),
  );

test('tensors alive in one step never share a buffer, and each fits its own', () => {
  fc.assert(
    fc.property(lifetimes, (all) => {
      const { sizes, slots } = layOut(all);
      for (const [i, a] of all.entries()) {
        const slot = slots.get(a.tensors[0]!.id)!;
        expect(sizes[slot]).toBeGreaterThanOrEqual(a.bytes);
        for (const b of all.slice(i + 1))
          if (a.first <= b.last && b.first <= a.last) expect(slots.get(b.tensors[0]!.id)).not.toBe(slot);
      }
    }),
  );
});
