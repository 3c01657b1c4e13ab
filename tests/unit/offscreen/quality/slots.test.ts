import { describe, expect, test } from 'vitest';
import { grantSlots, type KeyedRequest, slotCount } from '../../../../src/offscreen/quality/slots';
import fc from '../../../support/property';

const MIB = 2 ** 20;
const request = (key: string, attention: number, change: Partial<KeyedRequest> = {}): KeyedRequest => ({
  key,
  attention,
  isPlaying: true,
  isHeld: false,
  ...change,
});

describe('the number of slots', () => {
  const conditions = { memoryGiB: 8, gpuBytes: [] as number[], refusal: undefined, now: 0 };

  test.each<[string, Partial<typeof conditions>, number]>([
    ['nothing measured yet', {}, 8],
    ['small videos', { gpuBytes: [20 * MIB, 10 * MIB] }, 32],
    ['large ones', { gpuBytes: [100 * MIB] }, 5],
    ['huge ones', { gpuBytes: [900 * MIB] }, 4],
    ['little memory', { memoryGiB: 2 }, 4],
    ['much memory', { memoryGiB: 32 }, 32],
  ])('%s', (_what, change, expected) => {
    expect(slotCount({ ...conditions, ...change })).toBe(expected);
  });

  test('is one less than ran when the GPU refused memory, for a minute', () => {
    const refusal = { at: 1000, videos: 7 };
    expect(slotCount({ ...conditions, refusal, now: 30_000 })).toBe(6);
    expect(slotCount({ ...conditions, refusal, now: 62_000 })).toBe(8);
    expect(slotCount({ ...conditions, refusal: { at: 0, videos: 1 }, now: 1 })).toBe(1);
  });
});

describe('the slots', () => {
  test('go to the videos with the most attention', () => {
    expect(grantSlots([request('a', 1), request('b', 3), request('c', 2)], 2, true)).toEqual(new Set(['b', 'c']));
  });

  test('stay with their videos against others of about the same attention', () => {
    const held = request('held', 100, { isHeld: true });
    expect(grantSlots([held, request('new', 140)], 1, true)).toEqual(new Set(['held']));
    expect(grantSlots([held, request('new', 160)], 1, true)).toEqual(new Set(['new']));
  });

  test('leave a video out of sight as soon as another needs them, and not before', () => {
    const unseen = request('unseen', 0, { isHeld: true });
    expect(grantSlots([unseen], 1, true)).toEqual(new Set(['unseen']));
    expect(grantSlots([unseen, request('seen', 1)], 1, true)).toEqual(new Set(['seen']));
    expect(grantSlots([request('never seen', 0)], 1, true)).toEqual(new Set());
  });

  test('of playing videos do not grow while the GPU is too slow, those of still ones do', () => {
    const requests = [
      request('playing', 10, { isHeld: true }),
      request('next', 8),
      request('still', 1, { isPlaying: false }),
    ];
    expect(grantSlots(requests, 4, false)).toEqual(new Set(['playing', 'still']));
    expect(grantSlots(requests, 4, true)).toEqual(new Set(['playing', 'next', 'still']));
    const fullscreen = request('fullscreen', 100);
    expect(grantSlots([...requests, fullscreen], 4, false)).toEqual(new Set(['fullscreen', 'still']));
  });

  const requests = fc.array(fc.record({ attention: fc.nat(1000), isPlaying: fc.boolean(), isHeld: fc.boolean() }), {
    maxLength: 60,
  });
  const keyed = (list: Omit<KeyedRequest, 'key'>[]) => list.map((each, i) => ({ ...each, key: String(i) }));

  test('are never more than there are, and none stays empty while a video that is seen waits', () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 40 }), (list, slots) => {
        const granted = grantSlots(keyed(list), slots, true);
        const seen = list.filter(({ attention, isHeld }) => attention > 0 || isHeld).length;
        expect(granted.size).toBe(Math.min(slots, seen));
      }),
    );
  });

  test('stay where they are when nothing changes', () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 40 }), fc.boolean(), (list, slots, mayAdd) => {
        const first = grantSlots(keyed(list), slots, mayAdd);
        const again = keyed(list).map((each) => ({ ...each, isHeld: first.has(each.key) }));
        expect(grantSlots(again, slots, mayAdd)).toEqual(first);
      }),
    );
  });
});
