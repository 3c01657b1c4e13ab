import { beforeEach, expect, test } from 'vitest';
import { firstRung } from '../../../../src/offscreen/quality/expected-speed';
import { govern, INITIAL_STATE, type VideoReport } from '../../../../src/offscreen/quality/governor';
import { MeasuredSpeed } from '../../../../src/offscreen/quality/measured-speed';
import { frameCost, LADDER, START } from '../../../../src/offscreen/quality/quality-ladder';

const stored = new Map<string, string>();
const storage = {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
};
const UNKNOWN = { vendor: '', architecture: '' };

beforeEach(() => stored.clear());

/** The clip of the page after installing, as a card of this speed draws it. */
function clipOn(unitMs: number): VideoReport {
  const [frame, drawn] = [
    { width: 480, height: 270 },
    { size: 'S' as const, lines: 360 },
  ];
  const times = Array<number>(24).fill(unitMs * frameCost(drawn, frame));
  const report = { id: 'clip', quality: 'auto' as const, sizes: ['XS', 'S', 'M'] as const, frame, drawn, times };
  return { ...report, area: 480 * 270, lines: 270, frameMs: 1000 / 24, missed: 0 };
}

test.each([
  [5, { size: 'S', lines: 720 }],
  [30, { size: 'XS', lines: 540 }],
  [60, { size: 'XS', lines: 360 }],
  [900, { size: 'XS', lines: 360 }],
])(
  'a card measured at %i ms on the clip begins the next video, of any browser start, where it keeps up',
  (ms, level) => {
    const { unitMs } = govern(INITIAL_STATE, { now: 0, onBattery: false, videos: [clipOn(ms)] });
    new MeasuredSpeed(storage).note('card', unitMs);
    const measured = new MeasuredSpeed(storage).msOf('card');
    expect(measured).toBeCloseTo(ms);
    expect(LADDER[firstRung(UNKNOWN, measured)]).toEqual({ ...level, every: 1 });
  },
);

test('a measurement counts more than what the family of the card lets expect', () => {
  expect(LADDER[firstRung({ vendor: 'intel', architecture: 'gen-9' }, 6)]).toEqual(LADDER[START]);
});

test('the newest measurement counts, small differences are not written, and a few cards are kept', () => {
  const speed = new MeasuredSpeed(storage);
  speed.note('a', 10);
  speed.note('a', 10.5);
  expect(speed.msOf('a')).toBe(10);
  speed.note('a', 20);
  expect(speed.msOf('a')).toBe(20);
  for (const card of ['b', 'c', 'd', 'e']) speed.note(card, 1);
  expect(['a', 'b', 'e'].map((card) => new MeasuredSpeed(storage).msOf(card))).toEqual([undefined, 1, 1]);
});

test('nothing measured, a card without a name, and a storage of other contents give no speed', () => {
  const speed = new MeasuredSpeed(storage);
  speed.note('a', 0);
  speed.note('', 5);
  expect(speed.msOf('a')).toBeUndefined();
  expect(speed.msOf('')).toBeUndefined();
  for (const text of ['{', '[["a",-1]]', '{"a":1}']) {
    stored.set('speed-of-cards', text);
    expect(new MeasuredSpeed(storage).msOf('a')).toBeUndefined();
  }
});
