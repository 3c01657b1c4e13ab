/** GPU time of recent frames. */

/** Age up to which frames count. Older ones say little about the GPU's present speed. */
const WINDOW_MS = 5000;
const MOST_SAMPLES = 120;
/** Number of frames that count at any age, for a GPU that needs seconds for each. */
const LEAST_KEPT = 8;
const LONG_WINDOW_MS = 60_000;
/** Number of first frames of a new stylizer that do not count, because they include work of the driver. */
const WARM_UP = 2;

/** GPU times of the newest frames since the last `restart`. */
export class GpuTimes {
  #samples: { at: number; ms: number }[] = [];
  #cold = WARM_UP;

  readonly #now: () => number;

  /** @param now returns the time in ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  add(ms: number): void {
    if (this.#cold > 0) {
      this.#cold--;
      return;
    }
    this.#samples.push({ at: this.#now(), ms });
    if (this.#samples.length > MOST_SAMPLES) this.#samples.shift();
  }

  /** Forgets all times. Call it when another stylizer draws from now on. */
  restart(): void {
    this.#samples = [];
    this.#cold = WARM_UP;
  }

  /** Returns the milliseconds of each frame that still counts, the oldest first. */
  recent(): number[] {
    const within = (ms: number) => this.#samples.filter(({ at }) => at >= this.#now() - ms);
    const fresh = within(WINDOW_MS);
    const kept = fresh.length < LEAST_KEPT ? within(LONG_WINDOW_MS).slice(-LEAST_KEPT) : fresh;
    return kept.map(({ ms }) => ms);
  }
}

/**
 * Returns the GPU milliseconds of a frame.
 * @param timings what the GPU's clock says; undefined where it has none
 * @param queueMs by the `QueueClock`: a clock that stands still would make every network look free
 */
export function gpuMsOf(
  timings: Readonly<Record<'importMs' | 'networkMs' | 'presentMs', number>> | undefined,
  queueMs: number,
): number {
  const ms = timings ? timings.importMs + timings.networkMs + timings.presentMs : 0;
  return ms > 0 ? ms : queueMs;
}

/**
 * Measures frames without timestamps of the GPU. The queue executes one submit after another. The time of a frame therefore
 * runs from its submit, or from the end of the frame before if that is later, to its end. The times of several videos add up
 * to the time for which the queue was busy.
 */
export class QueueClock {
  #lastDone = 0;

  /** Returns the milliseconds of one submit. Call it in the order of completion. */
  measure(submittedAt: number, doneAt: number): number {
    const ms = doneAt - Math.max(submittedAt, this.#lastDone);
    this.#lastDone = Math.max(this.#lastDone, doneAt);
    return Math.max(0, ms);
  }
}

/** Least number of frames for an estimate, unless they are so slow that waiting for more would be worse. */
const LEAST_SAMPLES = 5;
const LEAST_SLOW_SAMPLES = 2;
const SLOW_MS = 1000;
/** Number of frames from which the 95th percentile excludes a single outlier. The median stands in for it below that. */
const ENOUGH_FOR_P95 = 20;

/** Cost of frames in ms: `usual` is the median, `high` the cost to plan with. */
export interface Spread {
  usual: number;
  high: number;
}

/** The median and the 95th percentile (the median where there are few frames); undefined for too few frames. */
export function spreadOf(times: readonly number[]): Spread | undefined {
  const sorted = [...times].sort((a, b) => a - b);
  if (sorted.length < (sorted[0]! > SLOW_MS ? LEAST_SLOW_SAMPLES : LEAST_SAMPLES)) return undefined;
  const at = (rank: number) => sorted[Math.ceil(rank * sorted.length) - 1]!;
  return { usual: at(0.5), high: at(sorted.length < ENOUGH_FOR_P95 ? 0.5 : 0.95) };
}
