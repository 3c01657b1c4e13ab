import { SliceTimes } from '../runtime/slice-times';
import type { GpuTurns } from '../runtime/slices';

/** Share of a slice's measured speed that is kept for the next. */
const SMOOTHING = 0.7;
/** Share of a step that the first slices run, which are not timed yet. */
const FIRST_SHARE = 1 / 64;
/** Most cost of a slice, in multiples of the most expensive slice so far. A larger one might take much longer than predicted. */
const GROWTH = 4;

/** Part of a trainer that runs slices. */
export interface SlicedWork {
  /** Relative time of each dispatch. */
  readonly costs: readonly number[];
  /** Submits dispatches `first` up to but not including `end`. */
  submit(first: number, end: number): void;
  /** Resolves when the GPU has done all submitted work, to its milliseconds by the GPU's clock; undefined without such a clock. */
  done(): Promise<number | undefined>;
}

/** Decides before each slice whether the step goes on. */
export interface StepGate {
  /** Resolves when the step may go on; false if it is to be dropped. */
  open(): Promise<boolean>;
  /** Whether the current turn must pass unused. */
  isShut(): boolean;
}

const ALWAYS_OPEN: StepGate = { open: async () => true, isShut: () => false };

/** Runs steps of a trainer in slices that take no longer than their turns allow, by the speed of the slices before. */
export class StepSlicer {
  readonly #turns: GpuTurns;
  readonly #now: () => number;
  readonly #times = new SliceTimes();
  /** Milliseconds for a unit of cost. */
  #speed: number | undefined;
  /** Cost of the most expensive slice so far. */
  #largest = 0;

  /** @param now returns the time in ms */
  constructor(turns: GpuTurns, now: () => number = () => performance.now()) {
    this.#turns = turns;
    this.#now = now;
  }

  /**
   * Runs the dispatches of a step that has begun, up to but not including `end`. A slice runs at least one dispatch.
   * @param goesOn called after each slice with the milliseconds of all slices so far, the GPU's answers included, and the share
   *   of the cost that is done; false drops the rest
   * @returns the milliseconds with the waiting for turns; undefined if the rest was dropped
   */
  async run(
    work: SlicedWork,
    end: number,
    gate: StepGate = ALWAYS_OPEN,
    goesOn: (ms: number, share: number) => boolean = () => true,
  ): Promise<number | undefined> {
    const { costs } = work;
    const whole = costs.reduce((sum, cost) => sum + cost, 0);
    let [first, spent, busy, finished] = [0, 0, 0, 0];
    while (first < end) {
      if (!(await gate.open())) return undefined;
      const begun = this.#now();
      const turnMs = await this.#turns.next();
      // The turn passes unused; the GPU may have other work once the pause is over.
      if (gate.isShut()) continue;
      const most =
        this.#speed === undefined ? whole * FIRST_SHARE : Math.min(turnMs / this.#speed, GROWTH * this.#largest);
      let cost = costs[first]!;
      let next = first + 1;
      while (next < end && cost + costs[next]! <= most) cost += costs[next++]!;
      const submitted = this.#now();
      work.submit(first, next);
      const clockMs = await work.done();
      const ms = this.#now() - submitted;
      const speed = this.#times.judge(clockMs, ms) / cost;
      this.#speed = this.#speed === undefined ? speed : SMOOTHING * this.#speed + (1 - SMOOTHING) * speed;
      this.#largest = Math.max(this.#largest, cost);
      spent += this.#now() - begun;
      [busy, finished, first] = [busy + ms, finished + cost, next];
      if (!goesOn(busy, finished / whole)) return undefined;
    }
    return spent;
  }
}
