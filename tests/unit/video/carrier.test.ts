import { expect, test } from 'vitest';
import { CarrierChoice } from '../../../src/video/carrier';

/** Presents frames of the carrier asked for until one is chosen; `ms` gives the n-th frame's time. */
function measure(choice: CarrierChoice, ms: Record<'planes' | 'bitmap', (n: number) => number>): number {
  const taken = { planes: 0, bitmap: 0 };
  let frames = 0;
  for (; choice.measuring && frames < 100; frames++) {
    const carrier = choice.next;
    choice.record(carrier, ms[carrier](taken[carrier]++));
  }
  return frames;
}

test('both carriers are tried in turn before one is chosen, within eight frames', () => {
  const choice = new CarrierChoice();
  expect(choice.next).toBe('planes');
  choice.record('planes', 1);
  expect(choice.next).toBe('bitmap');
  choice.restart();
  expect(measure(choice, { planes: () => 1, bitmap: () => 1 })).toBe(8);
});

test.each([
  ['planes', 10, 20],
  ['bitmap', 20, 10],
] as const)('%s are chosen when they arrive sooner', (expected, planes, bitmap) => {
  const choice = new CarrierChoice();
  measure(choice, { planes: () => planes, bitmap: () => bitmap });
  expect(choice.next).toBe(expected);
});

test('planes are chosen when there is little between them', () => {
  const choice = new CarrierChoice();
  measure(choice, { planes: () => 10, bitmap: () => 9.8 });
  expect(choice.next).toBe('planes');
});

test('neither a slow first frame nor a single slow one decides', () => {
  const choice = new CarrierChoice();
  measure(choice, { planes: (n) => (n === 0 ? 900 : 20), bitmap: (n) => (n === 2 ? 500 : 5) });
  expect(choice.next).toBe('bitmap');
});

test('where planes cannot be had it is bitmaps without measuring', () => {
  const choice = new CarrierChoice();
  choice.settle('bitmap');
  expect([choice.measuring, choice.next]).toEqual([false, 'bitmap']);
  choice.restart();
  expect(choice.measuring).toBe(true);
});
