/** Whether and when a lost overlay is tried again. */

import { Backoff } from '../../util/backoff';
import { RateLimit } from '../../util/rate-limit';
import { isExtensionAlive } from '../host/host-connection';

/** Evictions within a minute that the session recovers from; at one more the page has its way. */
const MOST_EVICTIONS = 4;

export class Recovery {
  readonly #again: () => void;
  readonly #backoff = new Backoff();
  readonly #evictions = new RateLimit(MOST_EVICTIONS, 60_000);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param again called when it is time, as long as there is an extension to come back to */
  constructor(again: () => void) {
    this.#again = again;
  }

  /** The page took the overlay out; false where it has done so too often. */
  bearsEviction(): boolean {
    return this.#evictions.allow();
  }

  /** Tries again after a while, the longer the more often this comes to nothing. */
  schedule(): void {
    this.#timer = setTimeout(() => {
      if (isExtensionAlive()) this.#again();
    }, this.#backoff.next());
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }

  /** All is well again. */
  succeed(): void {
    this.#backoff.reset();
  }
}
