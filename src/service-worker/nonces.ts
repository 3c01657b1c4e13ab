/**
 * Nonces of overlays that content scripts announced. Each lets one overlay attach once within `lifetimeMs`. The store
 * keeps at most `capacity` of them and drops the oldest, so that a page cannot fill the memory.
 */
export class NonceStore {
  readonly #expiry = new Map<string, number>();

  readonly #lifetimeMs: number;
  readonly #capacity: number;
  readonly #now: () => number;

  constructor(lifetimeMs = 10_000, capacity = 256, now: () => number = Date.now) {
    this.#lifetimeMs = lifetimeMs;
    this.#capacity = capacity;
    this.#now = now;
  }

  expect(nonce: string): void {
    this.#dropExpired();
    this.#expiry.delete(nonce);
    this.#expiry.set(nonce, this.#now() + this.#lifetimeMs);
    if (this.#expiry.size > this.#capacity) {
      const [oldest] = this.#expiry.keys();
      if (oldest !== undefined) this.#expiry.delete(oldest);
    }
  }

  /** Returns whether `nonce` is expected, and removes it. */
  redeem(nonce: string): boolean {
    this.#dropExpired();
    return this.#expiry.delete(nonce);
  }

  #dropExpired(): void {
    const now = this.#now();
    for (const [nonce, expiry] of this.#expiry) if (expiry <= now) this.#expiry.delete(nonce);
  }
}
