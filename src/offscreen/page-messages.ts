/** Reads the messages of one page, as many as a page has to send. */
import { LIMITS } from '../protocol/limits';
import { type PageToHost, parsePageToHost } from '../protocol/page-host';
import { ByteLimit } from '../util/byte-limit';
import { RateLimit } from '../util/rate-limit';

/**
 * Messages of a page in five seconds. A page sends at most 240 frames and 100 pieces of sound a second. The rest is for a busy
 * computer, which may deliver those of several seconds at once.
 */
const MOST_IN_WINDOW = 2500;
const WINDOW_MS = 5000;
/**
 * Bytes of frames within five seconds that are not drawn. A page has two frames in flight, and the host draws both. A camera may
 * have a third small one, which replaces the waiting frame up to 60 times a second.
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
   * Returns the message of an event; undefined where it breaks the protocol or exceeds the limit. Beyond the limit it does not even
   * read `data`, because the browser copies the message at that moment.
   */
  read(event: Pick<MessageEvent<unknown>, 'data'>): PageToHost | undefined {
    return this.#limit.allow() ? parsePageToHost(event.data) : undefined;
  }

  /** Records a frame that was not drawn. Returns false once a page has sent too many of them. */
  allowsDropped(bytes: number): boolean {
    const isAllowed = bytes <= LIMITS.largeFrameBytes || this.#droppedLarge.allow();
    return this.#dropped.allow(bytes) && isAllowed;
  }
}
