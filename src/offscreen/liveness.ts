/** Tells whether a session's page is still there: it opens in time, and its runtime port stays connected. */
import type { Runtime } from 'webextension-polyfill';
import type { PageToHost } from '../protocol/page-host';

/**
 * Why a session ended: `off` where the user switched the video off, `full` where the GPU had no memory for it, `offence` where
 * the page broke the protocol.
 */
export type EndReason = Extract<PageToHost, { type: 'close' }>['reason'] | 'full' | 'offence';

/**
 * How long a page may take to open its session, and then its liveness port. The page opens the port only after the host has a
 * device, so that this time is longer than the host's wait for one.
 */
const PAGE_TIMEOUT_MS = 15_000;

/** On a busy computer the page's `close` may arrive this long after its liveness port has disconnected. */
const FAREWELL_MS = 1000;

export class Liveness {
  readonly #onGone: () => void;
  #port: Runtime.Port | undefined;
  #timeout: ReturnType<typeof setTimeout>;

  /** Begins to wait for the page. @param onGone called when the page did not come in time, or left */
  constructor(onGone: () => void) {
    this.#onGone = onGone;
    this.#timeout = setTimeout(onGone, PAGE_TIMEOUT_MS);
  }

  /** Waits for the port from now on: the page has opened its session. */
  restart(): void {
    this.#wait(PAGE_TIMEOUT_MS);
  }

  /** Takes the page's port; a second one is refused. */
  connect(port: Runtime.Port): void {
    if (this.#port) {
      port.disconnect();
      return;
    }
    this.#port = port;
    clearTimeout(this.#timeout);
    port.onDisconnect.addListener(() => this.#wait(FAREWELL_MS));
  }

  /** Ends the waiting and the port. */
  end(): void {
    clearTimeout(this.#timeout);
    this.#port?.disconnect();
  }

  #wait(ms: number): void {
    clearTimeout(this.#timeout);
    this.#timeout = setTimeout(this.#onGone, ms);
  }
}
