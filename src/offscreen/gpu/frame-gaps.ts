import { type GpuTurns, UNHURRIED_MS } from '../../engine';

/** Share of the time between two frames that other work may take. */
const SHARE = 0.1;
/** Share of that time that frames must leave: a GPU that is nearly busy is left alone. */
const LEAST_SPARE = 0.15;
/** A shorter slice measures nothing: the clock counts tenths of a millisecond. */
const SHORTEST_MS = 0.3;
/** Time without a frame after which no video counts as playing. */
const QUIET_MS = 250;
/** Frames whose intervals and times count. */
const FRAMES = 9;

interface DrawnFrame {
  readonly begunAt: number;
  readonly ms: number;
}

/**
 * Finds time for other GPU work between the frames of all videos: one slice after a frame is done, of at most a tenth of the
 * time from one frame to the next. The next frame is late by less than that. While nothing plays, slices follow each other.
 */
export class FrameGaps implements GpuTurns {
  readonly #now: () => number;
  readonly #recent: DrawnFrame[] = [];
  #drawing = 0;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  readonly #waiting: ((ms: number) => void)[] = [];

  /** @param now returns the time in ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Notes that a frame is about to be submitted. Returns what to call once the GPU is done with it, or has given up. */
  begin(): () => void {
    const begunAt = this.#now();
    this.#drawing++;
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      this.#drawing--;
      this.#recent.push({ begunAt, ms: this.#now() - begunAt });
      if (this.#recent.length > FRAMES) this.#recent.shift();
      if (this.#drawing === 0) this.#give(this.#spareMs());
    };
  }

  next(): Promise<number> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#isQuiet) this.#give(UNHURRIED_MS);
      else this.#watch();
    });
  }

  get #isQuiet(): boolean {
    const last = this.#recent.at(-1);
    return this.#drawing === 0 && (!last || this.#now() - last.begunAt >= QUIET_MS);
  }

  /** Milliseconds for other work after the frame that is done. */
  #spareMs(): number {
    const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
    const frames = [...this.#recent].sort((a, b) => a.begunAt - b.begunAt);
    const interval = middle(frames.slice(1).map(({ begunAt }, i) => begunAt - frames[i]!.begunAt));
    const spare = interval - middle(frames.map(({ ms }) => ms));
    return spare >= LEAST_SPARE * interval ? SHARE * interval : 0;
  }

  #give(ms: number): void {
    if (ms >= SHORTEST_MS) this.#waiting.shift()?.(Math.min(ms, UNHURRIED_MS));
    if (this.#waiting.length > 0) this.#watch();
  }

  /** Gives a turn when nothing plays any more. */
  #watch(): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      if (this.#isQuiet) this.#give(UNHURRIED_MS);
      else this.#watch();
    }, QUIET_MS);
  }
}
