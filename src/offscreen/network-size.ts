/** Sizes a style may come in, from the lightest. */
export const NETWORK_SIZES = ['XS', 'S', 'M'] as const;

export type NetworkSize = (typeof NETWORK_SIZES)[number];

/** Order of choice: S is what the styles are made for; the others stand in where a style lacks it. */
const PREFERENCE: readonly NetworkSize[] = ['S', 'M', 'XS'];

/** Lines the network works on at most. Taller frames are scaled down to it, up to it every pixel is its own. */
const MAX_NETWORK_HEIGHT = 720;

export interface NetworkChoice {
  size: NetworkSize;
  networkHeight: number;
}

/**
 * Which of a style's networks runs on a frame of `frameHeight` lines, and on how many lines.
 * @throws RangeError where the style has none
 */
export function chooseNetwork(available: readonly NetworkSize[], frameHeight: number): NetworkChoice {
  const size = PREFERENCE.find((candidate) => available.includes(candidate));
  if (!size) throw new RangeError('The style comes in no known size.');
  return { size, networkHeight: Math.min(frameHeight, MAX_NETWORK_HEIGHT) };
}
