import { expect, it } from 'vitest';
import { LatestWriter } from '../../../src/util/latest';

const later = () => new Promise<void>((done) => setTimeout(done, 2));

it('writes one value at a time, the newest next, and never loses the last', async () => {
  const written: number[] = [];
  let writing = 0;
  const writer = new LatestWriter<number>(async (value) => {
    expect(++writing).toBe(1);
    await later();
    writing--;
    written.push(value);
  });
  const all = Array.from({ length: 50 }, (_, i) => writer.put(i));
  expect(writer.busy).toBe(true);
  await all[0];
  expect(written).toEqual([0, 49]);
  expect(writer.busy).toBe(false);
});

it('goes on after a write that failed', async () => {
  const written: number[] = [];
  const writer = new LatestWriter<number>(async (value) => {
    if (value === 1) throw new Error('full');
    written.push(value);
  });
  await expect(writer.put(1)).rejects.toThrow('full');
  await writer.put(2);
  expect(written).toEqual([2]);
});
