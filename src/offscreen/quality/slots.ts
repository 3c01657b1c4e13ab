/** Decides how many videos are restyled at once, and which. docs/behaviour.md has the rules; functions here are pure. */
import type { SlotRequest } from '../../protocol/slots';

/** A request under a key that is unique among all documents. */
export type KeyedRequest = Omit<SlotRequest, 'id'> & { key: string };

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

/**
 * A video takes over a slot when it has this many times the attention of the video that holds it. Without this margin, two
 * videos with about the same attention would take the slot from each other again and again.
 */
const TAKEOVER_FACTOR = 1.5;

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

/** Rank of a request: the video's attention, raised by the takeover factor where it already holds a slot. */
const priorityOf = ({ attention, isHeld }: KeyedRequest): number => attention * (isHeld ? TAKEOVER_FACTOR : 1);

/**
 * Grants slots to the requests with the most attention. A video out of sight keeps its slot while no other needs it, but
 * never gets a new one.
 * @param mayAddPlaying false while the GPU cannot draw all playing videos; the number of playing videos with a slot then
 *   does not grow
 * @returns the keys of the requests that hold a slot
 */
export function grantSlots(requests: readonly KeyedRequest[], slots: number, mayAddPlaying: boolean): Set<string> {
  const playing = requests.filter(({ isPlaying, isHeld }) => isPlaying && isHeld).length;
  let left = slots;
  let playingLeft = mayAddPlaying ? slots : playing;
  const granted = new Set<string>();
  const isCandidate = ({ attention, isHeld }: KeyedRequest) => attention > 0 || isHeld;
  const ranked = requests
    .filter(isCandidate)
    .sort((a, b) => priorityOf(b) - priorityOf(a) || Number(b.isHeld) - Number(a.isHeld) || (a.key < b.key ? -1 : 1));
  for (const { key, isPlaying } of ranked) {
    if (left === 0) break;
    if (isPlaying && playingLeft === 0) continue;
    if (isPlaying) playingLeft--;
    left--;
    granted.add(key);
  }
  return granted;
}
