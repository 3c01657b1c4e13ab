/** Keeps one video in sync with another. */
import type { VideoClock } from '../protocol/proxy-video';

/** Distance in seconds above which the video seeks instead of catching up by its speed. */
const SEEK_S = 0.4;
/** Distance within which two still videos count as in the same position. Times are rounded to 0.1 ms. */
const ROUNDING_S = 0.0002;
/** Offset of a seek to the present position, which the browser would otherwise skip as already done. */
const NUDGE_S = 0.00005;
/** Distance in seconds that is too small to be seen. */
const INVISIBLE_S = 0.004;
/** Time in seconds in which to catch up, and the largest change of speed for it. */
const CATCH_UP_S = 0.5;
const MOST_CHANGE = 0.5;
/** Playback rates that browsers support. */
const [LEAST_RATE, MOST_RATE] = [0.0625, 16];

/** Seek to a time (in s), or play at a rate (0: stand still). */
export type SyncStep = { seekTo: number } | { rate: number };

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** Position of a video in s at `now` (ms). */
export const timeAt = ({ time, at, rate }: VideoClock, now: number): number => time + (rate * (now - at)) / 1000;

/**
 * Returns the next step that brings a video in sync.
 * @param clock position of the video to follow
 * @param ownTime position of the following video in s, at `now`
 * @param seekMs duration of a seek; the other video plays on meanwhile
 * @param hasPlayed whether the following video has played since its last seek; its displayed frame may then differ from its
 *   position
 */
export function syncStep(
  clock: VideoClock,
  ownTime: number,
  now: number,
  seekMs: number,
  hasPlayed: boolean,
): SyncStep {
  if (clock.rate === 0) {
    const isThere = Math.abs(clock.time - ownTime) < ROUNDING_S;
    if (isThere) return hasPlayed ? { seekTo: clock.time + NUDGE_S } : { rate: 0 };
    return { seekTo: clock.time };
  }
  const behind = timeAt(clock, now) - ownTime;
  if (Math.abs(behind) > SEEK_S * Math.max(1, clock.rate)) return { seekTo: timeAt(clock, now + seekMs) };
  const change = Math.abs(behind) < INVISIBLE_S ? 0 : clamp(behind / CATCH_UP_S, -MOST_CHANGE, MOST_CHANGE);
  return { rate: clamp(clock.rate * (1 + change), LEAST_RATE, MOST_RATE) };
}
