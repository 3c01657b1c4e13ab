import { expect, test } from 'vitest';
import { type AttentionFacts, attentionOf } from '../../../../src/content-script/page/attention';

const paused: AttentionFacts = {
  area: 1000,
  isPlaying: false,
  isAudible: true,
  isPointedAt: false,
  isFullscreen: false,
};
const of = (change: Partial<AttentionFacts>) => attentionOf({ ...paused, ...change });

test.each<[string, Partial<AttentionFacts>, Partial<AttentionFacts>]>([
  ['a large video before a small one', { area: 2000 }, {}],
  ['a playing one before a paused one three times as large', { isPlaying: true }, { area: 3000 }],
  ['one with sound before a mute one', { isPlaying: true }, { isPlaying: true, isAudible: false }],
  ['one under the pointer before others', { isPointedAt: true }, { area: 3000 }],
  ['one in fullscreen before all', { isFullscreen: true }, { area: 3000, isPointedAt: true }],
  ['any that is seen before one that nobody sees', { area: 1 }, { area: 0, isPlaying: true, isPointedAt: true }],
])('%s', (_what, first, second) => {
  expect(of(first)).toBeGreaterThan(of(second));
});

test('a paused video has no sound', () => {
  expect(of({ isAudible: true })).toBe(of({ isAudible: false }));
});
