/** Who gets how much of the GPU: predicts what each video costs at each rung, and chooses whom to lower and whom to raise. */
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

/** One video, as it stands now. */
export interface VideoReport {
  id: string;
  /** What the user wants of it: the governor's choice, or one size whatever that costs. */
  quality: Quality;
  /** Sizes its style comes in. */
  sizes: readonly NetworkSize[];
  frame: FrameSize;
  /** Device pixels of it that can be seen. */
  area: number;
  /** Its shorter side on the page, in device pixels; 0 where unknown. */
  lines: number;
  /** Milliseconds from one new picture to the next; null while the picture stands: there is no time to miss then. */
  frameMs: number | null;
  /** Share of its frames that the page dropped lately, 0 to 1. */
  missed: number;
  /** The network that draws it, and what recent frames of that cost the GPU, in ms. */
  drawn: NetworkChoice | undefined;
  times: readonly number[];
}

/** What the governor remembers of one video. */
export interface VideoShare {
  /** Where it stands on LADDER. */
  rung: number;
  /** Bound on its lines by how large it is shown. */
  cap: number;
  /** GPU milliseconds per unit of cost, once measured, of a slow frame; and the part of it that the usual frame takes. */
  unitMs: number | undefined;
  usualPart: number;
  /** The rung it was last measured at. */
  measuredRung: number | undefined;
  /** When it was last switched off, and how long that is to last unless the load goes away. */
  offAt: number;
  offMs: number;
}

/** A video and its share, which `lower` and `raise` change. */
export interface VideoEntry {
  readonly video: VideoReport;
  readonly share: VideoShare;
  /** What is assumed of a video not measured yet: the GPU milliseconds per unit of cost of those that were. */
  readonly guessMs: number;
}

const LARGEST_CAP = 1080;

/** The largest video may stand so many rungs above the others: it is what is looked at. */
const LEAD = 2;
/** It must be this many times as large as the next to count as such: the tiles of a grid are equals. */
const LEAD_AREA = 1.5;

/** A video switched off stays so for this long at least: coming and going is worse than either. */
const LEAST_OFF_MS = 30_000;

/** Load of one video on its last rung, to the budget, from which a try would be a waste: it can be predicted well enough. */
const HOPELESS = 4;

/** The share of a video not seen before. */
export const FRESH_SHARE: VideoShare = {
  rung: START,
  cap: LARGEST_CAP,
  unitMs: undefined,
  usualPart: 1,
  measuredRung: undefined,
  offAt: Number.NEGATIVE_INFINITY,
  offMs: 0,
};

/** What a rung means for this video. Where the user chose a size himself, every rung means that. */
export function levelAt({ video, share }: Pick<VideoEntry, 'video' | 'share'>, rung = share.rung): QualityLevel {
  if (video.quality !== 'auto') {
    return { size: availableSize(video.sizes, video.quality), lines: PINNED_LINES, every: 1 };
  }
  const { size, lines, every } = LADDER[rung]!;
  return { size: availableSize(video.sizes, size), lines: Math.min(lines, share.cap), every };
}

/** Cost of one new picture of the video. */
function costAt(entry: VideoEntry, rung: number): number {
  const level = levelAt(entry, rung);
  return level.every === 0 ? 0 : frameCost(level, entry.video.frame) / level.every;
}

/** Whether it asks for the GPU's time again and again: seen, and its picture changes. */
export const isPlaying = ({ video }: VideoEntry): boolean => video.frameMs !== null && video.area > 0;

/** Share of the GPU's time it takes, 1 being all of it. */
export function loadOf(entry: VideoEntry, rung = entry.share.rung): number {
  if (!isPlaying(entry)) return 0;
  return ((entry.share.unitMs ?? entry.guessMs) * costAt(entry, rung)) / entry.video.frameMs!;
}

export const totalLoad = (entries: readonly VideoEntry[]): number =>
  entries.reduce((sum, entry) => sum + loadOf(entry), 0);

/** The same by the median frame: a few slow ones do not change it. */
export const usualLoad = (entries: readonly VideoEntry[]): number =>
  entries.reduce((sum, entry) => sum + loadOf(entry) * entry.share.usualPart, 0);

/** Takes over what the last frames cost, where they were drawn as decided, and how large the video is shown. */
export function observe({ video, share }: Pick<VideoEntry, 'video' | 'share'>): void {
  share.cap = linesCap(video.lines, share.cap);
  const spread = spreadOf(video.times);
  if (!spread || !video.drawn) return;
  share.unitMs = spread.high / frameCost(video.drawn, video.frame);
  share.usualPart = spread.high > 0 ? spread.usual / spread.high : 1;
  const { size, lines } = levelAt({ video, share });
  if (video.drawn.size === size && video.drawn.lines === lines) share.measuredRung = share.rung;
}

/** The next rung down that costs less; undefined at the bottom. */
function worseRung(entry: VideoEntry): number | undefined {
  const cost = costAt(entry, entry.share.rung);
  for (let rung = entry.share.rung + 1; rung <= OFF; rung++) if (costAt(entry, rung) < cost) return rung;
  return undefined;
}

/** The next rung up that costs more, and of those that cost the same the uppermost; undefined at the top. */
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

/** Auto videos that play, the one whose turn it is to be lowered first. */
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
 * Lowers videos, whoever stands best beside what is due to it first, until the load is predicted to be `target` or less.
 * Nobody is switched off while another can still be lowered, nor before its last rung was tried, unless
 * that has no prospects.
 * @returns whether anything was changed
 */
export function lower(entries: readonly VideoEntry[], target: number): boolean {
  let changed = false;
  while (totalLoad(entries) > target) {
    const turns = byTurn(entries).map((entry) => ({ entry, rung: worseRung(entry) }));
    const turn =
      turns.find(({ rung }) => rung !== undefined && rung !== OFF) ??
      turns.find(({ entry, rung }) => rung === OFF && mayGoOff(entry, target));
    if (turn?.rung === undefined) return changed;
    turn.entry.share.rung = turn.rung;
    changed = true;
  }
  return changed;
}

/**
 * Raises every video by one rung for which there is time, those that stand worst beside what is due to them first.
 * @param target load that must not be exceeded, as far as can be predicted
 * @returns the load predicted, or undefined where nothing was changed
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
