/** Reads the messages of one page, as many as a page has to send. */
import { type PageToHost, parsePageToHost } from '../protocol/page-host';
import { RateLimit } from '../util/rate-limit';

/**
 * 240 frames and 100 pieces of sound a second are fewer, also where a busy computer delivers those of some seconds at once.
 */
const MOST_IN_WINDOW = 5000;
const WINDOW_MS = 10_000;

export class PageMessages {
  readonly #limit = new RateLimit(MOST_IN_WINDOW, WINDOW_MS);

  /** Returns the message; undefined where it breaks the protocol or is one too many, which costs no parsing. */
  read(data: unknown): PageToHost | undefined {
    return this.#limit.allow() ? parsePageToHost(data) : undefined;
  }
}
