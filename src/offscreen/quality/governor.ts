/**
 * Chooses the quality of each video, so that all videos together leave the GPU enough time for everything else. All tabs
 * share one budget. The governor is a pure reducer: equal state and input give equal results, and it reads no clock.
 * docs/governor.md explains the model, its thresholds and their reasons.
 */
import {
  FRESH_SHARE,
  isPlaying,
  levelAt,
  loadOf,
  lower,
  observe,
  raise,
  totalLoad,
  usualLoad,
  type VideoEntry,
  type VideoReport,
  type VideoShare,
} from './allocation';
import { LAST_DRAWN, OFF, type QualityLevel, START } from './quality-ladder';

export type { VideoReport } from './allocation';

export interface GovernorInput {
  /** Milliseconds of a monotonic clock. */
  now: number;
  onBattery: boolean;
  videos: readonly VideoReport[];
  /** Rung on which a video begins, if not on the usual one. */
  firstRung?: number;
}

/** Reduction of the budget because pages drop frames. */
interface Squeeze {
  factor: number;
  /** Whether frames are being dropped, and since when this has been so. */
  isMissing: boolean;
  since: number;
  changedAt: number;
  /** Whether the last change raised the budget. */
  hasGrown: boolean;
  /** Time without dropped frames after which the budget grows again. */
  waitMs: number;
}

/** The last raise and its result. */
interface Raise {
  at: number;
  /** Predicted load after it. */
  predicted: number;
  /** Until then no raise may lead to a load above `bar`. */
  notBefore: number;
  bar: number;
  waitMs: number;
}

export interface GovernorState {
  shares: ReadonlyMap<string, VideoShare>;
  /** The level of each video now. */
  levels: ReadonlyMap<string, QualityLevel>;
  /** GPU milliseconds per unit of cost, as last measured for any video; assumed for new ones. */
  unitMs: number;
  /** Share of the GPU's time that all videos take, and the share that they may take. */
  load: number;
  budget: number;
  overloadedSince: number | null;
  severeSince: number | null;
  calmSince: number | null;
  changedAt: number;
  playing: number;
  squeeze: Squeeze;
  raised: Raise;
}

/**
 * Share of the GPU's time. At 0.65 a frame is done within two thirds of its interval, and pages keep a third of the
 * GPU.
 */
const MAINS_BUDGET = 0.65;
/** About half of it on battery, where every saved millisecond saves energy. */
const BATTERY_BUDGET = 0.35;
/** Lowering stops at this part of the budget, so that noise alone does not cause the next step. */
const LOWER_TO = 0.85;
/** Raising stops at this part. A load of 0.7 to 1 times the budget stays as it is. */
const RAISE_TO = 0.7;
/** Load of median frames relative to the budget from which videos stutter, so that waiting does not help. */
const SEVERE = 1.5;
/** A burst of other work passes within a second; a slow GPU stays slow. */
const SEVERE_MS = 1000;
/** A few slow frames raise the percentile while they are in its window of five seconds. */
const MILD_MS = 6000;
/** Delay of a raise: a picture that changes often is worse than a slightly plainer one. */
const CALM_MS = 5000;
/** Time after a raise within which it is the cause of an overload. Heat takes a minute or two to throttle the GPU. */
const PROBATION_MS = 120_000;
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 300_000;
/** Predicted load relative to that of failed raises below which a raise need not wait. */
const NEW_SITUATION = 0.6;

/** A video that drops a larger share of its frames stutters visibly. */
const MISSED = 0.1;
/** Seeking and starting also drop frames, but for a shorter time. */
const MISSED_MS = 2000;
/** Time for one cut to take effect before the next one. */
const BETWEEN_CUTS_MS = 5000;
const CUT = 0.75;
/** Least factor of the budget. It is not lower because a page can be slow for reasons of its own. */
const LEAST_FACTOR = 0.4;
const FIRST_SQUEEZE_MS = 30_000;
const LONGEST_SQUEEZE_MS = 600_000;

/** Time after which a switched-off video is tried again. It doubles with every failed try, because tries are visible. */
const FIRST_OFF_MS = 120_000;
const LONGEST_OFF_MS = 1_800_000;

/** No failed raise yet. */
const FREE = { notBefore: 0, bar: Number.POSITIVE_INFINITY, waitMs: FIRST_WAIT_MS };

export const INITIAL_STATE: GovernorState = {
  shares: new Map(),
  levels: new Map(),
  unitMs: 0,
  load: 0,
  budget: MAINS_BUDGET,
  overloadedSince: null,
  severeSince: null,
  calmSince: null,
  changedAt: Number.NEGATIVE_INFINITY,
  playing: 0,
  squeeze: {
    factor: 1,
    isMissing: false,
    since: Number.NEGATIVE_INFINITY,
    changedAt: Number.NEGATIVE_INFINITY,
    hasGrown: false,
    waitMs: FIRST_SQUEEZE_MS,
  },
  raised: { at: Number.NEGATIVE_INFINITY, predicted: 0, ...FREE },
};

/** Returns the state after `input`. Call it about twice a second. It forgets videos that are not in the input. */
export function govern(
  before: GovernorState,
  { now, onBattery, videos, firstRung = START }: GovernorInput,
): GovernorState {
  const entries: VideoEntry[] = videos.map((video) => ({
    video,
    share: { ...FRESH_SHARE, rung: firstRung, ...before.shares.get(video.id) },
    guessMs: before.unitMs,
  }));
  for (const entry of entries) observe(entry);

  const squeeze = squeezed(before.squeeze, entries, now);
  const budget = (onBattery ? BATTERY_BUDGET : MAINS_BUDGET) * squeeze.factor;
  const load = totalLoad(entries);
  const playing = entries.filter(isPlaying).length;
  const overloadedSince = load > budget ? (before.overloadedSince ?? now) : null;
  const usual = usualLoad(entries);
  const severeSince = usual > SEVERE * budget ? (before.severeSince ?? now) : null;
  const calmSince = load <= RAISE_TO * budget ? (before.calmSince ?? now) : null;
  let { changedAt } = before;
  let raised = before.raised;
  // The load has dropped: a raise that failed before may succeed now.
  if (playing < before.playing || budget > before.budget) {
    raised = { ...raised, ...FREE };
    for (const { share } of entries) share.offAt = Number.NEGATIVE_INFINITY;
  }

  if (hasLasted(severeSince, SEVERE_MS, now) || hasLasted(overloadedSince, MILD_MS, now)) {
    // Switch videos off only if median frames exceed the budget too: a few slow frames may cost quality, not the picture.
    if (lower(entries, LOWER_TO * budget, usual > budget)) {
      changedAt = now;
      raised = afterLowering(raised, now);
    }
  } else if (calmSince !== null && now - Math.max(calmSince, changedAt) >= CALM_MS) {
    allowTry(entries, now);
    const predicted = raise(entries, Math.min(RAISE_TO * budget, now < raised.notBefore ? raised.bar : 1), now);
    if (predicted !== undefined) {
      changedAt = now;
      raised = { ...raised, at: now, predicted };
    }
  }

  noteOff(entries, before, now);
  return {
    shares: new Map(entries.map(({ video, share }) => [video.id, share])),
    levels: new Map(entries.map((entry) => [entry.video.id, decided(entry)])),
    unitMs: entries.find((entry) => isPlaying(entry) && entry.share.unitMs)?.share.unitMs ?? before.unitMs,
    load: totalLoad(entries),
    budget,
    overloadedSince,
    severeSince,
    calmSince,
    changedAt,
    playing,
    squeeze,
    raised,
  };
}

/** Whether the videos leave no time for other work: they take more than their budget, or frames are skipped. */
export const isBusy = ({ load, budget, levels }: GovernorState): boolean =>
  load > budget || [...levels.values()].some(({ every }) => every !== 1);

const hasLasted = (since: number | null, ms: number, now: number): boolean => since !== null && now - since >= ms;

/** Draws a still picture however slow the GPU is, because it has no deadline. */
function decided(entry: VideoEntry): QualityLevel {
  const level = levelAt(entry);
  const isStill = entry.video.frameMs === null && entry.video.area > 0;
  return level.every === 0 && isStill ? { ...levelAt(entry, LAST_DRAWN), every: 1 } : level;
}

/** Lengthens the wait before the next raise if the last one led to this lowering, otherwise resets it. */
function afterLowering(raised: Raise, now: number): Raise {
  if (now - raised.at >= PROBATION_MS) return { ...raised, ...FREE };
  const waitMs = Math.min(LONGEST_WAIT_MS, 2 * raised.waitMs);
  const bar = Math.min(raised.bar, NEW_SITUATION * raised.predicted);
  return { ...raised, notBefore: now + waitMs, bar, waitMs };
}

/** Records which videos were switched off, and for how long. The time doubles until the video has recovered in between. */
function noteOff(entries: readonly VideoEntry[], before: GovernorState, now: number): void {
  const off = entries.filter(({ share }) => share.rung === OFF);
  const news = off.filter(({ video }) => before.shares.get(video.id)?.rung !== OFF);
  for (const { share } of news) share.offMs = Math.min(LONGEST_OFF_MS, 2 * share.offMs || FIRST_OFF_MS);
  // A failed try of one video counts for all.
  if (news.length > 0) for (const { share } of off) share.offAt = now;
  for (const { share } of entries) if (share.rung < LAST_DRAWN) share.offMs = 0;
}

/**
 * Allows switched-off videos another try, because their last measurement is old. The present speed of the GPU is known from
 * running videos. If none runs, assume that the largest video costs nothing, so that it is tried and measured.
 */
function allowTry(entries: readonly VideoEntry[], now: number): void {
  const playing = entries.filter(isPlaying);
  const due = playing.filter(({ share }) => share.rung === OFF && now - share.offAt >= share.offMs);
  const running = playing.find(({ share }) => share.rung !== OFF);
  if (running) {
    for (const { share } of due) share.unitMs = running.share.unitMs;
  } else {
    const largest = due.sort((a, b) => b.video.area - a.video.area)[0];
    if (largest) largest.share.unitMs = 0;
  }
}

/** Reduces the budget while pages drop frames, and raises it again after a time without dropped frames. */
function squeezed(before: Squeeze, entries: readonly VideoEntry[], now: number): Squeeze {
  const isMissing = entries.some((entry) => loadOf(entry) > 0 && entry.video.missed > MISSED);
  const since = isMissing === before.isMissing ? before.since : now;
  const next = { ...before, isMissing, since };
  const elapsed = now - Math.max(since, before.changedAt);
  if (isMissing && now - since >= MISSED_MS && now - before.changedAt >= BETWEEN_CUTS_MS) {
    // The last raise of the budget came too early, so wait longer next time.
    const waitMs = before.hasGrown ? Math.min(LONGEST_SQUEEZE_MS, 2 * before.waitMs) : before.waitMs;
    return { ...next, factor: Math.max(LEAST_FACTOR, before.factor * CUT), changedAt: now, hasGrown: false, waitMs };
  }
  if (!isMissing && before.factor < 1 && elapsed >= before.waitMs) {
    return { ...next, factor: Math.min(1, before.factor / CUT), changedAt: now, hasGrown: true };
  }
  return next;
}
