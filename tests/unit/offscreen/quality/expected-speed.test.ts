import { expect, test } from 'vitest';
import { firstRung } from '../../../../src/offscreen/quality/expected-speed';
import { govern, INITIAL_STATE, type VideoReport } from '../../../../src/offscreen/quality/governor';
import { firstChoice, LADDER, PINNED_LINES, START } from '../../../../src/offscreen/quality/quality-ladder';

const VIDEO: VideoReport = {
  ...{ id: 'a', quality: 'auto', sizes: ['XS', 'S', 'M'], frame: { width: 1280, height: 720 } },
  ...{ area: 1280 * 720, lines: 720, frameMs: 1000 / 30, missed: 0, drawn: undefined, times: [] },
};

test('a family that S is too slow for begins lower, all others as usual', () => {
  expect(LADDER[firstRung({ vendor: 'intel', architecture: 'gen-9' })]).toEqual({ size: 'XS', lines: 540, every: 1 });
  expect(firstRung({ vendor: 'intel', architecture: 'gen-12lp' })).toBe(START);
  expect(firstRung({ vendor: 'nvidia', architecture: 'ampere' })).toBe(START);
  expect(firstRung({ vendor: '', architecture: '' })).toBe(START);
});

test('the governor takes new videos from the first rung, and known ones from where they are', () => {
  const first = govern(INITIAL_STATE, { now: 0, onBattery: false, videos: [VIDEO], firstRung: 4 });
  expect(first.levels.get('a')).toEqual(LADDER[4]);
  const next = govern(first, { now: 500, onBattery: false, videos: [VIDEO, { ...VIDEO, id: 'b' }] });
  expect(next.levels.get('a')).toEqual(LADDER[4]);
  expect(next.levels.get('b')).toEqual(LADDER[START]);
});

test('a size that the user chose holds from the first picture on, whatever the card', () => {
  expect(firstChoice('XS', START)).toEqual({ size: 'XS', lines: PINNED_LINES });
  expect(firstChoice('auto', START)).toEqual(LADDER[START]);
});
