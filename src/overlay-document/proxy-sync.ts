/** Keeps one video in time with another. */
import type { VideoClock } from '../protocol/proxy-video';

/** Seconds apart from which a leap is better than catching up. */
const LEAP_S = 0.4;
/** Seconds apart that are the same place, where both stand: times come rounded to a tenth of a millisecond. */
const ROUNDING_S = 0.0002;
/** A browser takes a seek to where its video stands for done: a hair beyond, it is none. */
const HAIR_S = 0.00005;
/** Seconds apart that nobody sees. */
const SAME_S = 0.004;
/** A lag is made up for within about this many seconds, by playing at most this share faster or slower. */
const CATCH_UP_S = 0.5;
const MOST_CHANGE = 0.5;
/** What browsers play at. */
const [LEAST_RATE, MOST_RATE] = [0.0625, 16];

/** What to do: go to a time (in s), or play at a rate; 0: stand still. */
export type SyncStep = { leapTo: number } | { rate: number };

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** Where a video is at `now` (ms), in s. */
export const timeAt = ({ time, at, rate }: VideoClock, now: number): number => time + (rate * (now - at)) / 1000;

/**
 * @param clock of the video to follow
 * @param ownTime in s, at `now`
 * @param leapMs how long a leap takes; the other video goes on meanwhile
 * @param hasPlayed since its last leap: what is on display then may be a frame or more off the one of its time
 */
export function syncStep(
  clock: VideoClock,
  ownTime: number,
  now: number,
  leapMs: number,
  hasPlayed: boolean,
): SyncStep {
  if (clock.rate === 0) {
    const isThere = Math.abs(clock.time - ownTime) < ROUNDING_S;
    if (isThere) return hasPlayed ? { leapTo: clock.time + HAIR_S } : { rate: 0 };
    return { leapTo: clock.time };
  }
  const behind = timeAt(clock, now) - ownTime;
  if (Math.abs(behind) > LEAP_S * Math.max(1, clock.rate)) return { leapTo: timeAt(clock, now + leapMs) };
  const change = Math.abs(behind) < SAME_S ? 0 : clamp(behind / CATCH_UP_S, -MOST_CHANGE, MOST_CHANGE);
  return { rate: clamp(clock.rate * (1 + change), LEAST_RATE, MOST_RATE) };
}
