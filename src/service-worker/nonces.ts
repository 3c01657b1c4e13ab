/**
 * Nonces of overlays that content scripts announced. Each lets one overlay attach, once, within `lifetimeMs`; the number
 * kept is bounded, the oldest giving way, so that a page cannot fill the memory.
 */
export class NonceStore {
  readonly #expiry = new Map<string, number>();

  constructor(
    private readonly lifetimeMs = 10_000,
    private readonly capacity = 256,
    private readonly now: () => number = Date.now,
  ) {}

  expect(nonce: string): void {
    this.#dropExpired();
    this.#expiry.delete(nonce);
    this.#expiry.set(nonce, this.now() + this.lifetimeMs);
    if (this.#expiry.size > this.capacity) {
      const [oldest] = this.#expiry.keys();
      if (oldest !== undefined) this.#expiry.delete(oldest);
    }
  }

  /** Whether `nonce` is expected now; it is not from then on. */
  redeem(nonce: string): boolean {
    this.#dropExpired();
    return this.#expiry.delete(nonce);
  }

  #dropExpired(): void {
    const now = this.now();
    for (const [nonce, expiry] of this.#expiry) if (expiry <= now) this.#expiry.delete(nonce);
  }
}
