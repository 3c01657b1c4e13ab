/** A slice counts as at least this long, because clocks are coarse. */
const SHORTEST_MS = 0.05;
/** Longest delay from the end of the work to the GPU's answer on an idle computer. A longer delay counts as work. */
const LONGEST_ANSWER_MS = 4;
/** Longest such delay on a busy computer. After a longer one, the work took longer than the GPU's clock says. */
const LATEST_ANSWER_MS = 50;

/**
 * Estimates how long slices of GPU work took. The GPU's own clock is the most exact, but browsers round it, and a driver may
 * return 0 or let it run backwards. Slices sized by such a clock would grow until the whole computer stutters. So the time until
 * the GPU's answer bounds the clock's reading from above and below.
 */
export class SliceTimes {
  #answerMs = LONGEST_ANSWER_MS;

  /**
   * @param clockMs what the GPU's clock says; undefined where it has none
   * @param wallMs from submitting the slice until the answer came
   * @returns the milliseconds by which the next slice is sized
   */
  judge(clockMs: number | undefined, wallMs: number): number {
    if (clockMs === undefined) return Math.max(SHORTEST_MS, wallMs);
    // A shorter reading cannot be told from that of a clock that stands still.
    const isUsable = clockMs >= SHORTEST_MS;
    this.#answerMs = Math.max(0, Math.min(this.#answerMs, wallMs - (isUsable ? clockMs : 0)));
    const least = wallMs - (isUsable ? LATEST_ANSWER_MS : this.#answerMs);
    return Math.max(SHORTEST_MS, Math.min(wallMs, Math.max(least, isUsable ? clockMs : 0)));
  }
}
