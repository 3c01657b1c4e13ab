import type { TrainingSchedule } from '../../engine/learning';

/** Fewest and most steps of a training; docs/learning.md has the effect of more steps. */
export const LEAST_STEPS = 200;
const MOST_STEPS = 800;
/** Longest time of a training with more than `LEAST_STEPS`. */
const PATIENCE_MS = 15_000;
/** Rounds the number of steps, because the user reads it. */
const ROUNDED_TO = 50;

/** Schedule of a training without its length. */
export const SCHEDULE: Omit<TrainingSchedule, 'steps'> = { learningRate: 2e-3, seed: 1 };

/** Number of steps of a training. @param stepMs time of one step on this device, with its waiting for other work */
export function stepsFor(stepMs: number): number {
  const fitting = Math.floor(PATIENCE_MS / stepMs / ROUNDED_TO) * ROUNDED_TO;
  return Math.max(LEAST_STEPS, Math.min(MOST_STEPS, fitting));
}
