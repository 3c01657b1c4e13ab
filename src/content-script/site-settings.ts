/**
 * The settings as far as they concern this document. The service worker hands them over, because content scripts, which share
 * a process with the page, have no access to storage.
 */
import browser from 'webextension-polyfill';
import { type AskSettings, parseSettingsChanged } from '../protocol/runtime';
import type { Settings } from '../settings';
import { parseSettings } from '../settings/schema';
import { Backoff } from '../util/backoff';
import { log } from '../util/log';
import { isExtensionAlive } from './host/host-connection';

/** Pause before asking again: a service worker that has just been installed may stop before it answers. */
const FIRST_RETRY_MS = 100;

/** Asks for the settings now and after each change. */
export class SiteSettings {
  readonly #message: AskSettings;
  readonly #changed: (settings: Settings) => void;
  readonly #retries = new Backoff(FIRST_RETRY_MS);
  #isAsking = false;
  #isOutdated = false;

  /** @param changed called with the settings at first and whenever they may have changed */
  constructor(site: string, hostname: string, changed: (settings: Settings) => void) {
    this.#message = { type: 'ask-settings', site, hostname };
    this.#changed = changed;
    browser.runtime.onMessage.addListener((message: unknown) => {
      if (parseSettingsChanged(message)) void this.#ask();
      return undefined;
    });
    this.listen();
    void this.#ask();
  }

  /** Listens for the return from the back/forward cache, where no message reaches the page. */
  listen(): void {
    window.addEventListener('pageshow', ({ persisted }) => void (persisted && this.#ask()), { capture: true });
  }

  /** Asks once at a time. A change meanwhile makes it ask again. */
  async #ask(): Promise<void> {
    this.#isOutdated = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#isOutdated && isExtensionAlive()) {
      this.#isOutdated = false;
      try {
        const answer: unknown = await browser.runtime.sendMessage(this.#message);
        if (answer === undefined) throw new Error('The service worker did not answer.');
        this.#retries.reset();
        this.#changed(parseSettings(answer));
      } catch (error) {
        log('content', 'The settings cannot be read', error);
        this.#isOutdated = true;
        await new Promise((done) => setTimeout(done, this.#retries.next()));
      }
    }
    this.#isAsking = false;
  }
}
