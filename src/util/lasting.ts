/** Measures for how long something has been so. */
export class Lasting {
  #since: number | undefined;

  /** Returns the time for which `isSo` has been true, in ms; 0 while it is not. */
  read(isSo: boolean, now: number): number {
    this.#since = isSo ? (this.#since ?? now) : undefined;
    return this.#since === undefined ? 0 : now - this.#since;
  }
}
