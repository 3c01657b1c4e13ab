/**
 * Decides how well each video is restyled, so that all of them together leave the GPU enough time for everything else: one
 * budget, all tabs. A pure reducer: the same state and input give the same state, and no clock is read. The model, its
 * thresholds and their reasons are in docs/governor.md.
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
import { LAST_DRAWN, OFF, type QualityLevel } from './quality-ladder';

export type { VideoReport } from './allocation';

export interface GovernorInput {
  /** Milliseconds on a clock that never goes back. */
  now: number;
  onBattery: boolean;
  videos: readonly VideoReport[];
}

/** How far the page's own dropped frames cut the budget. */
interface Squeeze {
  factor: number;
  /** Whether frames are being dropped, and since when that is so. */
  isMissing: boolean;
  since: number;
  changedAt: number;
  /** Whether the last change was for the better. */
  hasGrown: boolean;
  /** How long no frame may be dropped before the budget grows again. */
  waitMs: number;
}

/** The last raise and what came of it. */
interface Raise {
  at: number;
  /** Load it was predicted to lead to. */
  predicted: number;
  /** Until then nothing is raised to a load above `bar`. */
  notBefore: number;
  bar: number;
  waitMs: number;
}

export interface GovernorState {
  shares: ReadonlyMap<string, VideoShare>;
  /** What is to be done with each video now. */
  levels: ReadonlyMap<string, QualityLevel>;
  /** GPU milliseconds per unit of cost, as last measured of any video: what is assumed of new ones. */
  unitMs: number;
  /** Share of the GPU's time that all videos take, and may take. */
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

/** Share of the GPU's time: at 0.65 a frame is done within two thirds of its interval, and pages keep a third of the GPU. */
const MAINS_BUDGET = 0.65;
/** On battery every saved millisecond is saved energy: about half. */
const BATTERY_BUDGET = 0.35;
/** Lowering goes on to this part of the budget, so that noise alone does not lead to the next step. */
const LOWER_TO = 0.85;
/** Raising must end at or under this part: with LOWER_TO, a load is left alone from 0.7 to 1 times the budget. */
const RAISE_TO = 0.7;
/** Load of the usual frames, to the budget, from which videos stutter: waiting makes it no better. */
const SEVERE = 1.5;
/** A burst of work elsewhere passes within a second; a slow GPU does not. */
const SEVERE_MS = 1000;
/** A few slow frames raise a percentile for as long as they are in its window, of five seconds; then it tells the truth. */
const MILD_MS = 6000;
/** Raising can wait: a picture that changes its look often is worse than one that is a little plainer. */
const CALM_MS = 5000;
/** Too much load within this long after a raise is the raise's own fault: heat takes a minute or two to tell. */
const PROBATION_MS = 120_000;
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 300_000;
/** Load predicted, to that of raises that failed, from which the situation is a new one and waiting makes no sense. */
const NEW_SITUATION = 0.6;

/** A video that drops more than this of its frames stutters visibly. */
const MISSED = 0.1;
/** Seeking and starting drop some too, but not for so long. */
const MISSED_MS = 2000;
/** Time for one cut to take effect before the next. */
const BETWEEN_CUTS_MS = 5000;
const CUT = 0.75;
/** The page may be slow for reasons of its own: it never takes more than this. */
const TIGHTEST = 0.4;
const FIRST_SQUEEZE_MS = 30_000;
const LONGEST_SQUEEZE_MS = 600_000;

/** A video switched off is tried again after two minutes, then four, and so on: trying shows. */
const FIRST_OFF_MS = 120_000;
const LONGEST_OFF_MS = 1_800_000;

/** Nothing is known against raising. */
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

/** The state after `input`; to be called about twice a second. Videos no longer in the input are forgotten. */
export function govern(before: GovernorState, { now, onBattery, videos }: GovernorInput): GovernorState {
  const entries: VideoEntry[] = videos.map((video) => ({
    video,
    share: { ...(before.shares.get(video.id) ?? FRESH_SHARE) },
    guessMs: before.unitMs,
  }));
  for (const entry of entries) observe(entry);

  const squeeze = squeezed(before.squeeze, entries, now);
  const budget = (onBattery ? BATTERY_BUDGET : MAINS_BUDGET) * squeeze.factor;
  const load = totalLoad(entries);
  const playing = entries.filter(isPlaying).length;
  const overloadedSince = load > budget ? (before.overloadedSince ?? now) : null;
  const severeSince = usualLoad(entries) > SEVERE * budget ? (before.severeSince ?? now) : null;
  const calmSince = load <= RAISE_TO * budget ? (before.calmSince ?? now) : null;
  let { changedAt } = before;
  let raised = before.raised;
  // The load went away: whatever failed before may do now.
  if (playing < before.playing || budget > before.budget) {
    raised = { ...raised, ...FREE };
    for (const { share } of entries) share.offAt = Number.NEGATIVE_INFINITY;
  }

  if (hasLasted(severeSince, SEVERE_MS, now) || hasLasted(overloadedSince, MILD_MS, now)) {
    if (lower(entries, LOWER_TO * budget)) {
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

const hasLasted = (since: number | null, ms: number, now: number): boolean => since !== null && now - since >= ms;

/** A still has no interval to miss: it is drawn however slow the GPU is. */
function decided(entry: VideoEntry): QualityLevel {
  const level = levelAt(entry);
  const isStill = entry.video.frameMs === null && entry.video.area > 0;
  return level.every === 0 && isStill ? { ...levelAt(entry, LAST_DRAWN), every: 1 } : level;
}

/** A raise that had to be taken back makes the next ones wait longer, one that held for long makes up for it. */
function afterLowering(raised: Raise, now: number): Raise {
  if (now - raised.at >= PROBATION_MS) return { ...raised, ...FREE };
  const waitMs = Math.min(LONGEST_WAIT_MS, 2 * raised.waitMs);
  const bar = Math.min(raised.bar, NEW_SITUATION * raised.predicted);
  return { ...raised, notBefore: now + waitMs, bar, waitMs };
}

/** Writes down which videos were switched off, and for how long: longer each time, until they did better in between. */
function noteOff(entries: readonly VideoEntry[], before: GovernorState, now: number): void {
  const off = entries.filter(({ share }) => share.rung === OFF);
  const news = off.filter(({ video }) => before.shares.get(video.id)?.rung !== OFF);
  for (const { share } of news) share.offMs = Math.min(LONGEST_OFF_MS, 2 * share.offMs || FIRST_OFF_MS);
  // What one of them found out holds for all.
  if (news.length > 0) for (const { share } of off) share.offAt = now;
  for (const { share } of entries) if (share.rung < LAST_DRAWN) share.offMs = 0;
}

/**
 * What a video cost when it was switched off says little after a while. Where others run they tell how fast the GPU is;
 * else one video, the largest, is let go on as if it cost nothing, until it was measured.
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

/** Cuts the budget while pages drop frames, and lets it grow again once they have not for a while. */
function squeezed(before: Squeeze, entries: readonly VideoEntry[], now: number): Squeeze {
  const isMissing = entries.some((entry) => loadOf(entry) > 0 && entry.video.missed > MISSED);
  const since = isMissing === before.isMissing ? before.since : now;
  const next = { ...before, isMissing, since };
  const elapsed = now - Math.max(since, before.changedAt);
  if (isMissing && now - since >= MISSED_MS && now - before.changedAt >= BETWEEN_CUTS_MS) {
    // It grew too early: longer next time.
    const waitMs = before.hasGrown ? Math.min(LONGEST_SQUEEZE_MS, 2 * before.waitMs) : before.waitMs;
    return { ...next, factor: Math.max(TIGHTEST, before.factor * CUT), changedAt: now, hasGrown: false, waitMs };
  }
  if (!isMissing && before.factor < 1 && elapsed >= before.waitMs) {
    return { ...next, factor: Math.min(1, before.factor / CUT), changedAt: now, hasGrown: true };
  }
  return next;
}
