import { expect, test } from 'vitest';
import { ByteLimit } from '../../../src/util/byte-limit';

test('each window has its bytes, and refused ones count too', () => {
  let now = 0;
  const limit = new ByteLimit(100, 1000, () => now);
  expect([limit.allow(60), limit.allow(40), limit.allow(1), limit.allow(0)]).toEqual([true, true, false, false]);
  now = 999;
  expect(limit.allow(0)).toBe(false);
  now = 1000;
  expect(limit.allow(100)).toBe(true);
});
