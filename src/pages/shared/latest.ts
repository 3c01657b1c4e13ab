/**
 * Writes values that come faster than they can be written, as from a dragged slider: one write at a time, always the
 * newest value next, the last one never lost.
 */
export class LatestWriter<T> {
  #next: { value: T } | undefined;
  #writing = false;

  constructor(private readonly write: (value: T) => Promise<void>) {}

  /** Whether a value is on its way: what is stored now is older than what the user sees. */
  get busy(): boolean {
    return this.#writing;
  }

  async put(value: T): Promise<void> {
    this.#next = { value };
    if (this.#writing) return;
    this.#writing = true;
    try {
      while (this.#next) {
        const { value: newest } = this.#next;
        this.#next = undefined;
        await this.write(newest);
      }
    } finally {
      this.#writing = false;
    }
  }
}
