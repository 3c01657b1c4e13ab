import type { TrainingSchedule } from '../../engine/learning';

/** Fewest and most steps of a training: docs/learning.md tells what more of them bring. */
export const LEAST_STEPS = 200;
const MOST_STEPS = 800;
/** Time that more than the fewest steps may take. */
const PATIENCE_MS = 15_000;
/** Numbers of steps are multiples of it, for the eye. */
const ROUNDED_TO = 50;

/** Schedule of a training, but for its length. */
export const SCHEDULE: Omit<TrainingSchedule, 'steps'> = { learningRate: 2e-3, seed: 1 };

/** Steps of a training. @param stepMs time of one on this device, with its waiting for other work */
export function stepsFor(stepMs: number): number {
  const fitting = Math.floor(PATIENCE_MS / stepMs / ROUNDED_TO) * ROUNDED_TO;
  return Math.max(LEAST_STEPS, Math.min(MOST_STEPS, fitting));
}
