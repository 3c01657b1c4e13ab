import { expect, test } from 'vitest';
import { NonceStore } from '../../../src/service-worker/nonces';

test('an expected nonce is good once, for the tab that announced it', () => {
  const store = new NonceStore();
  store.expect('a', 7);
  expect(store.redeem('a')).toBe(7);
  expect(store.redeem('a')).toBeUndefined();
});

test('an unexpected nonce is refused', () => {
  expect(new NonceStore().redeem('a')).toBeUndefined();
});

test('a nonce expires', () => {
  let now = 0;
  const store = new NonceStore(10_000, 256, () => now);
  store.expect('a', 7);
  store.expect('b', 7);
  now = 9_999;
  expect(store.redeem('a')).toBe(7);
  now = 10_000;
  expect(store.redeem('b')).toBeUndefined();
});

test('beyond the capacity the oldest nonce is dropped', () => {
  const store = new NonceStore(10_000, 2);
  for (const [tab, nonce] of ['a', 'b', 'c'].entries()) store.expect(nonce, tab);
  expect(['a', 'b', 'c'].map((nonce) => store.redeem(nonce))).toEqual([undefined, 1, 2]);
});
