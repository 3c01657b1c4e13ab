import type { GpuTurns } from '../runtime/slices';
import type { TrainingCrop } from './crops';
import type { SteppedTrainer } from './session';
import { StepSlicer } from './step-slicer';

/** Part of a trainer that is measured. */
export interface MeasuredTrainer extends SteppedTrainer {
  /** Dispatches of a step that change nothing that is learned: all but the last ones. */
  readonly unlearnedLength: number;
}

/** Share of a step after which its time can be told from the part that has run. */
const TELLING_SHARE = 0.1;

/**
 * Measures a step on this device: runs a whole step except for the kernels that change what is learned. Afterwards the trainer
 * holds the losses of this step, unless it was too slow.
 * @param mostMs milliseconds from which a step counts as too slow: the rest is dropped as soon as that is sure
 * @param now returns the time in ms
 * @returns milliseconds of a whole step, turns of other work left out
 */
export async function measureStep(
  trainer: MeasuredTrainer,
  crops: readonly TrainingCrop[],
  turns: GpuTurns,
  mostMs = Number.POSITIVE_INFINITY,
  now: () => number = () => performance.now(),
): Promise<number> {
  trainer.begin(crops, 0);
  let stepMs = 0;
  await new StepSlicer(turns, now).run(trainer, trainer.unlearnedLength, undefined, (ms, share) => {
    stepMs = ms / share;
    return ms <= mostMs || (share >= TELLING_SHARE && stepMs <= mostMs);
  });
  return stepMs;
}
