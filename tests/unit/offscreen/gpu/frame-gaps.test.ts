import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { measureInSlices, UNHURRIED_MS } from '../../../../src/engine/runtime/slices';
import { FrameGaps } from '../../../../src/offscreen/gpu/frame-gaps';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A GPU with one queue: work begins when that before it has ended. */
class Queue {
  #freeAt = 0;

  /** Resolves to the time at which the work is done. */
  submit(ms: number): Promise<number> {
    this.#freeAt = Math.max(this.#freeAt, Date.now()) + ms;
    const doneAt = this.#freeAt;
    return new Promise((done) => setTimeout(() => done(doneAt), doneAt - Date.now()));
  }
}

/** Plays a video, and returns for each frame the time from its submit until it was done. */
function play(gaps: FrameGaps, queue: Queue, intervalMs: number, frameMs: number): number[] {
  const took: number[] = [];
  setInterval(() => {
    const begunAt = Date.now();
    const end = gaps.begin();
    void queue.submit(frameMs).then((doneAt) => {
      took.push(doneAt - begunAt);
      end();
    });
  }, intervalMs);
  return took;
}

describe('gaps between frames', () => {
  it.each([
    // Interval of the frames, and what a frame takes of it.
    [40, 8],
    [40, 24],
    [17, 4],
    [17, 10],
  ])(
    'of %i ms, %i ms of them a frame, hold a measurement without making any frame late',
    async (intervalMs, frameMs) => {
      const gaps = new FrameGaps(() => Date.now());
      const queue = new Queue();
      const took = play(gaps, queue, intervalMs, frameMs);
      await vi.advanceTimersByTimeAsync(20 * intervalMs);
      let submitted = 0;
      // A dispatch of 6 ms, which no gap could hold as a whole at 60 frames a second.
      const slice = async (repeats: number, rows: number) => {
        submitted++;
        const ms = (repeats * rows * 6) / 90;
        await queue.submit(ms);
        return Math.round(ms * 10) / 10;
      };
      let measured: number | undefined;
      void measureInSlices(slice, 90, gaps).then((ms) => {
        measured = ms;
      });
      const before = took.length;
      for (let ms = 0; measured === undefined && ms < 5000; ms += intervalMs)
        await vi.advanceTimersByTimeAsync(intervalMs);
      expect(measured).toBeGreaterThan(5.5);
      expect(measured).toBeLessThan(6.5);
      // One slice a frame at most, and a frame is late by a tenth of the interval at most: none misses its time.
      expect(submitted).toBeLessThanOrEqual(took.length - before + 1);
      expect(Math.max(...took)).toBeLessThanOrEqual(frameMs + 0.1 * intervalMs);
      expect(Math.max(...took)).toBeLessThan(intervalMs);
    },
  );

  it('are left alone where frames take nearly all of the time', async () => {
    const gaps = new FrameGaps(() => Date.now());
    const took = play(gaps, new Queue(), 20, 18);
    await vi.advanceTimersByTimeAsync(400);
    let given = false;
    void gaps.next().then(() => {
      given = true;
    });
    await vi.advanceTimersByTimeAsync(2000);
    expect(took.length).toBeGreaterThan(100);
    expect(given).toBe(false);
  });

  it('are not waited for where nothing plays', async () => {
    const gaps = new FrameGaps(() => Date.now());
    for (let i = 0; i < 3; i++) expect(await gaps.next()).toBe(UNHURRIED_MS);
  });

  it('end with the video: a measurement that waits goes on at rest', async () => {
    const gaps = new FrameGaps(() => Date.now());
    gaps.begin()();
    let ms: number | undefined;
    void gaps.next().then((value) => {
      ms = value;
    });
    await vi.advanceTimersByTimeAsync(200);
    expect(ms).toBeUndefined();
    await vi.advanceTimersByTimeAsync(100);
    expect(ms).toBe(UNHURRIED_MS);
  });

  it('wait for every frame that is being drawn, of whatever video', async () => {
    const gaps = new FrameGaps(() => Date.now());
    const ends = [gaps.begin(), gaps.begin()];
    let given = false;
    void gaps.next().then(() => {
      given = true;
    });
    ends[0]!();
    ends[0]!();
    await vi.advanceTimersByTimeAsync(1000);
    expect(given).toBe(false);
    ends[1]!();
    await vi.advanceTimersByTimeAsync(300);
    expect(given).toBe(true);
  });
});
