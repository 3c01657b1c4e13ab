import { expect, test } from 'vitest';
import { GpuTimes, gpuMsOf, QueueClock, spreadOf } from '../../../../src/offscreen/quality/gpu-times';

test('the first two frames of a stylizer do not count', () => {
  const times = new GpuTimes(() => 0);
  for (const ms of [90, 50, 2, 3]) times.add(ms);
  expect(times.recent()).toEqual([2, 3]);
  times.restart();
  for (const ms of [70, 60, 4]) times.add(ms);
  expect(times.recent()).toEqual([4]);
});

test('frames older than five seconds do not count, except for the last eight of a minute', () => {
  let now = 0;
  const times = new GpuTimes(() => now);
  for (let i = 0; i < 12; i++) times.add(i);
  expect(times.recent()).toHaveLength(10);
  now = 6000;
  expect(times.recent()).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  now = 61_000;
  expect(times.recent()).toEqual([]);
});

test('the 95th percentile excludes one outlier among twenty frames', () => {
  expect(spreadOf([...Array(19).fill(5), 80])).toEqual({ usual: 5, high: 5 });
  expect(spreadOf([...Array(18).fill(5), 80, 80])).toEqual({ usual: 5, high: 80 });
});

test('fewer than twenty frames give the median, fewer than five nothing', () => {
  expect(spreadOf([1, 1, 9, 9, 9])?.high).toBe(9);
  expect(spreadOf([1, 1, 1, 9, 9])?.high).toBe(1);
  expect(spreadOf([1, 1, 1, 1])).toBeUndefined();
});

test('two frames are enough where they take seconds', () => {
  expect(spreadOf([3000, 4000])?.high).toBe(3000);
  expect(spreadOf([3000])).toBeUndefined();
});

test('frames of two videos in one queue add up to the time it was busy', () => {
  const clock = new QueueClock();
  // Both are submitted at 0. The GPU finishes the first at 10 and the second at 20, and is idle until 30.
  expect([clock.measure(0, 10), clock.measure(0, 20), clock.measure(30, 34)]).toEqual([10, 10, 4]);
});

test('a clock of the GPU that stands still makes no frame look free', () => {
  expect(gpuMsOf({ importMs: 0.1, networkMs: 2, presentMs: 0.4 }, 9)).toBe(2.5);
  expect(gpuMsOf({ importMs: 0, networkMs: 0, presentMs: 0 }, 9)).toBe(9);
  expect(gpuMsOf(undefined, 9)).toBe(9);
});
