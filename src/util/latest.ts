/**
 * Stores values that arrive faster than storage takes them, as from a dragged slider. Runs one write at a time, takes
 * the newest value next, and never loses the last one.
 */
export class LatestWriter<T> {
  readonly #write: (value: T) => Promise<void>;
  #next: { value: T } | undefined;
  #writing = false;

  constructor(write: (value: T) => Promise<void>) {
    this.#write = write;
  }

  /** True during a write: the stored value is older than the one the user sees. */
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
        await this.#write(newest);
      }
    } finally {
      this.#writing = false;
    }
  }
}
