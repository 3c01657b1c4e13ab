import type { GpuTurns } from '../runtime/slices';
import type { TrainingCrop } from './crops';
import type { LossName, StepShape } from './program';
import { cropsAt, learningRateAt, type TrainingSchedule } from './schedule';
import { type SlicedWork, StepSlicer } from './step-slicer';
import type { TrainerState } from './trainer';

/** Part of a trainer that a session uses. */
export interface SteppedTrainer extends SlicedWork {
  readonly steps: number;
  readonly length: number;
  begin(crops: readonly TrainingCrop[], learningRate: number): void;
  losses(): Promise<Record<LossName, number>>;
  state(): Promise<TrainerState>;
}

/** Progress of a session. */
export interface LearningProgress {
  /** Steps done, of all. */
  readonly step: number;
  readonly steps: number;
  readonly losses: Readonly<Record<LossName, number>>;
  /** By the speed of the last steps, pauses left out. */
  readonly secondsLeft: number;
}

/** Callbacks of a session. The session waits for both before it goes on. */
export interface LearningListener {
  /** Every `PROGRESS_STEPS` steps, and after the last. */
  progress?(progress: LearningProgress): void | Promise<void>;
  /** Every `CHECKPOINT_STEPS` steps, and after the last: what to restore where the session ends too soon. */
  checkpoint?(state: TrainerState): void | Promise<void>;
}

const PROGRESS_STEPS = 10;
const CHECKPOINT_STEPS = 25;
/** Share of the time of the steps before that is kept for the estimate. */
const SMOOTHING = 0.7;

/**
 * Runs a training schedule beside other work of the GPU: in slices of a step that take no longer than their turns allow, by the
 * speed of the slices before. A slice runs at least one dispatch. The session begins at the step that the trainer has reached.
 */
export class LearningSession {
  readonly #trainer: SteppedTrainer;
  readonly #schedule: TrainingSchedule;
  readonly #shape: StepShape;
  readonly #photos: number;
  readonly #slicer: StepSlicer;
  readonly #listener: LearningListener;
  #stepMs: number | undefined;
  #isCancelled = false;
  #paused: Promise<void> | undefined;
  #goOn: (() => void) | undefined;

  /**
   * @param photos number of photos that the trainer holds
   * @param now returns the time in ms
   */
  constructor(
    trainer: SteppedTrainer,
    schedule: TrainingSchedule,
    shape: StepShape,
    photos: number,
    turns: GpuTurns,
    listener: LearningListener = {},
    now: () => number = () => performance.now(),
  ) {
    this.#trainer = trainer;
    this.#schedule = schedule;
    this.#shape = shape;
    this.#photos = photos;
    this.#slicer = new StepSlicer(turns, now);
    this.#listener = listener;
  }

  /**
   * Runs to the end of the schedule, or until it is cancelled.
   * @throws EngineError where the device is lost: the last checkpoint holds what was learned
   */
  async run(): Promise<'finished' | 'cancelled'> {
    const { steps } = this.#schedule;
    while (this.#trainer.steps < steps) {
      if (!(await this.#step())) return 'cancelled';
      const step = this.#trainer.steps;
      const isLast = step === steps;
      if (isLast || step % PROGRESS_STEPS === 0) await this.#tell(step);
      if (isLast || step % CHECKPOINT_STEPS === 0) await this.#listener.checkpoint?.(await this.#trainer.state());
    }
    return 'finished';
  }

  /** Stops before the next slice. */
  pause(): void {
    this.#paused ??= new Promise((resolve) => {
      this.#goOn = resolve;
    });
  }

  resume(): void {
    this.#goOn?.();
    this.#paused = undefined;
    this.#goOn = undefined;
  }

  /** Ends the session before its next slice. A step that has begun is dropped: nothing of it was learned. */
  cancel(): void {
    this.#isCancelled = true;
    this.resume();
  }

  /** Does one step in slices; false if it was cancelled. */
  async #step(): Promise<boolean> {
    const { length, steps } = this.#trainer;
    this.#trainer.begin(
      cropsAt(this.#schedule, steps, this.#shape, this.#photos),
      learningRateAt(this.#schedule, steps),
    );
    const spent = await this.#slicer.run(this.#trainer, length, {
      open: async () => {
        await this.#paused;
        return !this.#isCancelled;
      },
      isShut: () => this.#isCancelled || this.#paused !== undefined,
    });
    if (spent === undefined) return false;
    this.#stepMs = this.#stepMs === undefined ? spent : SMOOTHING * this.#stepMs + (1 - SMOOTHING) * spent;
    return true;
  }

  async #tell(step: number): Promise<void> {
    if (!this.#listener.progress) return;
    const { steps } = this.#schedule;
    const secondsLeft = ((steps - step) * (this.#stepMs ?? 0)) / 1000;
    await this.#listener.progress({ step, steps, losses: await this.#trainer.losses(), secondsLeft });
  }
}
