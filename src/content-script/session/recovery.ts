/** Whether and when a lost overlay is tried again. */

import { Backoff, Patience } from '../../util/backoff';
import { isExtensionAlive } from '../host/host-connection';

/** Evictions within a minute after which the page has the last word. */
const MOST_EVICTIONS = 5;

export class Recovery {
  readonly #again: () => void;
  readonly #backoff = new Backoff();
  readonly #evictions = new Patience(MOST_EVICTIONS, 60_000);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param again called when it is time, as long as there is an extension to come back to */
  constructor(again: () => void) {
    this.#again = again;
  }

  /** The page took the overlay out; false where it has done so too often. */
  bearsEviction(): boolean {
    return this.#evictions.bears();
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
