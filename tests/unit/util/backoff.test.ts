import { expect, test } from 'vitest';
import { Backoff, Patience } from '../../../src/util/backoff';

test('waiting times double up to half a minute, and start over', () => {
  const backoff = new Backoff();
  expect(Array.from({ length: 7 }, () => backoff.next())).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  backoff.reset();
  expect(backoff.next()).toBe(1000);
});

test('patience ends with the fifth time within a minute', () => {
  let now = 0;
  const patience = new Patience(5, 60_000, () => now);
  const borne = Array.from({ length: 5 }, () => {
    now += 1000;
    return patience.bears();
  });
  expect(borne).toEqual([true, true, true, true, false]);
});

test('patience lasts for ever with what happens now and then', () => {
  let now = 0;
  const patience = new Patience(5, 60_000, () => now);
  for (let i = 0; i < 50; i++) {
    now += 20_000;
    expect(patience.bears()).toBe(true);
  }
});
