/**
 * Tells how long a training will take before it begins: as long as the last one on this card, else by the time in which the card
 * draws videos.
 */
import { stepsFor } from './training-length';
import { fittingShape, MOST_STEP_MS, stepMsIn } from './training-shape';

/**
 * Cost of a step in the largest size, with its waiting for other work, relative to drawing 1280x720 in S. An H200 takes 15 ms for
 * one and 0.6 ms for the other; by operations it is 14, which are counted in f32 here and mostly in f16 there.
 */
const STEP_COST = 25;
/** Milliseconds in which files are loaded and programs compiled, and steps that are taken to measure and to choose a painting. */
const [READY_MS, READY_STEPS] = [1800, 6];

/**
 * Milliseconds of a whole training on this device; undefined where nothing is known of it.
 * @param lastMs milliseconds of the last training on this card
 * @param drawMs milliseconds in which the card draws a frame of 1280x720 in S
 */
export function expectedMs(lastMs: number | undefined, drawMs: number | undefined): number | undefined {
  if (lastMs !== undefined) return lastMs;
  if (drawMs === undefined) return undefined;
  const largestMs = drawMs * STEP_COST;
  const stepMs = largestMs <= MOST_STEP_MS ? largestMs : stepMsIn(fittingShape(0, largestMs), largestMs, 0);
  return READY_MS + (READY_STEPS + stepsFor(stepMs)) * stepMs;
}
