/**
 * Nonces of overlays that content scripts announced, with their tabs. Each lets one overlay attach once within `lifetimeMs`.
 * The store keeps at most `capacity` of them and drops the oldest, so that a page cannot fill the memory.
 */
export class NonceStore {
  readonly #announced = new Map<string, { tab: number; expiry: number }>();

  readonly #lifetimeMs: number;
  readonly #capacity: number;
  readonly #now: () => number;

  constructor(lifetimeMs = 10_000, capacity = 256, now: () => number = Date.now) {
    this.#lifetimeMs = lifetimeMs;
    this.#capacity = capacity;
    this.#now = now;
  }

  expect(nonce: string, tab: number): void {
    this.#dropExpired();
    this.#announced.delete(nonce);
    this.#announced.set(nonce, { tab, expiry: this.#now() + this.#lifetimeMs });
    if (this.#announced.size > this.#capacity) {
      const [oldest] = this.#announced.keys();
      if (oldest !== undefined) this.#announced.delete(oldest);
    }
  }

  /** Returns the tab that announced `nonce`, and removes it; undefined where it is not expected. */
  redeem(nonce: string): number | undefined {
    this.#dropExpired();
    const tab = this.#announced.get(nonce)?.tab;
    this.#announced.delete(nonce);
    return tab;
  }

  #dropExpired(): void {
    const now = this.#now();
    for (const [nonce, { expiry }] of this.#announced) if (expiry <= now) this.#announced.delete(nonce);
  }
}
