import { expect, test } from 'vitest';
import { FrameTransport } from '../../../../src/content-script/frames/frame-transport';

/** A choice whose first picture was there long enough ago that both carriers are tried now. */
function settled(): FrameTransport {
  let time = 0;
  const choice = new FrameTransport(() => time);
  choice.record('image', 1, 0);
  time = 2000;
  return choice;
}

/** Presents frames of the carrier asked for until one is chosen; `ms` gives the n-th frame's time. */
function measure(choice: FrameTransport, ms: Record<'planes' | 'image', (n: number) => number>): number {
  const taken = { planes: 0, image: 0 };
  let frames = 0;
  for (; choice.measuring && frames < 100; frames++) {
    const carrier = choice.next;
    choice.record(carrier, ms[carrier](taken[carrier]++), 0);
  }
  return frames;
}

test('for two seconds from the first picture it is planes, and nothing is measured', () => {
  let time = 0;
  const choice = new FrameTransport(() => time);
  choice.record('planes', 900, 0);
  time = 1999;
  choice.record('planes', 900, 0);
  expect([choice.measuring, choice.next]).toEqual([false, 'planes']);
  time = 2000;
  expect(choice.measuring).toBe(true);
});

test('then both carriers are tried in turn before one is chosen, within twelve frames', () => {
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

test('planes are chosen when there is little between them', () => {
  const choice = settled();
  measure(choice, { planes: () => 10, image: () => 9.8 });
  expect(choice.next).toBe('planes');
});

test('bitmaps are chosen where the page waits for its planes', () => {
  const choice = settled();
  while (choice.measuring) choice.record(choice.next, 10, choice.next === 'planes' ? 8 : 1);
  expect(choice.next).toBe('image');
});

test('neither a slow first frame nor a single slow one decides', () => {
  const choice = settled();
  measure(choice, { planes: (n) => (n === 0 ? 900 : 20), image: (n) => (n === 2 ? 500 : 5) });
  expect(choice.next).toBe('image');
});

test('where planes cannot be had it is bitmaps without measuring', () => {
  const choice = settled();
  choice.settle('image');
  expect([choice.measuring, choice.next]).toEqual([false, 'image']);
});

test('another picture size begins anew: planes, and both are tried again later', () => {
  const choice = settled();
  choice.settle('image');
  choice.restart();
  expect([choice.measuring, choice.next]).toEqual([false, 'planes']);
});
