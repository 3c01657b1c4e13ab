import type { GpuTurns } from '../runtime/slices';
import type { TrainingCrop } from './crops';
import type { LossName, StepShape } from './program';
import { cropsAt, learningRateAt, type TrainingSchedule } from './schedule';
import type { TrainerState } from './trainer';

/** Part of a trainer that a session uses. */
export interface SteppedTrainer {
  readonly steps: number;
  readonly length: number;
  readonly costs: readonly number[];
  begin(crops: readonly TrainingCrop[], learningRate: number): void;
  submit(first: number, end: number): void;
  done(): Promise<void>;
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
/** Share of a slice's measured speed that is kept for the next. */
const SMOOTHING = 0.7;
/** Share of a step that the first slices run, which are not timed yet. */
const FIRST_SHARE = 1 / 64;

/**
 * Runs a training schedule beside other work of the GPU: in slices of a step that take no longer than their turns allow, by the
 * speed of the slices before. One dispatch is the least that can run. It goes on from the step at which the trainer is.
 */
export class LearningSession {
  readonly #trainer: SteppedTrainer;
  readonly #schedule: TrainingSchedule;
  readonly #shape: StepShape;
  readonly #photos: number;
  readonly #turns: GpuTurns;
  readonly #listener: LearningListener;
  readonly #now: () => number;
  /** Milliseconds for a unit of cost. */
  #speed: number | undefined;
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
    this.#turns = turns;
    this.#listener = listener;
    this.#now = now;
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
    const { length, steps, costs } = this.#trainer;
    this.#trainer.begin(
      cropsAt(this.#schedule, steps, this.#shape, this.#photos),
      learningRateAt(this.#schedule, steps),
    );
    const whole = costs.reduce((sum, cost) => sum + cost, 0);
    let spent = 0;
    let first = 0;
    while (first < length) {
      await this.#paused;
      if (this.#isCancelled) return false;
      const begun = this.#now();
      const turnMs = await this.#turns.next();
      if (this.#isCancelled) return false;
      // The turn passes unused; the GPU may have other work once the pause is over.
      if (this.#paused) continue;
      const most = this.#speed === undefined ? whole * FIRST_SHARE : turnMs / this.#speed;
      let cost = costs[first]!;
      let end = first + 1;
      while (end < length && cost + costs[end]! <= most) cost += costs[end++]!;
      const submitted = this.#now();
      this.#trainer.submit(first, end);
      await this.#trainer.done();
      const speed = (this.#now() - submitted) / cost;
      this.#speed = this.#speed === undefined ? speed : SMOOTHING * this.#speed + (1 - SMOOTHING) * speed;
      spent += this.#now() - begun;
      first = end;
    }
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
