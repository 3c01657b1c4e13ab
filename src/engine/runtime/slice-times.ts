/** A slice counts as at least this long, because clocks are coarse. */
const SHORTEST_MS = 0.05;
/** Time by which the GPU's answer follows its work where little else goes on. What is longer counts as work. */
const LONGEST_ANSWER_MS = 4;
/** The same where much goes on. A slice whose answer takes longer was longer than the GPU's clock says. */
const LATEST_ANSWER_MS = 50;

/**
 * Tells how long slices of GPU work took. The GPU's own clock tells it best, but browsers round it, and a driver may
 * answer 0 or let it run backwards. Slices that grow by such a clock would hold up the whole computer. So the time until the
 * answer came bounds what the clock says, from both sides.
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
    // So little may as well be a clock that stands still.
    const isTold = clockMs >= SHORTEST_MS;
    this.#answerMs = Math.max(0, Math.min(this.#answerMs, wallMs - (isTold ? clockMs : 0)));
    const least = wallMs - (isTold ? LATEST_ANSWER_MS : this.#answerMs);
    return Math.max(SHORTEST_MS, Math.min(wallMs, Math.max(least, isTold ? clockMs : 0)));
  }
}
