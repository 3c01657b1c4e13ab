import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StalenessMonitor } from '../../../../src/content-script/frames/staleness-monitor';

const FRAME_MS = 33;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A video whose every frame is on the overlay 10 ms later, for `frames` frames. */
function play(watch: StalenessMonitor, frames: number, first = 1): number {
  for (let serial = first; serial < first + frames; serial++) {
    const takenAt = performance.now();
    watch.displayed(serial);
    vi.advanceTimersByTime(10);
    watch.presented(serial, takenAt);
    vi.advanceTimersByTime(FRAME_MS - 10);
  }
  return first + frames;
}

test('an overlay that keeps up is never stale', () => {
  const stale = vi.fn();
  play(new StalenessMonitor(stale), 300);
  vi.advanceTimersByTime(10_000);
  expect(stale).not.toHaveBeenCalled();
});

test('a picture that three frames followed is stale, not before', () => {
  const stale = vi.fn();
  const watch = new StalenessMonitor(stale);
  const next = play(watch, 60);
  watch.displayed(next);
  vi.advanceTimersByTime(3 * FRAME_MS - 5);
  expect(stale).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10);
  expect(stale).toHaveBeenCalledTimes(1);
});

test('as long as it is stale every frame displayed says so, until a picture comes', () => {
  const stale = vi.fn();
  const watch = new StalenessMonitor(stale);
  let next = play(watch, 60);
  for (let i = 0; i < 8; i++) {
    watch.displayed(next++);
    vi.advanceTimersByTime(FRAME_MS);
  }
  expect(stale.mock.calls.length).toBeGreaterThan(2);
  next = play(watch, 1, next);
  stale.mockClear();
  play(watch, 10, next);
  expect(stale).not.toHaveBeenCalled();
});

test('after a reset nothing is stale until the next picture', () => {
  const stale = vi.fn();
  const watch = new StalenessMonitor(stale);
  watch.displayed(play(watch, 10));
  watch.reset();
  vi.advanceTimersByTime(10_000);
  expect(stale).not.toHaveBeenCalled();
});

test('a video that is kept up with sets a timer every few frames, not each', () => {
  const set = vi.spyOn(globalThis, 'setTimeout');
  play(new StalenessMonitor(() => {}), 300);
  expect(set.mock.calls.length).toBeLessThan(300 / 2);
  expect(set).toHaveBeenCalled();
});
