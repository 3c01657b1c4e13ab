import { describe, expect, test } from 'vitest';
import { CameraDeadline } from '../../../src/page-world/camera-deadline';
import fc from '../../support/property';

/** A picture that others see: a camera frame or a styled picture, with its timestamp in ms. */
interface Shown {
  at: number;
  of: number;
  styled: boolean;
}

interface SimulatedCamera {
  frames: number;
  intervalMs: number;
  /** Returns the host's time for a frame sent at this time; null: it never answers, 'drop': it drops the frame. */
  host: (sentAt: number) => number | null | 'drop';
}

/** Simulates a camera and a host that draws one frame at a time. The newest frame waits and replaces an older one. */
function call({ frames, intervalMs, host }: SimulatedCamera, judge = new CameraDeadline(), start = 0): Shown[] {
  const shown: Shown[] = [];
  let drawn: { id: number; doneAt: number } | undefined;
  let waiting: { id: number; cost: number } | undefined;
  const answer = (until: number) => {
    while (drawn && drawn.doneAt <= until) {
      const { id, doneAt } = drawn;
      const timestamp = judge.answered(id, false, doneAt);
      if (timestamp !== null) shown.push({ at: doneAt, of: timestamp / 1000, styled: true });
      drawn = waiting && { id: waiting.id, doneAt: doneAt + waiting.cost };
      waiting = undefined;
    }
  };
  for (let i = 0; i < frames; i++) {
    const now = start + i * intervalMs;
    answer(now);
    const { id, pass } = judge.frame(now * 1000, now);
    if (pass) shown.push({ at: now, of: now, styled: false });
    if (id === null) continue;
    const cost = host(now);
    if (cost === null) continue;
    if (cost === 'drop') {
      judge.answered(id, true, now + 1);
    } else if (drawn) {
      if (waiting) judge.answered(waiting.id, true, now);
      waiting = { id, cost };
    } else {
      drawn = { id, doneAt: now + cost };
    }
  }
  answer(Number.POSITIVE_INFINITY);
  return shown;
}

const styledShare = (shown: Shown[]) => shown.filter(({ styled }) => styled).length / shown.length;
const longestGap = (shown: Shown[]) => Math.max(...shown.slice(1).map(({ at }, i) => at - shown[i]!.at));

describe('others see', () => {
  test('styled pictures at the camera rate, of every frame, from a host in time', () => {
    const shown = call({ frames: 300, intervalMs: 1000 / 30, host: () => 20 });
    expect(styledShare(shown)).toBeGreaterThan(0.97);
    expect(shown.length).toBeGreaterThan(297);
  });

  test('the camera from a host whose pictures come in time but well after the sound', () => {
    const shown = call({ frames: 3000, intervalMs: 1000 / 30, host: () => 60 });
    expect(styledShare(shown)).toBeLessThan(0.01);
  });

  test('pictures at most 40 ms after the sound on average, however much the host takes', () => {
    const host = fc.double({ min: 5, max: 90, noNaN: true });
    fc.assert(
      fc.property(fc.array(host, { minLength: 1, maxLength: 30 }), fc.constantFrom(15, 24, 30), (costs, fps) => {
        let next = 0;
        const shown = call({ frames: 2000, intervalMs: 1000 / fps, host: () => costs[next++ % costs.length]! });
        for (let i = 0; i + 500 <= shown.length; i += 50) {
          const lag = shown.slice(i, i + 500).reduce((sum, { at, of }) => sum + at - of, 0) / 500;
          expect(lag).toBeLessThanOrEqual(40);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('the camera, frame by frame, from a host that is too slow', () => {
    const shown = call({ frames: 3000, intervalMs: 1000 / 30, host: () => 400 });
    expect(shown).toHaveLength(3000);
    expect(styledShare(shown)).toBe(0);
  });

  test('the camera within 100 ms of a host that falls silent', () => {
    const shown = call({ frames: 300, intervalMs: 1000 / 30, host: (at) => (at < 5000 ? 20 : null) });
    expect(longestGap(shown)).toBeLessThan(100);
    expect(shown.filter(({ at }) => at > 5200).every(({ styled }) => !styled)).toBe(true);
  });

  test('the camera where the host drops every frame', () => {
    const shown = call({ frames: 300, intervalMs: 1000 / 30, host: (at) => (at < 5000 ? 20 : 'drop') });
    expect(longestGap(shown)).toBeLessThanOrEqual(100);
    expect(shown.filter(({ at }) => at > 5200).every(({ styled }) => !styled)).toBe(true);
  });

  test('styled pictures again once a host that was slow is fast', () => {
    const shown = call({ frames: 900, intervalMs: 1000 / 30, host: (at) => (at < 5000 ? 300 : 20) });
    expect(shown.at(-1)?.styled).toBe(true);
  });

  test('styled pictures of a slow camera from a host that needs most of its interval', () => {
    const shown = call({ frames: 60, intervalMs: 1000, host: () => 800 });
    expect(styledShare(shown)).toBeGreaterThan(0.9);
  });

  test('the next picture within 100 ms or two camera intervals, and none that is older than 100 ms', () => {
    const host = fc.oneof(fc.constant<'drop'>('drop'), fc.constant(null), fc.double({ min: 0, max: 400, noNaN: true }));
    fc.assert(
      fc.property(fc.array(host, { minLength: 1, maxLength: 400 }), fc.constantFrom(15, 20, 30, 60), (costs, fps) => {
        let next = 0;
        const shown = call({ frames: 600, intervalMs: 1000 / fps, host: () => costs[next++ % costs.length]! });
        expect(longestGap(shown)).toBeLessThan(Math.max(100, 2000 / fps) + 1e-6);
        for (const { at, of } of shown) expect(at - of).toBeLessThan(100 + 1e-6);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the host', () => {
  test('never has more than three frames to do', () => {
    let most = 0;
    const judge = new CameraDeadline();
    const inFlight = new Set<number>();
    for (let i = 0; i < 1000; i++) {
      const { id } = judge.frame(i * 33_000, i * 33);
      if (id !== null) inFlight.add(id);
      most = Math.max(most, inFlight.size);
      if (i % 3 === 0) {
        const [oldest] = inFlight;
        if (oldest !== undefined) judge.answered(oldest, false, i * 33 + 5);
        inFlight.delete(oldest!);
      }
    }
    expect(most).toBe(3);
  });

  test('is tried less and less often while it is too slow', () => {
    const sent: number[] = [];
    const host = (at: number) => {
      sent.push(at);
      return 300;
    };
    call({ frames: 30 * 600, intervalMs: 1000 / 30, host });
    const last = sent.filter((at) => at > 300_000);
    expect(last.length).toBeGreaterThan(0);
    expect(last.length).toBeLessThan(50);
  });

  test('is tried at once after a reset', () => {
    const judge = new CameraDeadline();
    call({ frames: 3000, intervalMs: 1000 / 30, host: () => 300 }, judge);
    judge.reset();
    const shown = call({ frames: 30, intervalMs: 1000 / 30, host: () => 20 }, judge, 200_000);
    expect(shown.at(-1)?.styled).toBe(true);
  });
});

test('an answer that nobody waits for shows nothing', () => {
  const judge = new CameraDeadline();
  expect(judge.answered(7, false, 0)).toBeNull();
  call({ frames: 30, intervalMs: 33, host: () => 5 }, judge);
  const { id } = judge.frame(2_000_000, 2000);
  expect(judge.answered(id!, false, 2001)).toBe(2_000_000);
  expect(judge.answered(id!, false, 2002)).toBeNull();
});

describe('tells that others see', () => {
  const INTERVAL_MS = 1000 / 30;
  /** A camera and a host in one place, whose answers come `lagMs` after their frames. */
  function* told(judge: CameraDeadline, lagOf: (at: number) => number) {
    const due: { id: number; at: number }[] = [];
    for (let i = 0; ; i++) {
      const now = i * INTERVAL_MS;
      for (const { id, at } of due.splice(0, due.filter(({ at }) => at <= now).length)) judge.answered(id, false, at);
      const { id } = judge.frame(now * 1000, now);
      if (id !== null) due.push({ id, at: now + lagOf(now) });
      yield { now, shown: judge.shown };
    }
  }
  const changes = (lagOf: (at: number) => number, untilMs: number) => {
    const all: string[] = [];
    for (const { now, shown } of told(new CameraDeadline(), lagOf)) {
      if (now > untilMs) return all;
      if (all.at(-1) !== shown) all.push(shown);
    }
    return all;
  };

  test('pictures are awaited, then come', () => {
    expect(changes(() => 20, 5000)).toEqual(['waiting', 'styled']);
  });

  test('pictures are awaited while the host compiles for a second, and are late from no earlier than that', () => {
    expect(changes((at) => Math.max(20, 1000 - at), 5000)).toEqual(['waiting', 'styled']);
  });

  test('pictures are late where the host stays too slow', () => {
    expect(changes(() => 500, 20_000)).toEqual(['waiting', 'late']);
  });

  test('pictures are late at once where they came in time before', () => {
    expect(changes((at) => (at < 5000 ? 20 : 500), 9000)).toEqual(['waiting', 'styled', 'late']);
  });

  test('pictures are awaited again after a new start', () => {
    const judge = new CameraDeadline();
    for (const { now } of told(judge, () => 500)) if (now > 20_000) break;
    expect(judge.shown).toBe('late');
    judge.reset();
    expect(judge.shown).toBe('waiting');
  });
});
