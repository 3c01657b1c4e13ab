import { describe, expect, test } from 'vitest';
import {
  type GovernorState,
  govern,
  INITIAL_STATE,
  type VideoReport,
} from '../../../../src/offscreen/quality/governor';
import { type QualityLevel, START_LEVEL } from '../../../../src/offscreen/quality/quality-ladder';
import { type Gpu, grid, type Moment, type Run, type SimulatedVideo, simulate } from './simulation';

const MINUTE = 60_000;
const gpu = (unitMs: Gpu['unitMs'], overheadMs = 0.3): Gpu => ({ unitMs, overheadMs, noise: 0.2, outliers: 0.01 });
const steady = (unitMs: number, overheadMs?: number) => gpu(() => unitMs, overheadMs);

/** A desktop card, a laptop's integrated GPU, an old GPU, and a software adapter. */
const FAST = steady(1);
const INTEGRATED = steady(17, 1);
const LAPTOP = steady(9, 1);
const WEAK = steady(60, 3);
const SOFTWARE = steady(5000, 20);
/** Heats up over five minutes to a sixth of its speed. */
const THROTTLING = gpu((now) => 6 + 30 * Math.min(1, now / (5 * MINUTE)));

/** Longest time in ms that the load exceeded the budget, noise aside. */
function longestOverload({ moments }: Run): number {
  let longest = 0;
  let since: number | undefined;
  for (const { now, load, budget } of moments) {
    since = load > 1.05 * budget ? (since ?? now) : undefined;
    if (since !== undefined) longest = Math.max(longest, now + 500 - since);
  }
  return longest;
}

/** Largest number of level changes of one video. */
function mostChanges({ changes }: Run, from = 0): number {
  const counts = new Map<string, number>();
  for (const { id, now } of changes) if (now >= from) counts.set(id, (counts.get(id) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

const levelsOf = (moment: Moment | undefined): QualityLevel[] => [...(moment?.levels.values() ?? [])];
const at = (run: Run, minute: number) => levelsOf(run.moments.find(({ now }) => now >= minute * MINUTE));
const end = (run: Run) => levelsOf(run.moments.at(-1));
const drawn = (levels: QualityLevel[]) => levels.filter(({ every }) => every > 0);

describe.each([1, 4, 16])('with %i videos for ten minutes', (count) => {
  test.each([
    ['a fast GPU', FAST],
    ['an integrated GPU', INTEGRATED],
    ['a weak GPU', WEAK],
  ])('%s comes to rest, and is never overloaded for more than ten seconds', (_name, device) => {
    const run = simulate(device, grid(count));
    expect(longestOverload(run)).toBeLessThanOrEqual(10_000);
    expect(mostChanges(run)).toBeLessThanOrEqual(12);
    expect(mostChanges(run, 5 * MINUTE)).toBeLessThanOrEqual(4);
  });

  test('a throttling GPU is followed down step by step', () => {
    const run = simulate(THROTTLING, grid(count));
    expect(longestOverload(run)).toBeLessThanOrEqual(10_000);
    expect(mostChanges(run)).toBeLessThanOrEqual(8);
    expect(end(run)).not.toEqual(at(run, 0.1));
  });

  test('a GPU whose speed changes every ten seconds is not chased', () => {
    const run = simulate(
      gpu((now) => (Math.floor(now / 10_000) % 2 ? 25 : 8)),
      grid(count),
    );
    expect(mostChanges(run)).toBeLessThanOrEqual(16);
    expect(mostChanges(run, 5 * MINUTE)).toBeLessThanOrEqual(10);
  });

  test('without a GPU playing videos are switched off within a minute, and rarely tried again', () => {
    const run = simulate(SOFTWARE, grid(count));
    expect(drawn(at(run, 1))).toEqual([]);
    const shown = run.moments.filter((moment) => drawn(levelsOf(moment)).length > 0);
    expect(shown.length / run.moments.length).toBeLessThan(0.3);
    expect(mostChanges(run)).toBeLessThanOrEqual(8);
  });
});

test('a fast GPU shows one video at its best, and a small one no finer than visible', () => {
  expect(end(simulate(FAST, grid(1, { width: 1920, height: 1080 })))).toEqual([{ size: 'M', lines: 1080, every: 1 }]);
  expect(end(simulate(FAST, grid(1, { shownWidth: 480, shownHeight: 270 })))).toEqual([
    { size: 'M', lines: 360, every: 1 },
  ]);
});

test('a few slow frames switch no video off while the others are done in time', () => {
  const device = { unitMs: () => 130, overheadMs: 1, noise: 0.1, outliers: 0.1 };
  const run = simulate(device, grid(2));
  const late = run.moments.filter(({ now }) => now >= 10_000);
  expect(Math.max(...late.map(({ load, budget }) => load / budget))).toBeLessThan(1);
  expect(Math.min(...late.map((moment) => drawn(levelsOf(moment)).length))).toBe(2);
});

test('the largest video keeps the better picture under load', () => {
  const speaker: SimulatedVideo = { ...grid(1)[0]!, id: 'speaker' };
  const tiles = grid(4, { width: 640, height: 360, shownWidth: 640, shownHeight: 360 });
  const run = simulate(INTEGRATED, [...tiles, speaker]);
  const { levels } = run.moments.at(-1)!;
  const pixels = ({ size, lines, every }: QualityLevel) => (every ? ((size === 'XS' ? 1 : 2) * lines) / every : 0);
  for (const { id } of tiles) expect(pixels(levels.get('speaker')!)).toBeGreaterThan(pixels(levels.get(id)!));
  expect(levels.get('speaker')!.every).toBe(1);
});

test('after other videos end the remaining one is as good as it was alone', () => {
  const others = grid(8, { until: 3 * MINUTE }).map((video) => ({ ...video, id: `other ${video.id}` }));
  const run = simulate(LAPTOP, [...grid(1), ...others]);
  expect(at(run, 2.9)[0]).not.toEqual(START_LEVEL);
  expect(at(run, 4)[0]).toEqual(START_LEVEL);
});

test('after another program releases the GPU the picture recovers within two minutes', () => {
  const run = simulate(
    gpu((now) => (now < 5 * MINUTE ? 70 : 10)),
    grid(1),
  );
  expect(at(run, 4.9)).not.toEqual([START_LEVEL]);
  expect(at(run, 7)).toEqual([START_LEVEL]);
});

test('a switched-off video comes back once the GPU is fast again', () => {
  const run = simulate(
    gpu((now) => (now < 3 * MINUTE ? 2000 : 10)),
    grid(1),
  );
  expect(drawn(at(run, 1))).toEqual([]);
  expect(drawn(end(run))).toHaveLength(1);
});

test('on battery about half of the budget is used, and all of it again afterwards', () => {
  const run = simulate(LAPTOP, grid(1), { onBattery: (now) => now > 3 * MINUTE && now < 6 * MINUTE });
  const loadAt = (minute: number) => run.moments.find(({ now }) => now >= minute * MINUTE)!.load;
  expect(loadAt(2.9)).toBeGreaterThan(0.25);
  expect(loadAt(5.9)).toBeLessThan(0.2);
  expect(loadAt(9.9)).toBeGreaterThan(0.25);
});

test('the load is lowered until the page no longer drops frames', () => {
  const missed = (load: number) => (load > 0.3 ? 0.3 : 0);
  const run = simulate(INTEGRATED, grid(1), { missed });
  const late = run.moments.filter(({ now }) => now > MINUTE);
  const stuttering = late.filter(({ load }) => missed(load) > 0).length / late.length;
  expect(stuttering).toBeLessThan(0.15);
  expect(mostChanges(run)).toBeLessThanOrEqual(12);
  expect(drawn(end(run))).toHaveLength(1);
});

test('a page that drops frames for its own reasons keeps its styled picture', () => {
  const run = simulate(INTEGRATED, grid(1), { missed: () => 0.5 });
  expect(drawn(end(run))).toHaveLength(1);
  expect(mostChanges(run)).toBeLessThanOrEqual(4);
});

describe('decides', () => {
  const report = (change: Partial<VideoReport> = {}): VideoReport => ({
    id: 'video',
    quality: 'auto',
    sizes: ['XS', 'S', 'M'],
    frame: { width: 1280, height: 720 },
    area: 1280 * 720,
    lines: 720,
    frameMs: 40,
    missed: 0,
    drawn: START_LEVEL,
    times: [],
    ...change,
  });

  /** The level of a video after `seconds` of the same report. */
  function afterSeconds(seconds: number, change: Partial<VideoReport>, from: GovernorState = INITIAL_STATE) {
    let state = from;
    for (let i = 0; i <= 2 * seconds; i++) {
      state = govern(state, { now: 500 * i, onBattery: false, videos: [report(change)] });
    }
    return { state, level: state.levels.get('video')! };
  }

  const SLOW = Array(30).fill(4000);

  test('nothing before enough frames are measured', () => {
    expect(afterSeconds(60, { times: [900, 900, 900] }).level).toEqual(START_LEVEL);
  });

  test('nothing about a paused video, however slow the GPU is', () => {
    expect(afterSeconds(60, { frameMs: null, times: SLOW }).level).toEqual(START_LEVEL);
  });

  test('nothing about an invisible video', () => {
    expect(afterSeconds(60, { area: 0, times: SLOW }).level).toEqual(START_LEVEL);
  });

  test('nothing about a video whose quality the user chose', () => {
    expect(afterSeconds(60, { quality: 'M', times: SLOW }).level).toEqual({ size: 'M', lines: 720, every: 1 });
  });

  test('to draw a switched-off video while it is paused', () => {
    const { state, level } = afterSeconds(60, { times: SLOW });
    expect(level.every).toBe(0);
    expect(afterSeconds(1, { frameMs: null, times: SLOW }, state).level).toEqual({ size: 'XS', lines: 360, every: 1 });
  });

  test('on sizes that the style has', () => {
    expect(afterSeconds(60, { sizes: ['M'], times: Array(30).fill(30) }).level.size).toBe('M');
  });

  test('the same for the same input, which it leaves unchanged', () => {
    const { state } = afterSeconds(10, { times: SLOW });
    const before = structuredClone(state);
    const input = { now: 20_000, onBattery: true, videos: [report({ times: SLOW })] };
    expect(govern(state, input)).toEqual(govern(state, input));
    expect(state).toEqual(before);
  });

  test('afresh about a video that was gone for a while', () => {
    const { state } = afterSeconds(60, { times: SLOW });
    const without = govern(state, { now: 61_000, onBattery: false, videos: [] });
    expect(without.shares.size).toBe(0);
    expect(without.load).toBe(0);
  });
});
