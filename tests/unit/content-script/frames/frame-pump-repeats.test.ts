/** Pictures that repeat: the pump sends them no more often than the overlay needs them. */
import { expect, test, vi } from 'vitest';
import { setUpPump, useHandDrivenClock } from './support/pump';

useHandDrivenClock();

test('a picture that stays the same is sent twice, and then stands for the frames that follow', async () => {
  const { pump, sent, presented, display, acknowledge, settle, freeze } = setUpPump('planes');
  await settle();
  freeze();
  for (let i = 0; i < 4; i++) {
    await display();
    if (i < sent.length) await acknowledge(sent[i]!.id);
  }
  expect(sent).toHaveLength(2);
  expect(presented).toHaveLength(4);
  expect(presented.at(-1)).toBeGreaterThan(presented[1]!);
  expect(pump.takeChanging()).toBeLessThan(1);
});

test('a video sent as images that stands still is no longer sent after some checks, until it moves', async () => {
  const { sent, display, acknowledge, settle, freeze, thaw } = setUpPump(undefined, 10);
  await settle();
  const show = async (times: number) => {
    for (let i = 0; i < times; i++) {
      vi.advanceTimersByTime(500);
      await display();
      for (const { id } of sent) await acknowledge(id);
    }
  };
  await show(4);
  expect(sent.map(({ frame }) => frame.kind)).toEqual(['image', 'image', 'image', 'image']);
  freeze();
  await show(20);
  const before = sent.length;
  await show(20);
  expect(sent).toHaveLength(before);
  thaw();
  await show(3);
  expect(sent.slice(before).map(({ frame }) => frame.kind)).toEqual(['planes', 'image', 'image']);
});

test('a moving video sent as images is checked less and less often, down to every four seconds', async () => {
  const { take, sent, display, acknowledge, settle } = setUpPump(undefined, 10);
  await settle();
  take.mockClear();
  const looks: number[] = [];
  for (let halves = 1; halves <= 40; halves++) {
    vi.advanceTimersByTime(500);
    await display();
    for (const { id } of sent) await acknowledge(id);
    if (take.mock.calls.some(([kind]) => kind === 'planes')) looks.push(halves / 2);
    take.mockClear();
  }
  const waits = looks.slice(1).map((at, i) => at - looks[i]!);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits.slice(-2)).toEqual([4, 4]);
});

test('a video without planes is no longer asked for them, and goes as images even where it stands still', async () => {
  const { take, sent, display, acknowledge, settle, freeze } = setUpPump('image');
  await settle();
  freeze();
  take.mockClear();
  for (let i = 0; i < 10; i++) {
    vi.advanceTimersByTime(1000);
    await display();
    for (const { id } of sent) await acknowledge(id);
  }
  expect(sent).toHaveLength(10);
  expect(take.mock.calls.filter(([kind]) => kind === 'planes')).toEqual([]);
});

test('frames repeated while the picture is on its way count as shown with it', async () => {
  const { sent, presented, display, acknowledge, settle, freeze } = setUpPump('planes');
  await settle();
  freeze();
  await display();
  await acknowledge(sent[0]!.id);
  await display();
  await display();
  expect(sent).toHaveLength(2);
  await acknowledge(sent[1]!.id);
  expect(presented).toHaveLength(2);
  expect(presented[1]! - presented[0]!).toBe(2);
});

test.each([
  ['an interruption', ({ pump }: ReturnType<typeof setUpPump>) => pump.interrupt()],
  ['a doubt about the overlay', ({ pump }: ReturnType<typeof setUpPump>) => pump.distrust()],
])('after %s an equal picture is sent again', async (_what, happen) => {
  const all = setUpPump('planes');
  await all.settle();
  all.freeze();
  for (let i = 0; i < 3; i++) {
    await all.display();
    if (i < all.sent.length) await all.acknowledge(all.sent[i]!.id);
  }
  expect(all.sent).toHaveLength(2);
  happen(all);
  await all.display();
  expect(all.sent).toHaveLength(3);
});

test('a picture the host dropped is sent again', async () => {
  const { sent, display, acknowledge, settle, freeze } = setUpPump('planes');
  await settle();
  freeze();
  await display();
  await acknowledge(sent[0]!.id);
  await display();
  await acknowledge(sent[1]!.id, false);
  await display();
  expect(sent).toHaveLength(3);
});
