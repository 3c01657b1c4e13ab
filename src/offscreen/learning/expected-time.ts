/**
 * Predicts how long a training will take: as long as the last one on this card. Before the first training, the time in which the
 * card draws a video frame is the base.
 */
import { stepsFor } from './training-length';
import { fittingShape, MOST_STEP_MS, stepMsIn } from './training-shape';

/**
 * Time of a step in the largest size, with its waiting for other work, relative to drawing 1280x720 in S: an H200 takes 15 ms for
 * a step and 0.6 ms for a frame. A step has only 14 times as many operations, but runs in f32, and a frame mostly in f16.
 */
const STEP_COST = 25;
/** Milliseconds to load files and compile shaders, and number of steps to measure and to choose the painting to start from. */
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
