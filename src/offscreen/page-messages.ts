/** Reads the messages of one page, as many as a page has to send. */
import { LIMITS } from '../protocol/limits';
import { type PageToHost, parsePageToHost } from '../protocol/page-host';
import { ByteLimit } from '../util/byte-limit';
import { RateLimit } from '../util/rate-limit';

/**
 * 240 frames and 100 pieces of sound a second are fewer, also where a busy computer delivers those of some seconds at once.
 */
const MOST_IN_WINDOW = 2500;
const WINDOW_MS = 5000;
/**
 * Bytes of frames within 5 s that are not drawn. A page has two frames on their way, of which the host draws both; a camera may
 * have a third one that is not large, which replaces the one that waits up to 60 times a second.
 */
const MOST_DROPPED_BYTES = 1536 * 2 ** 20;
/** Large frames within ten seconds that are not drawn: after a loss of the device, or before the page knows of a bad style. */
const MOST_DROPPED_LARGE = 24;
const LARGE_WINDOW_MS = 10_000;

export class PageMessages {
  readonly #limit = new RateLimit(MOST_IN_WINDOW, WINDOW_MS);

  readonly #droppedLarge = new RateLimit(MOST_DROPPED_LARGE, LARGE_WINDOW_MS);
  readonly #dropped = new ByteLimit(MOST_DROPPED_BYTES, WINDOW_MS);

  /**
   * Returns the message of an event; undefined where it breaks the protocol or is one too many. That one is neither read, which
   * would make the browser copy it, nor parsed.
   */
  read(event: Pick<MessageEvent<unknown>, 'data'>): PageToHost | undefined {
    return this.#limit.allow() ? parsePageToHost(event.data) : undefined;
  }

  /** Records a frame that was not drawn. Returns whether a page may send as many bytes in vain. */
  allowsDropped(bytes: number): boolean {
    const isBorne = bytes <= LIMITS.largeFrameBytes || this.#droppedLarge.allow();
    return this.#dropped.allow(bytes) && isBorne;
  }
}
