import { expect, test } from 'vitest';
import { FrameTransport } from '../../../../src/content-script/frames/frame-transport';

/** Returns a choice that has begun to measure both kinds. */
function settled(): FrameTransport {
  let time = 0;
  const choice = new FrameTransport(() => time);
  choice.record('image', 1, 0);
  time = 2000;
  return choice;
}

/** Presents frames of the requested kind until one is chosen; `ms` returns the time of the n-th frame. */
function measure(choice: FrameTransport, ms: Record<'planes' | 'image', (n: number) => number>): number {
  const taken = { planes: 0, image: 0 };
  let frames = 0;
  for (; choice.measuring && frames < 100; frames++) {
    const kind = choice.next;
    choice.record(kind, ms[kind](taken[kind]++), 0);
  }
  return frames;
}

test('chooses planes for two seconds from the first picture, without measuring', () => {
  let time = 0;
  const choice = new FrameTransport(() => time);
  choice.record('planes', 900, 0);
  time = 1999;
  choice.record('planes', 900, 0);
  expect([choice.measuring, choice.next]).toEqual([false, 'planes']);
  time = 2000;
  expect(choice.measuring).toBe(true);
});

test('then tries both kinds in turn and chooses within twelve frames', () => {
  const choice = settled();
  expect(choice.next).toBe('planes');
  choice.record('planes', 1, 0);
  expect(choice.next).toBe('image');
  expect(measure(settled(), { planes: () => 1, image: () => 1 })).toBe(12);
});

test.each([
  ['planes', 10, 20],
  ['image', 20, 10],
] as const)('%s are chosen when they arrive sooner', (expected, planes, bitmap) => {
  const choice = settled();
  measure(choice, { planes: () => planes, image: () => bitmap });
  expect(choice.next).toBe(expected);
});

test('chooses planes where the difference is small', () => {
  const choice = settled();
  measure(choice, { planes: () => 10, image: () => 9.8 });
  expect(choice.next).toBe('planes');
});

test('chooses images where the page waits for planes', () => {
  const choice = settled();
  while (choice.measuring) choice.record(choice.next, 10, choice.next === 'planes' ? 8 : 1);
  expect(choice.next).toBe('image');
});

test('ignores a slow first frame and a single slow one', () => {
  const choice = settled();
  measure(choice, { planes: (n) => (n === 0 ? 900 : 20), image: (n) => (n === 2 ? 500 : 5) });
  expect(choice.next).toBe('image');
});

test('chooses images without measuring where there are no planes', () => {
  const choice = settled();
  choice.settle('image');
  expect([choice.measuring, choice.next]).toEqual([false, 'image']);
});

test('another picture size starts over with planes and measures both again later', () => {
  const choice = settled();
  choice.settle('image');
  choice.restart();
  expect([choice.measuring, choice.next]).toEqual([false, 'planes']);
});
