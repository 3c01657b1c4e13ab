/** Sizes of a training's step, and which of them a device has time for. */
import type { StepShape } from '../../engine/learning';

/** Rows and columns of a photo in the file of photos: training/learn/browser_files.py. */
export const PHOTO_SIDE = 288;

/** Sizes of a step, from the best to the lightest. Steadiness is learned from pairs of crops, so there are always two. */
export const SHAPES: readonly StepShape[] = [
  { images: 4, size: 256, side: PHOTO_SIDE },
  { images: 2, size: 256, side: PHOTO_SIDE },
  { images: 2, size: 192, side: PHOTO_SIDE },
  { images: 2, size: 128, side: PHOTO_SIDE },
  { images: 2, size: 96, side: PHOTO_SIDE },
  { images: 2, size: 48, side: PHOTO_SIDE },
];

/** Milliseconds of a step up to which a size is used: the fewest steps take two minutes then. */
export const MOST_STEP_MS = 600;

const pixelsOf = (index: number): number => SHAPES[index]!.images * SHAPES[index]!.size ** 2;

/**
 * Predicts the milliseconds of a step in the size `index`: the time of a step grows with its pixels.
 * @param stepMs measured milliseconds of a step in the size `measuredIndex`
 */
export const stepMsIn = (index: number, stepMs: number, measuredIndex: number): number =>
  (stepMs * pixelsOf(index)) / pixelsOf(measuredIndex);

/** The first size after `from` that is fast enough. @param stepMs milliseconds of a step in the size `from` */
export function fittingShape(from: number, stepMs: number): number {
  const fitting = SHAPES.findIndex((_, i) => i > from && stepMsIn(i, stepMs, from) <= MOST_STEP_MS);
  return fitting < 0 ? SHAPES.length - 1 : fitting;
}
