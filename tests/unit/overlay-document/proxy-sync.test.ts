import { describe, expect, test } from 'vitest';
import { syncStep, timeAt } from '../../../src/overlay-document/proxy-sync';
import fc from '../../support/property';

/** Video time 10 s at 1000 ms. */
const at = (rate: number) => ({ time: 10, at: 1000, rate });

describe('where the page’s video stands still', () => {
  test('the proxy stands still too', () => {
    expect(syncStep(at(0), 10, 5000, 100, false)).toEqual({ rate: 0 });
    expect(syncStep(at(0), 10.0001, 5000, 100, false)).toEqual({ rate: 0 });
  });

  test('after playing it seeks, to a position that differs for the browser but shows the same frame', () => {
    const { seekTo } = syncStep(at(0), 10, 5000, 100, true) as { seekTo: number };
    expect(seekTo).toBeGreaterThan(10);
    expect(seekTo).toBeLessThan(10.0001);
    expect(syncStep(at(0), seekTo, 5000, 100, false)).toEqual({ rate: 0 });
  });

  test('it seeks there from anywhere else, to the exact frame', () => {
    expect(syncStep(at(0), 10.01, 5000, 100, false)).toEqual({ seekTo: 10 });
  });
});

describe('where it plays', () => {
  test('time passes at its rate', () => {
    expect(timeAt(at(2), 1500)).toBe(11);
  });

  test('in sync, it plays at the same rate', () => {
    expect(syncStep(at(1.5), 10.75, 1500, 100, true)).toEqual({ rate: 1.5 });
  });

  test.each([
    ['behind', 9.9, 1.2],
    ['ahead', 10.1, 0.8],
  ])('a little %s, it makes up for it by its rate', (_, own, rate) => {
    expect(syncStep(at(1), own, 1000, 100, true)).toEqual({ rate: expect.closeTo(rate) });
  });

  test('it never plays more than half faster or slower', () => {
    expect(syncStep(at(1), 9.61, 1000, 100, true)).toEqual({ rate: 1.5 });
    expect(syncStep(at(1), 10.39, 1000, 100, true)).toEqual({ rate: 0.5 });
  });

  test('far off, it seeks to where the other will be when it arrives', () => {
    expect(syncStep(at(2), 5, 1000, 250, true)).toEqual({ seekTo: 10.5 });
  });

  test('at twice the rate, it catches up twice the distance without a seek', () => {
    expect(syncStep(at(2), 9.3, 1000, 100, true)).toEqual({ rate: 3 });
  });
});

test('whatever the page says, browsers support the rate', () => {
  const seconds = fc.double({ min: 0, max: 1e9, noNaN: true });
  const moment = fc.double({ min: 0, max: 1e14, noNaN: true });
  const rates = fc.double({ min: 0, max: 16, noNaN: true });
  fc.assert(
    fc.property(seconds, moment, rates, seconds, moment, (time, said, rate, own, now) => {
      const steering = syncStep({ time, at: said, rate }, own, now, 100, true);
      if ('seekTo' in steering) expect(Number.isFinite(steering.seekTo)).toBe(true);
      else if (rate > 0) expect(steering.rate >= 0.0625 && steering.rate <= 16).toBe(true);
    }),
  );
});

/** A second video that obeys at once, except that seeks take time. */
class Follower {
  time = 0;
  #rate = 0;
  #landing: { at: number; time: number } | null = null;

  advance(ms: number, now: number): void {
    if (!this.#landing) this.time += (this.#rate * ms) / 1000;
    else if (now >= this.#landing.at) {
      this.time = this.#landing.time;
      this.#landing = null;
    }
  }

  obey(clock: Parameters<typeof syncStep>[0], now: number): void {
    if (this.#landing) return;
    const steering = syncStep(clock, this.time, now, 100, true);
    if ('seekTo' in steering) this.#landing = { at: now + 100, time: steering.seekTo };
    else this.#rate = steering.rate;
  }
}

test.each([0.25, 1, 1.75, 2])(
  'told four times a second, it is within half a frame after two seconds at rate %d',
  (rate) => {
    const follower = new Follower();
    for (let now = 0; now <= 6000; now += 5) {
      const clock = { time: 3 + (rate * now) / 1000, at: now, rate };
      follower.advance(5, now);
      if (now % 250 === 0) follower.obey(clock, now);
      if (now > 2000) expect(Math.abs(clock.time - follower.time)).toBeLessThan(1 / 60);
    }
  },
);
