import { expect, test } from 'vitest';
import { Backoff } from '../../../src/util/backoff';

test('waiting times double up to half a minute, and start over', () => {
  const backoff = new Backoff();
  expect(Array.from({ length: 7 }, () => backoff.next())).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  backoff.reset();
  expect(backoff.next()).toBe(1000);
});
