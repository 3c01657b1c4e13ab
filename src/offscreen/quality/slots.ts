/** Decides how many videos are restyled at once, and which. docs/behaviour.md has the rules; functions here are pure. */
import type { Bid } from '../../protocol/slots';

/** A bid, with a key that is unique among all documents. */
export type Wish = Omit<Bid, 'id'> & { key: string };

/** Bounds of the number of slots, whatever the memory. A page that shows more than 32 videos shows small ones. */
const [LEAST_SLOTS, MOST_SLOTS] = [4, 32];

/** Share of the computer's memory that all videos may take: browser and pages need the rest. */
const MEMORY_SHARE = 1 / 16;

/** Assumption for a video until one is measured: S at 720p. */
const ASSUMED_BYTES = 64 * 2 ** 20;

/** Assumption where the browser does not tell the memory. */
const ASSUMED_GIB = 4;

/** How long slots stay fewer after the GPU refused memory. */
const REFUSAL_MS = 60_000;

/** Attention relative to that of a video with a slot from which another one takes its place. It keeps equals from taking turns. */
const CHALLENGE = 1.5;

/** The GPU's last refusal of memory: when, and how many videos it held. */
export interface MemoryRefusal {
  at: number;
  videos: number;
}

export interface SlotConditions {
  /** Memory of the computer, as `navigator.deviceMemory` tells it. */
  memoryGiB: number | undefined;
  /** GPU memory of each video that runs. */
  gpuBytes: readonly number[];
  refusal: MemoryRefusal | undefined;
  /** Time in ms, on the clock of `refusal`. */
  now: number;
}

/** Number of slots. */
export function slotCount({ memoryGiB = ASSUMED_GIB, gpuBytes, refusal, now }: SlotConditions): number {
  const mean = gpuBytes.length > 0 ? gpuBytes.reduce((sum, bytes) => sum + bytes, 0) / gpuBytes.length : ASSUMED_BYTES;
  const fitting = Math.floor((memoryGiB * 2 ** 30 * MEMORY_SHARE) / Math.max(1, mean));
  const count = Math.min(MOST_SLOTS, Math.max(LEAST_SLOTS, fitting));
  const isRefused = refusal && now - refusal.at < REFUSAL_MS;
  return isRefused ? Math.max(1, Math.min(count, refusal.videos - 1)) : count;
}

/** Attention that decides: a video with a slot keeps it against others of about its own. */
const claimOf = ({ weight, isHeld }: Wish): number => weight * (isHeld ? CHALLENGE : 1);

/**
 * Gives out slots to the wishes with the most attention. Where slots are left, a video out of sight keeps its own, but gets
 * none.
 * @param mayAddPlaying false while the GPU cannot draw all that play: then no more playing videos hold slots than now
 * @returns the keys of the wishes that hold a slot
 */
export function giveSlots(wishes: readonly Wish[], slots: number, mayAddPlaying: boolean): Set<string> {
  const playing = wishes.filter(({ isPlaying, isHeld }) => isPlaying && isHeld).length;
  let left = slots;
  let playingLeft = mayAddPlaying ? slots : playing;
  const given = new Set<string>();
  const isCandidate = ({ weight, isHeld }: Wish) => weight > 0 || isHeld;
  const ranked = wishes
    .filter(isCandidate)
    .sort((a, b) => claimOf(b) - claimOf(a) || Number(b.isHeld) - Number(a.isHeld) || (a.key < b.key ? -1 : 1));
  for (const { key, isPlaying } of ranked) {
    if (left === 0) break;
    if (isPlaying && playingLeft === 0) continue;
    if (isPlaying) playingLeft--;
    left--;
    given.add(key);
  }
  return given;
}
