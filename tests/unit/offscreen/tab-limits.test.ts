import { beforeEach, expect, test } from 'vitest';
import { TabLimits } from '../../../src/offscreen/tab-limits';

let now: number;
let limits: TabLimits;

beforeEach(() => {
  now = 0;
  limits = new TabLimits(() => now);
});

const admitted = (tab: number, count: number): number =>
  Array.from({ length: count }, () => limits.enter(tab)).filter(Boolean).length;

test('one tab has 40 sessions at most, and another one has its own', () => {
  expect(admitted(1, 60)).toBe(40);
  expect(admitted(2, 1)).toBe(1);
  limits.leave(1);
  expect(admitted(1, 2)).toBe(1);
});

test('one tab opens 120 sessions in half a minute', () => {
  const open = () => {
    now += 10;
    const isAdmitted = limits.enter(1);
    if (isAdmitted) limits.leave(1);
    return isAdmitted;
  };
  expect(Array.from({ length: 200 }, open).filter(Boolean)).toHaveLength(120);
  now += 30_000;
  expect(open()).toBe(true);
});

test('a tab that broke the protocol comes back after a pause, which doubles up to ten minutes', () => {
  const pauses = Array.from({ length: 8 }, () => {
    const begun = now;
    limits.punish(1);
    while (limits.isPaused(1)) now += 1000;
    return (now - begun) / 1000;
  });
  expect(pauses).toEqual([15, 30, 60, 120, 240, 480, 600, 600]);
});

test('while it pauses no session of that tab begins, and those of others do', () => {
  limits.punish(1);
  expect([limits.enter(1), limits.enter(2)]).toEqual([false, true]);
  now = 15_000;
  expect(limits.enter(1)).toBe(true);
});

test('several sessions that end for one offence count once', () => {
  for (let session = 0; session < 5; session++) limits.punish(1);
  now = 15_000;
  expect(limits.isPaused(1)).toBe(false);
});

test('of more than 512 tabs a record is forgotten, not that of a tab with sessions', () => {
  admitted(0, 40);
  for (let tab = 1; tab < 600; tab++) limits.punish(tab);
  expect(limits.enter(0)).toBe(false);
  expect([limits.isPaused(1), limits.isPaused(599)]).toEqual([false, true]);
});
