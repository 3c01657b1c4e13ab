/**
 * The quality levels of a video and their costs: the one place that knows sizes, lines and frame skipping. The governor
 * (`governor.ts`) moves along the ladder; docs/governor.md explains the numbers.
 */

import type { Quality } from '../../settings/schema';

/** Sizes of a style, the lightest first. */
export const NETWORK_SIZES = ['XS', 'S', 'M'] as const;

export type NetworkSize = (typeof NETWORK_SIZES)[number];

/**
 * The network that runs on a frame. `lines` bounds the frame's shorter side: larger frames are scaled down to it, never
 * up.
 */
export interface NetworkChoice {
  size: NetworkSize;
  lines: number;
}

/** A network and its share of the frames: every frame, every second, every third; 0 for none. */
export interface QualityLevel extends NetworkChoice {
  every: number;
}

export interface FrameSize {
  width: number;
  height: number;
}

/** From the best picture to none at all. Each rung costs about half of the one before. */
export const LADDER: readonly QualityLevel[] = [
  { size: 'M', lines: 1080, every: 1 },
  { size: 'M', lines: 720, every: 1 },
  { size: 'S', lines: 720, every: 1 },
  { size: 'S', lines: 540, every: 1 },
  { size: 'XS', lines: 540, every: 1 },
  { size: 'XS', lines: 360, every: 1 },
  { size: 'XS', lines: 360, every: 2 },
  { size: 'XS', lines: 360, every: 3 },
  { size: 'XS', lines: 360, every: 0 },
];

/** First rung of a video: the size and scale that the styles are trained for. */
export const START = 2;

export const OFF = LADDER.length - 1;

/** The last rung with a picture. */
export const LAST_DRAWN = OFF - 1;

export const START_LEVEL: QualityLevel = LADDER[START]!;

/** Lines for a size that the user chose: the scale that the styles are trained for. */
export const PINNED_LINES = 720;

/** Returns what a video begins with, before the governor has seen it. A size that the user chose holds from the first picture on. */
export const firstChoice = (quality: Quality | undefined, firstRung: number): NetworkChoice =>
  quality === undefined || quality === 'auto' ? LADDER[firstRung]! : { size: quality, lines: PINNED_LINES };

/** Operations at an equal number of pixels, relative to S, as counted in the shipped styles. */
const SIZE_COST: Record<NetworkSize, number> = { XS: 0.5, S: 1, M: 2.2 };

/** Pixels of a frame that costs 1 in S. */
const UNIT_PIXELS = 1280 * 720;

/** Cost of passes, dispatches and presenting, whatever the size of the picture. */
const FIXED_COST = 0.06;

/**
 * Chooses among the sizes of a style: the wanted one, else the next lighter one, else the lightest heavier one.
 * @throws RangeError where there is none
 */
export function availableSize(available: readonly NetworkSize[], wanted: NetworkSize): NetworkSize {
  const rank = NETWORK_SIZES.indexOf(wanted);
  const size = [...NETWORK_SIZES.slice(0, rank + 1).reverse(), ...NETWORK_SIZES.slice(rank + 1)].find((candidate) =>
    available.includes(candidate),
  );
  if (!size) throw new RangeError('The style comes in no known size.');
  return size;
}

/** Rows of the network's input for frames of this size. */
export function networkRows({ width, height }: FrameSize, lines: number): number {
  const shorter = Math.min(width, height);
  return shorter <= lines ? height : Math.round((height * lines) / shorter);
}

/** Cost of one frame of this size, relative to S on 1280x720. */
export function frameCost({ size, lines }: NetworkChoice, frame: FrameSize): number {
  const scale = Math.min(1, lines / Math.min(frame.width, frame.height));
  return FIXED_COST + (SIZE_COST[size] * frame.width * frame.height * scale ** 2) / UNIT_PIXELS;
}

/** Bounds for the lines of a video by its shown size: more lines are invisible. */
const CAPS = [360, 540, 720, 1080] as const;

/**
 * A video must be this much smaller than a bound before it gets it, so that resizing does not flicker between two
 * bounds.
 */
const CAP_MARGIN = 0.85;

const neededCap = (lines: number): number => CAPS.find((cap) => cap >= lines) ?? CAPS.at(-1)!;

/** Returns the bound for a video shown `lines` device pixels high (0: unknown), which has the bound `current` now. */
export function linesCap(lines: number, current: number): number {
  if (lines <= 0) return current;
  const needed = neededCap(lines);
  return needed > current ? needed : Math.min(current, neededCap(lines / CAP_MARGIN));
}
