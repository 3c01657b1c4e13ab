/** Decides whether and when to try again after the overlay was lost. */

import { Backoff } from '../../util/backoff';
import { logged } from '../../util/log';
import { RateLimit } from '../../util/rate-limit';
import { isExtensionAlive } from '../host/host-connection';
import { expectHost } from '../host/slot-requests';

/** Evictions within a minute after which the overlay is inserted again. After one more it is given up. */
const MOST_EVICTIONS = 4;
/** Pause before the first attempt, during which the user sees the original. */
const FIRST_PAUSE_MS = 100;

export class Recovery {
  readonly #again: () => void;
  readonly #backoff = new Backoff(FIRST_PAUSE_MS);
  readonly #evictions = new RateLimit(MOST_EVICTIONS, 60_000);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param again makes the next attempt; not called once the extension is gone */
  constructor(again: () => void) {
    this.#again = again;
  }

  /** Records that the page removed the overlay. Returns false if it has done so too often. */
  toleratesEviction(): boolean {
    return this.#evictions.allow();
  }

  /** Schedules the next attempt; the pause grows with every failure. Starts another host meanwhile where there is none. */
  schedule(): void {
    if (isExtensionAlive()) expectHost().catch(logged('host', 'No other host starts', undefined));
    this.#timer = setTimeout(() => {
      if (isExtensionAlive()) this.#again();
    }, this.#backoff.next());
  }

  /** Whether nothing has been tried yet since the last success. */
  get isFirst(): boolean {
    return this.#backoff.failures === 0;
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }

  /** Resets the pause after a successful attempt. */
  succeed(): void {
    this.#backoff.reset();
  }
}
