import { expect, test } from 'vitest';
import { StatsMeter } from '../../../../src/offscreen/quality/stats';

const cost = (ms: number) => ({ captureMs: ms, transportMs: 2 * ms, networkMs: 3 * ms, presentMs: 4 * ms });

test('averages cover the frames since the last call, counts cover all frames', () => {
  let now = 0;
  const meter = new StatsMeter(() => now);
  meter.drawn(cost(100));
  now = 500;
  meter.take();
  meter.drawn(cost(1));
  meter.drawn(cost(3));
  meter.dropped();
  now = 1000;
  expect(meter.take()).toEqual({
    fps: 4,
    styled: 3,
    dropped: 1,
    captureMs: 2,
    transportMs: 4,
    networkMs: 6,
    presentMs: 8,
    p95Ms: 1000,
  });
});

test('without new frames the last costs stay and fps is 0', () => {
  let now = 0;
  const meter = new StatsMeter(() => now);
  meter.drawn(cost(5));
  now = 500;
  meter.take();
  now = 1000;
  expect(meter.take()).toMatchObject({ fps: 0, styled: 1, captureMs: 5, presentMs: 20 });
});

test('the slowest of the last 120 frames are told', () => {
  const meter = new StatsMeter();
  for (let ms = 1; ms <= 100; ms++) meter.drawn(cost(ms));
  // Each takes ten times its cost.
  expect(meter.take().p95Ms).toBe(950);
  for (let i = 0; i < 120; i++) meter.drawn(cost(2));
  expect(meter.take().p95Ms).toBe(20);
});
