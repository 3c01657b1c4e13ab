/** Decides whether and when to try again after the overlay was lost. */

import { Backoff } from '../../util/backoff';
import { RateLimit } from '../../util/rate-limit';
import { isExtensionAlive } from '../host/host-connection';

/** Evictions within a minute that the session recovers from; at one more the page has its way. */
const MOST_EVICTIONS = 4;
/** Pause before the first attempt: the user sees the original meanwhile. */
const FIRST_PAUSE_MS = 250;

export class Recovery {
  readonly #again: () => void;
  readonly #backoff = new Backoff(FIRST_PAUSE_MS);
  readonly #evictions = new RateLimit(MOST_EVICTIONS, 60_000);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param again called when it is time, unless the extension is gone */
  constructor(again: () => void) {
    this.#again = again;
  }

  /** Records that the page removed the overlay. Returns false where it has done so too often. */
  bearsEviction(): boolean {
    return this.#evictions.allow();
  }

  /** Schedules the next attempt; the pause grows with every failure. */
  schedule(): void {
    this.#timer = setTimeout(() => {
      if (isExtensionAlive()) this.#again();
    }, this.#backoff.next());
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }

  /** Resets the pause after a successful attempt. */
  succeed(): void {
    this.#backoff.reset();
  }
}
