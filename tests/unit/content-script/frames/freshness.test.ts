import { expect, test } from 'vitest';
import { Freshness } from '../../../../src/content-script/frames/freshness';

test('the newest picture never becomes stale', () => {
  const freshness = new Freshness();
  freshness.displayed(1, 0);
  freshness.presented(1, 0, 20);
  expect(freshness.deadline).toBeNull();
});

/** Displays frames at a steady rate, each on the overlay `lagMs` later. */
function play(freshness: Freshness, fps: number, frames: number, lagMs = 5): number {
  const interval = 1000 / fps;
  for (let serial = 1; serial <= frames; serial++) {
    freshness.displayed(serial, serial * interval);
    freshness.presented(serial, serial * interval, serial * interval + lagMs);
  }
  return frames * interval;
}

test.each([24, 30, 60])('at %i frames a second a picture is stale once it is more than three frames behind', (fps) => {
  const freshness = new Freshness();
  const now = play(freshness, fps, 60);
  freshness.displayed(61, now + 1000 / fps);
  expect(freshness.deadline).toBeCloseTo(now + 4000 / fps, 1);
});

test('a picture that is old when it is presented has its time from then on', () => {
  const freshness = new Freshness();
  const now = play(freshness, 30, 60);
  freshness.displayed(61, now + 33);
  freshness.displayed(62, now + 66);
  freshness.presented(61, now + 33, now + 80);
  expect(freshness.deadline).toBe(now + 80 + freshness.allowanceMs);
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

test('a long pause makes neither the overlay nor the video look slow', () => {
  const freshness = new Freshness();
  const now = play(freshness, 30, 60);
  const before = freshness.allowanceMs;
  freshness.displayed(61, now + 60_000);
  freshness.presented(61, now + 60_000, now + 60_005);
  expect(freshness.allowanceMs).toBeCloseTo(before, 5);
});

test('after a reset nothing is known', () => {
  const freshness = new Freshness();
  freshness.displayed(1, 0);
  freshness.presented(1, 0, 2000);
  freshness.displayed(2, 2500);
  freshness.reset();
  expect(freshness.deadline).toBeNull();
  expect(freshness.allowanceMs).toBeCloseTo(100, 5);
});
