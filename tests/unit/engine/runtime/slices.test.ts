import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../../src/engine/errors';
import { type GpuTurns, measureInSlices } from '../../../../src/engine/runtime/slices';
import { WRONG_CLOCKS } from '../wrong-clocks';

/** Time of the GPU's answer, which its own clock leaves out. */
const ANSWER_MS = 1;

const tenths = (ms: number) => Math.round(ms * 10) / 10;

/**
 * A GPU on which a row of workgroups takes `rowMs`, by default with a clock of tenths of a millisecond. Notes what ran.
 * @param told what the clock says of the true time
 */
function gpu(rowMs: number, noise: (slice: number) => number = () => 0, told: (ms: number) => number = tenths) {
  const ran: { ms: number; repeats: number; rows: number }[] = [];
  let time = 0;
  const slice = async (repeats: number, rows: number): Promise<number> => {
    const ms = repeats * rows * rowMs + noise(ran.length);
    ran.push({ ms, repeats, rows });
    time += ms + ANSWER_MS;
    return told(ms);
  };
  return { ran, slice, now: () => time };
}

const turnsOf = (ms: number): GpuTurns => ({ next: async () => ms });

describe('measuring in slices', () => {
  it.each([
    // A dispatch of 90 rows that takes .05, .9, 9 and 45 ms; turns of a tenth of a frame at 60, 30 and 24 a second.
    ...[0.05, 0.9, 9, 45].flatMap((ms) => [1.6, 3.3, 4.1].map((turn) => [ms, turn] as const)),
  ])(
    'a dispatch of %f ms in turns of %f ms takes no longer than its turn, and comes out within 8 %%',
    async (whole, turn) => {
      const rows = 90;
      const { ran, slice, now } = gpu(whole / rows);
      const measured = await measureInSlices(slice, rows, turnsOf(turn), now);
      // The first two run a sixteenth, before anything is known; a row is the least that can run.
      const least = Math.max(turn, whole / rows);
      for (const { ms } of ran.slice(2)) expect(ms).toBeLessThanOrEqual(least * 1.06);
      for (const { repeats, rows: part } of ran.slice(0, 2)) expect([repeats, part]).toEqual([1, 6]);
      expect(Math.abs(measured / whole - 1)).toBeLessThan(0.08);
      expect(ran.length).toBeLessThanOrEqual(18);
    },
  );

  it('is not misled by other programs in some of the slices', async () => {
    const { slice, now } = gpu(0.01, (i) => (i % 5 === 4 ? 2 : 0));
    expect(Math.abs((await measureInSlices(slice, 100, turnsOf(3), now)) - 1)).toBeLessThan(0.05);
  });

  it('takes one turn for each slice', async () => {
    let turns = 0;
    const { ran, slice, now } = gpu(0.02);
    const next = async () => {
      turns++;
      return 2;
    };
    await measureInSlices(slice, 45, { next }, now);
    expect(turns).toBe(ran.length);
  });

  it.each(WRONG_CLOCKS)('stay bounded where the clock of the GPU %s', async (_, told) => {
    // A dispatch of 9 ms, which 64 repeats would turn into more than half a second.
    const { ran, slice, now } = gpu(0.1, () => 0, told);
    await measureInSlices(slice, 90, turnsOf(6), now).catch((error) => expect(error).toBeInstanceOf(EngineError));
    for (const { ms } of ran) expect(ms).toBeLessThanOrEqual(60);
  });

  it('tells no time where the clock tells none, so that such a kernel is not taken for the fastest', async () => {
    const { slice, now } = gpu(0.1, undefined, () => 0);
    await expect(measureInSlices(slice, 90, turnsOf(6), now)).rejects.toThrow(EngineError);
  });
});
