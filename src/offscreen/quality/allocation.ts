/** Divides the GPU among videos: predicts their costs at each rung and chooses which to lower and which to raise. */
import type { Quality } from '../../settings/schema';
import { spreadOf } from './gpu-times';
import {
  availableSize,
  type FrameSize,
  frameCost,
  LADDER,
  linesCap,
  type NetworkChoice,
  type NetworkSize,
  OFF,
  PINNED_LINES,
  type QualityLevel,
  START,
} from './quality-ladder';

/** Present state of one video. */
export interface VideoReport {
  id: string;
  /** `auto` lets the governor choose. A size is used whatever it costs. */
  quality: Quality;
  /** Sizes of its style. */
  sizes: readonly NetworkSize[];
  frame: FrameSize;
  /** Visible device pixels. */
  area: number;
  /** Shorter side on the page in device pixels; 0 where unknown. */
  lines: number;
  /** Milliseconds from one new picture to the next; null while the picture stands still and has no deadline. */
  frameMs: number | null;
  /** Share of frames that the page dropped lately, 0 to 1. */
  missed: number;
  /** The network in use, and the GPU milliseconds of its recent frames. */
  drawn: NetworkChoice | undefined;
  times: readonly number[];
}

/** The governor's memory of one video. */
export interface VideoShare {
  /** Index in LADDER. */
  rung: number;
  /** Bound on its lines by its shown size. */
  cap: number;
  /**
   * GPU milliseconds per unit of cost of a slow frame, once measured, and the fraction of it that a median frame takes.
   */
  unitMs: number | undefined;
  usualPart: number;
  /** The rung of the last measurement. */
  measuredRung: number | undefined;
  /** Time of the last switching off, and its duration unless the load goes away. */
  offAt: number;
  offMs: number;
}

/** A video and its share. `lower` and `raise` change the share. */
export interface VideoEntry {
  readonly video: VideoReport;
  readonly share: VideoShare;
  /** Assumption for a video that was not measured yet: the GPU milliseconds per unit of cost of the others. */
  readonly guessMs: number;
}

const LARGEST_CAP = 1080;

/** Number of rungs by which the largest video, which the user most likely watches, may stand above the others. */
const LEAD = 2;
/** Area relative to the second largest video from which a video counts as the largest. Tiles of a grid count as equal. */
const LEAD_AREA = 1.5;

/** Shortest time for which a video stays switched off, because flicker is worse than either state. */
const LEAST_OFF_MS = 30_000;

/** Predicted load of one video at its last rung, relative to the budget, above which it is not even tried there. */
const HOPELESS = 4;

/** The share of a new video. */
export const FRESH_SHARE: VideoShare = {
  rung: START,
  cap: LARGEST_CAP,
  unitMs: undefined,
  usualPart: 1,
  measuredRung: undefined,
  offAt: Number.NEGATIVE_INFINITY,
  offMs: 0,
};

/** The level of a rung for this video. Where the user chose a size, every rung has that size. */
export function levelAt({ video, share }: Pick<VideoEntry, 'video' | 'share'>, rung = share.rung): QualityLevel {
  if (video.quality !== 'auto') {
    return { size: availableSize(video.sizes, video.quality), lines: PINNED_LINES, every: 1 };
  }
  const { size, lines, every } = LADDER[rung]!;
  return { size: availableSize(video.sizes, size), lines: Math.min(lines, share.cap), every };
}

/** Cost of one new picture. */
function costAt(entry: VideoEntry, rung: number): number {
  const level = levelAt(entry, rung);
  return level.every === 0 ? 0 : frameCost(level, entry.video.frame) / level.every;
}

/** Whether a video needs the GPU continuously: it is visible and its picture changes. */
export const isPlaying = ({ video }: VideoEntry): boolean => video.frameMs !== null && video.area > 0;

/** Predicted share of the GPU's time, 1 being all of it. */
export function loadOf(entry: VideoEntry, rung = entry.share.rung): number {
  if (!isPlaying(entry)) return 0;
  return ((entry.share.unitMs ?? entry.guessMs) * costAt(entry, rung)) / entry.video.frameMs!;
}

export const totalLoad = (entries: readonly VideoEntry[]): number =>
  entries.reduce((sum, entry) => sum + loadOf(entry), 0);

/** The same for median frames, so that a few slow ones do not count. */
export const usualLoad = (entries: readonly VideoEntry[]): number =>
  entries.reduce((sum, entry) => sum + loadOf(entry) * entry.share.usualPart, 0);

/** Updates a share by the cost of the last frames and by the video's shown size. */
export function observe({ video, share }: Pick<VideoEntry, 'video' | 'share'>): void {
  share.cap = linesCap(video.lines, share.cap);
  const spread = spreadOf(video.times);
  if (!spread || !video.drawn) return;
  share.unitMs = spread.high / frameCost(video.drawn, video.frame);
  share.usualPart = spread.high > 0 ? spread.usual / spread.high : 1;
  const { size, lines } = levelAt({ video, share });
  if (video.drawn.size === size && video.drawn.lines === lines) share.measuredRung = share.rung;
}

/** The next lower rung that costs less; undefined at the bottom. */
function worseRung(entry: VideoEntry): number | undefined {
  const cost = costAt(entry, entry.share.rung);
  for (let rung = entry.share.rung + 1; rung <= OFF; rung++) if (costAt(entry, rung) < cost) return rung;
  return undefined;
}

/** The next higher rung that costs more, the highest of equal cost; undefined at the top. */
function betterRung(entry: VideoEntry): number | undefined {
  const cost = costAt(entry, entry.share.rung);
  let better: number | undefined;
  for (let rung = entry.share.rung - 1; rung >= 0; rung--) {
    const next = costAt(entry, rung);
    if (better === undefined ? next > cost : next === costAt(entry, better)) better = rung;
    else if (better !== undefined) break;
  }
  return better;
}

/** Playing videos of automatic quality, in the order in which they are to be lowered. */
function byTurn(entries: readonly VideoEntry[]): VideoEntry[] {
  const playing = entries.filter((entry) => entry.video.quality === 'auto' && isPlaying(entry));
  const [first, second] = playing.map(({ video }) => video.area).sort((a, b) => b - a);
  const isLargest = ({ video }: VideoEntry) => video.area === first && video.area >= LEAD_AREA * (second ?? 0);
  const score = (entry: VideoEntry) => entry.share.rung + (isLargest(entry) ? LEAD : 0);
  return playing.sort(
    (a, b) => score(a) - score(b) || a.video.area - b.video.area || (a.video.id < b.video.id ? -1 : 1),
  );
}

const mayGoOff = (entry: VideoEntry, target: number): boolean =>
  entry.share.measuredRung === entry.share.rung || loadOf(entry) > HOPELESS * target;

/**
 * Lowers videos until the predicted load is at most `target`. It starts with the video on the highest rung, where the
 * largest video may stand `LEAD` rungs higher. It switches a video off only if no other can be lowered and the video was
 * measured at the last rung, or is far too expensive even there.
 * @param canSwitchOff whether it may switch videos off at all
 * @returns whether anything changed
 */
export function lower(entries: readonly VideoEntry[], target: number, canSwitchOff: boolean): boolean {
  let changed = false;
  while (totalLoad(entries) > target) {
    const turns = byTurn(entries).map((entry) => ({ entry, rung: worseRung(entry) }));
    const turn =
      turns.find(({ rung }) => rung !== undefined && rung !== OFF) ??
      turns.find(({ entry, rung }) => rung === OFF && canSwitchOff && mayGoOff(entry, target));
    if (turn?.rung === undefined) return changed;
    turn.entry.share.rung = turn.rung;
    changed = true;
  }
  return changed;
}

/**
 * Raises every video by one rung, as far as the GPU has time. It starts with the video that `lower` would lower last.
 * @param target bound on the predicted load
 * @returns the predicted load, or undefined where nothing changed
 */
export function raise(entries: readonly VideoEntry[], target: number, now: number): number | undefined {
  let total = totalLoad(entries);
  let changed = false;
  for (const entry of byTurn(entries).reverse()) {
    const { share } = entry;
    const mayRise = share.rung === OFF ? now - share.offAt >= LEAST_OFF_MS : share.measuredRung === share.rung;
    const rung = betterRung(entry);
    if (!mayRise || rung === undefined) continue;
    const next = total - loadOf(entry) + loadOf(entry, rung);
    if (next > target) continue;
    total = next;
    share.rung = rung;
    changed = true;
  }
  return changed ? total : undefined;
}
