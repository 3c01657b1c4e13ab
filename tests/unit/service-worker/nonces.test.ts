import { expect, test } from 'vitest';
import { NonceStore } from '../../../src/service-worker/nonces';

test('an expected nonce is good once', () => {
  const store = new NonceStore();
  store.expect('a');
  expect(store.redeem('a')).toBe(true);
  expect(store.redeem('a')).toBe(false);
});

test('an unexpected nonce is refused', () => {
  expect(new NonceStore().redeem('a')).toBe(false);
});

test('a nonce expires', () => {
  let now = 0;
  const store = new NonceStore(10_000, 256, () => now);
  store.expect('a');
  store.expect('b');
  now = 9_999;
  expect(store.redeem('a')).toBe(true);
  now = 10_000;
  expect(store.redeem('b')).toBe(false);
});

test('beyond the capacity the oldest nonce is dropped', () => {
  const store = new NonceStore(10_000, 2);
  for (const nonce of ['a', 'b', 'c']) store.expect(nonce);
  expect(['a', 'b', 'c'].map((nonce) => store.redeem(nonce))).toEqual([false, true, true]);
});
