import { expect, test } from 'vitest';
import { Freshness } from '../../../src/video/freshness';

test('the newest picture never becomes stale', () => {
  const freshness = new Freshness();
  freshness.displayed(1, 0);
  freshness.presented(1, 0, 20);
  expect(freshness.deadline).toBeNull();
});

test('a picture becomes stale 300 ms after a newer one was displayed, where the overlay keeps up', () => {
  const freshness = new Freshness();
  freshness.displayed(1, 0);
  freshness.presented(1, 0, 20);
  freshness.displayed(2, 1000);
  freshness.displayed(3, 1033);
  expect(freshness.deadline).toBe(1300);
});

test('a picture that is old when it is presented has its time from then on', () => {
  const freshness = new Freshness();
  freshness.displayed(1, 0);
  freshness.displayed(2, 33);
  freshness.presented(1, 0, 50);
  expect(freshness.deadline).toBe(350);
});

test('a slow overlay is allowed three times its usual lag, at most five seconds', () => {
  const freshness = new Freshness();
  let serial = 0;
  const play = (fromMs: number, toMs: number) => {
    for (let now = fromMs; now < toMs; now += 33) freshness.displayed(++serial, now);
  };
  play(0, 1000);
  freshness.presented(1, 0, 1000);
  expect(freshness.allowanceMs).toBe(3000);
  for (let second = 1; second < 40; second++) {
    play(1000 * second, 1000 * (second + 1));
    freshness.presented(serial - 1, 1000 * second, 1000 * (second + 1));
  }
  expect(freshness.allowanceMs).toBe(3000);
  play(40_000, 50_000);
  freshness.presented(serial - 1, 40_000, 50_000);
  freshness.presented(serial - 1, 40_000, 60_000);
  freshness.presented(serial - 1, 40_000, 70_000);
  expect(freshness.allowanceMs).toBe(5000);
});

test('a long pause does not make the overlay look slow', () => {
  const freshness = new Freshness();
  freshness.displayed(1, 0);
  freshness.presented(1, 0, 20);
  freshness.displayed(2, 60_000);
  freshness.presented(2, 60_000, 60_020);
  expect(freshness.allowanceMs).toBe(300);
});

test('after a reset nothing is known', () => {
  const freshness = new Freshness();
  freshness.displayed(1, 0);
  freshness.presented(1, 0, 2000);
  freshness.displayed(2, 2500);
  freshness.reset();
  expect(freshness.deadline).toBeNull();
  expect(freshness.allowanceMs).toBe(300);
});
