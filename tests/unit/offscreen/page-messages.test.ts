import { beforeEach, expect, test, vi } from 'vitest';
import { PageMessages } from '../../../src/offscreen/page-messages';

const MIB = 2 ** 20;
const close = { type: 'close', reason: 'gone' };
let messages: PageMessages;

beforeEach(() => {
  vi.useFakeTimers();
  messages = new PageMessages();
  return () => vi.useRealTimers();
});

test('of a flood 2,500 messages in five seconds are read, and no more', () => {
  let reads = 0;
  const event = {
    get data() {
      reads++;
      return close;
    },
  };
  const read = Array.from({ length: 4000 }, () => messages.read(event)).filter(Boolean);
  expect([read.length, reads]).toEqual([2500, 2500]);
  vi.advanceTimersByTime(5000);
  expect(messages.read(event)).toEqual(close);
});

test('a camera of 60 frames a second may lose all of them, a flood of 4K frames may not', () => {
  for (let frame = 0; frame < 600; frame++) {
    expect(messages.allowsDropped(4 * MIB)).toBe(true);
    vi.advanceTimersByTime(1000 / 60);
  }
  const flood = Array.from({ length: 200 }, () => messages.allowsDropped(12 * MIB));
  expect(flood.filter(Boolean)).toHaveLength(24);
});

test('of small frames 1.5 GiB in five seconds may be sent in vain', () => {
  const flood = Array.from({ length: 500 }, () => messages.allowsDropped(4 * MIB));
  expect(flood.filter(Boolean)).toHaveLength(384);
  vi.advanceTimersByTime(5000);
  expect(messages.allowsDropped(4 * MIB)).toBe(true);
});
