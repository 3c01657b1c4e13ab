/**
 * The levels a video can be restyled at, and what each costs: the one place that knows of sizes, lines and frame skipping.
 * The governor (`governor.ts`) walks them; docs/governor.md explains the figures.
 */

/** Sizes a style may come in, from the lightest. */
export const NETWORK_SIZES = ['XS', 'S', 'M'] as const;

export type NetworkSize = (typeof NETWORK_SIZES)[number];

/** What runs on a frame. `lines` bounds the frame's shorter side: taller frames are scaled down to it, never up. */
export interface NetworkChoice {
  size: NetworkSize;
  lines: number;
}

/** A network and the frames it runs on: every one, every second, every third; 0 for none. */
export interface QualityLevel extends NetworkChoice {
  every: number;
}

export interface FrameSize {
  width: number;
  height: number;
}

/** From the best picture to none at all. Each step costs about half of the one before. */
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

/** Where a video begins: the size and scale the styles are made for. */
export const START = 2;

export const OFF = LADDER.length - 1;

/** The last rung with a picture. */
export const LAST_DRAWN = OFF - 1;

export const START_LEVEL: QualityLevel = LADDER[START]!;

/** Lines for a size the user chose himself: the scale the styles are made for. */
export const PINNED_LINES = 720;

/** Arithmetic of one frame at the same number of pixels, S being 1: the shipped styles' own counts. */
const SIZE_COST: Record<NetworkSize, number> = { XS: 0.5, S: 1, M: 2.2 };

/** Pixels of the frame whose cost in S is 1. */
const UNIT_PIXELS = 1280 * 720;

/** Passes, dispatches and the present cost something however small the picture is. */
const FIXED_COST = 0.06;

/**
 * The size to use where a style does not come in all of them: the next lighter one, else the lightest heavier one.
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

/** Rows the network works on for frames of this size. */
export function networkRows({ width, height }: FrameSize, lines: number): number {
  const shorter = Math.min(width, height);
  return shorter <= lines ? height : Math.round((height * lines) / shorter);
}

/** What one frame of this size costs, relative to S on 1280x720. */
export function frameCost({ size, lines }: NetworkChoice, frame: FrameSize): number {
  const scale = Math.min(1, lines / Math.min(frame.width, frame.height));
  return FIXED_COST + (SIZE_COST[size] * frame.width * frame.height * scale ** 2) / UNIT_PIXELS;
}

/** Bounds for the lines of a video by how large it is shown: more than that nobody sees. */
const CAPS = [360, 540, 720, 1080] as const;

/** A video must be this much smaller than a bound before it gets it: a window being resized does not flicker between two. */
const CAP_MARGIN = 0.85;

const neededCap = (lines: number): number => CAPS.find((cap) => cap >= lines) ?? CAPS.at(-1)!;

/** The bound for a video shown `lines` device pixels high, `current` being the one it has; 0 for unknown. */
export function linesCap(lines: number, current: number): number {
  if (lines <= 0) return current;
  const needed = neededCap(lines);
  return needed > current ? needed : Math.min(current, neededCap(lines / CAP_MARGIN));
}
