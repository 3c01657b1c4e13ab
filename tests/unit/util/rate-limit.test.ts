import { expect, test } from 'vitest';
import { RateLimit } from '../../../src/util/rate-limit';

test('allows as many events at one moment as the window may hold, and refuses the next', () => {
  const limit = new RateLimit(3, 60_000, () => 0);
  expect([1, 2, 3, 4].map(() => limit.allow())).toEqual([true, true, true, false]);
});

test('refuses the fifth event within a minute where the limit is four', () => {
  let now = 0;
  const limit = new RateLimit(4, 60_000, () => now);
  const allowed = Array.from({ length: 5 }, () => {
    now += 1000;
    return limit.allow();
  });
  expect(allowed).toEqual([true, true, true, true, false]);
});

test('an event leaves the window exactly when the window has passed', () => {
  let now = 0;
  const limit = new RateLimit(1, 60_000, () => now);
  expect(limit.allow()).toBe(true);
  now = 59_999;
  expect(limit.allow()).toBe(false);
  now = 59_999 + 60_000;
  expect(limit.allow()).toBe(true);
});

test('refused events count as well: the limit stays closed while they keep coming', () => {
  let now = 0;
  const limit = new RateLimit(2, 1000, () => now);
  const allowed = Array.from({ length: 20 }, () => {
    now += 100;
    return limit.allow();
  });
  expect(allowed).toEqual([true, true, ...Array(18).fill(false)]);
});

test('allows for ever what comes slowly enough', () => {
  let now = 0;
  const limit = new RateLimit(4, 60_000, () => now);
  for (let i = 0; i < 50; i++) {
    now += 20_000;
    expect(limit.allow()).toBe(true);
  }
});
