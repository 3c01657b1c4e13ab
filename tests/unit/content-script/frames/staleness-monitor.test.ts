import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StalenessMonitor } from '../../../../src/content-script/frames/staleness-monitor';

const FRAME_MS = 33;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the timer', () => {
  /** Plays `frames` frames, each of which is on the overlay 10 ms later. */
  function play(monitor: StalenessMonitor, frames: number, first = 1): number {
    for (let serial = first; serial < first + frames; serial++) {
      const takenAt = performance.now();
      monitor.displayed(serial);
      vi.advanceTimersByTime(10);
      monitor.presented(serial, takenAt);
      vi.advanceTimersByTime(FRAME_MS - 10);
    }
    return first + frames;
  }

  test('never fires while the overlay keeps up', () => {
    const onStale = vi.fn();
    play(new StalenessMonitor(onStale), 300);
    vi.advanceTimersByTime(10_000);
    expect(onStale).not.toHaveBeenCalled();
  });

  test('fires when three frames followed a picture, not before', () => {
    const onStale = vi.fn();
    const monitor = new StalenessMonitor(onStale);
    const next = play(monitor, 60);
    monitor.displayed(next);
    vi.advanceTimersByTime(3 * FRAME_MS - 5);
    expect(onStale).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10);
    expect(onStale).toHaveBeenCalledTimes(1);
  });

  test('fires with every displayed frame as long as the picture is stale, until another comes', () => {
    const onStale = vi.fn();
    const monitor = new StalenessMonitor(onStale);
    let next = play(monitor, 60);
    for (let i = 0; i < 8; i++) {
      monitor.displayed(next++);
      vi.advanceTimersByTime(FRAME_MS);
    }
    expect(onStale.mock.calls.length).toBeGreaterThan(2);
    next = play(monitor, 1, next);
    onStale.mockClear();
    play(monitor, 10, next);
    expect(onStale).not.toHaveBeenCalled();
  });

  test('does not fire after a reset until there is another picture', () => {
    const onStale = vi.fn();
    const monitor = new StalenessMonitor(onStale);
    monitor.displayed(play(monitor, 10));
    monitor.reset();
    vi.advanceTimersByTime(10_000);
    expect(onStale).not.toHaveBeenCalled();
  });

  test('is set every few frames, not with each', () => {
    const set = vi.spyOn(globalThis, 'setTimeout');
    play(new StalenessMonitor(() => {}), 300);
    expect(set.mock.calls.length).toBeLessThan(300 / 2);
    expect(set).toHaveBeenCalled();
  });
});

describe('the deadline', () => {
  /** A monitor whose clock is set with every call. */
  function setUp() {
    let now = 0;
    const monitor = new StalenessMonitor(
      () => {},
      () => now,
    );
    return {
      monitor,
      displayed: (serial: number, at: number) => {
        now = at;
        monitor.displayed(serial);
      },
      presented: (serial: number, takenAt: number, at: number) => {
        now = at;
        monitor.presented(serial, takenAt);
      },
    };
  }

  /**
   * Displays frames at a steady rate, each of which is on the overlay `lagMs` later.
   * @returns when the last was displayed
   */
  function play({ displayed, presented }: ReturnType<typeof setUp>, fps: number, frames: number, lagMs = 5): number {
    const interval = 1000 / fps;
    for (let serial = 1; serial <= frames; serial++) {
      displayed(serial, serial * interval);
      presented(serial, serial * interval, serial * interval + lagMs);
    }
    return frames * interval;
  }

  test('does not exist for the newest picture', () => {
    const { monitor, displayed, presented } = setUp();
    displayed(1, 0);
    presented(1, 0, 20);
    expect(monitor.deadline).toBeNull();
  });

  test.each([24, 30, 60])('is three frames after the next frame at %i frames a second', (fps) => {
    const all = setUp();
    const now = play(all, fps, 60);
    all.displayed(61, now + 1000 / fps);
    expect(all.monitor.deadline).toBeCloseTo(now + 4000 / fps, 1);
  });

  test('counts from the presentation of a picture that is old by then', () => {
    const all = setUp();
    const now = play(all, 30, 60);
    all.displayed(61, now + 33);
    all.displayed(62, now + 66);
    all.presented(61, now + 33, now + 80);
    expect(all.monitor.deadline).toBe(now + 80 + all.monitor.allowanceMs);
  });

  test('allows a slow overlay three times its usual lag, at most five seconds', () => {
    const { monitor, displayed, presented } = setUp();
    let serial = 0;
    const displayFrom = (fromMs: number, toMs: number) => {
      for (let now = fromMs; now < toMs; now += 33) displayed(++serial, now);
    };
    displayFrom(0, 1000);
    presented(1, 0, 1000);
    expect(monitor.allowanceMs).toBe(3000);
    for (let second = 1; second < 40; second++) {
      displayFrom(1000 * second, 1000 * (second + 1));
      presented(serial - 1, 1000 * second, 1000 * (second + 1));
    }
    expect(monitor.allowanceMs).toBe(3000);
    displayFrom(40_000, 50_000);
    presented(serial - 1, 40_000, 50_000);
    presented(serial - 1, 40_000, 60_000);
    presented(serial - 1, 40_000, 70_000);
    expect(monitor.allowanceMs).toBe(5000);
  });

  test('is not moved by a long pause, which makes neither the overlay nor the video look slow', () => {
    const all = setUp();
    const now = play(all, 30, 60);
    const before = all.monitor.allowanceMs;
    all.displayed(61, now + 60_000);
    all.presented(61, now + 60_000, now + 60_005);
    expect(all.monitor.allowanceMs).toBeCloseTo(before, 5);
  });

  test('is unknown after a reset, and so is the usual lag', () => {
    const { monitor, displayed, presented } = setUp();
    displayed(1, 0);
    presented(1, 0, 2000);
    displayed(2, 2500);
    monitor.reset();
    expect(monitor.deadline).toBeNull();
    expect(monitor.allowanceMs).toBeCloseTo(100, 5);
  });
});
