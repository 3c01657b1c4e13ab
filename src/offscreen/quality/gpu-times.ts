/** What recent frames cost the GPU. */

/** Older frames say little of how fast the GPU is now. */
const WINDOW_MS = 5000;
const MOST_SAMPLES = 120;
/** Kept for longer: a GPU that needs seconds a frame has no more of them. */
const LEAST_KEPT = 8;
const LONG_WINDOW_MS = 60_000;
/** The first frames of a new stylizer pay for what the driver does at first use. */
const WARM_UP = 2;

/** The newest frames' GPU times, since the last `restart`. */
export class GpuTimes {
  #samples: { at: number; ms: number }[] = [];
  #cold = WARM_UP;

  constructor(private readonly now: () => number = () => performance.now()) {}

  add(ms: number): void {
    if (this.#cold > 0) {
      this.#cold--;
      return;
    }
    this.#samples.push({ at: this.now(), ms });
    if (this.#samples.length > MOST_SAMPLES) this.#samples.shift();
  }

  /** Another stylizer draws from now on. */
  restart(): void {
    this.#samples = [];
    this.#cold = WARM_UP;
  }

  /** Milliseconds of each frame that still counts, the oldest first. */
  recent(): number[] {
    const within = (ms: number) => this.#samples.filter(({ at }) => at >= this.now() - ms);
    const fresh = within(WINDOW_MS);
    const kept = fresh.length < LEAST_KEPT ? within(LONG_WINDOW_MS).slice(-LEAST_KEPT) : fresh;
    return kept.map(({ ms }) => ms);
  }
}

/**
 * Tells what each frame cost where the GPU has no clock of its own. A queue works off one submit after another, so a frame
 * took from its submit, or from the end of the one before where that came later, until it was done: frames of several
 * videos add up to the time the queue was busy, none is counted twice.
 */
export class QueueClock {
  #lastDone = 0;

  /** Milliseconds of the work submitted at one time and found done at another; to be called in the order of completion. */
  measure(submittedAt: number, doneAt: number): number {
    const ms = doneAt - Math.max(submittedAt, this.#lastDone);
    this.#lastDone = Math.max(this.#lastDone, doneAt);
    return Math.max(0, ms);
  }
}

/** Fewer frames say nothing, unless they are so slow that waiting for more would be worse. */
const LEAST_SAMPLES = 5;
const LEAST_SLOW_SAMPLES = 2;
const SLOW_MS = 1000;
/** From here on the 95th percentile leaves a single outlier out; of fewer frames the median is taken. */
const ENOUGH_FOR_P95 = 20;

/** What frames cost in ms: half of them no more than `usual`; `high` is what is to be reckoned with. */
export interface Spread {
  usual: number;
  high: number;
}

/** The median, and the 95th percentile (of few frames the median too); undefined of too few frames. */
export function spreadOf(times: readonly number[]): Spread | undefined {
  const sorted = [...times].sort((a, b) => a - b);
  if (sorted.length < (sorted[0]! > SLOW_MS ? LEAST_SLOW_SAMPLES : LEAST_SAMPLES)) return undefined;
  const at = (rank: number) => sorted[Math.ceil(rank * sorted.length) - 1]!;
  return { usual: at(0.5), high: at(sorted.length < ENOUGH_FOR_P95 ? 0.5 : 0.95) };
}
