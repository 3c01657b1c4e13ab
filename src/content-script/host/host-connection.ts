/** Connects one overlay to the host: handshake, message port, liveness port. */
import browser, { type Runtime } from 'webextension-polyfill';
import { BRIDGE_PORT, bridge, type ExpectBridge, parseBridgedToPage } from '../../protocol/bridge';
import type { OverlayHandshake } from '../../protocol/overlay-host';
import { type HostToPage, type PageToHost, parseHostToPage } from '../../protocol/page-host';
import type { ExpectOverlay } from '../../protocol/runtime';
import { log } from '../../util/log';
import { noteReachedOverlay } from '../page/overlay-reach';
import type { OverlayDocument } from './overlay-iframe';

/** Time to start the service worker and the offscreen document and to find a GPU. */
const READY_WITHIN_MS = 20_000;
/** Time for an overlay that has loaded to answer a message. */
const REACHED_WITHIN_MS = 4000;

/** Answers of the host to the user's requests. */
export type HostAnswer = Extract<HostToPage, { type: 'picture' | 'recording' }>;

export type HostEvent =
  | Exclude<HostToPage, { type: 'reached' | 'copy' } | HostAnswer>
  /** The overlay's document does not load in this page. No event follows it. */
  | { type: 'unreachable' }
  /** The host cannot be reached, or not any more. No event follows it. */
  | { type: 'gone' };

/** Returns an unguessable id of letters and digits. `crypto.randomUUID` is missing on plain http pages. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Returns the address of the overlay's document, which changes with every browser session, and the extension's origin.
 */
export const overlayDocument = (): OverlayDocument => ({
  url: browser.runtime.getURL('src/overlay-document/index.html'),
  origin: new URL(browser.runtime.getURL('')).origin,
});

/** Whether this script can reach its extension. False after the extension was reloaded, updated or removed. */
export function isExtensionAlive(): boolean {
  try {
    return Boolean(browser.runtime.id && browser.runtime.getURL(''));
  } catch (error) {
    log('host', 'The extension is gone', error);
    return false;
  }
}

/** The look of the first picture, and its size where the video tells. */
export type FirstPicture = Omit<Extract<PageToHost, { type: 'open' }>, 'type'>;

export class HostConnection {
  /** Known to this script, the service worker and the overlay, never to the page. */
  readonly nonce = randomId();
  readonly #report: (event: HostEvent) => void;
  readonly #expected: Promise<unknown>;
  readonly #timeout: ReturnType<typeof setTimeout>;
  #port: MessagePort | null = null;
  #liveness: Runtime.Port | null = null;
  #reach: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  #receiveCopy: ((bitmap: ImageBitmap) => void) | null = null;
  #receiveAnswer: ((answer: HostAnswer) => void) | null = null;

  /**
   * Announces an overlay or a bridge to the service worker. Call `connect` once the overlay's document has loaded;
   * `connectBridge` may follow at once.
   */
  constructor(report: (event: HostEvent) => void, expected: 'overlay' | 'bridge' = 'overlay') {
    this.#report = report;
    this.#timeout = setTimeout(() => this.#lose(), READY_WITHIN_MS);
    const message: ExpectOverlay | ExpectBridge =
      expected === 'overlay'
        ? { type: 'expect-overlay', nonce: this.nonce }
        : { type: 'expect-bridge', probe: new ArrayBuffer(1) };
    this.#expected = Promise.resolve()
      .then(() => browser.runtime.sendMessage(message))
      .catch((error) => {
        log('host', 'The service worker does not answer', error);
        this.#lose();
      });
  }

  /**
   * Hands the overlay's window its end of the port. It is posted to the extension's origin, so that no page can receive it in
   * the overlay's place.
   * @param first read when the service worker has answered: the look may have changed meanwhile
   * @param pictures port for the styled pictures; without it they go to the overlay
   */
  async connect(overlay: Window, first: () => FirstPicture, pictures?: MessagePort): Promise<void> {
    await this.#expected;
    if (this.#isClosed) return;
    const page = this.#open(first);
    const handshake: OverlayHandshake = { type: 'inkreel:attach', nonce: this.nonce };
    overlay.postMessage(handshake, overlayDocument().origin, pictures ? [page, pictures] : [page]);
    this.#reach = setTimeout(() => this.#lose('unreachable'), REACHED_WITHIN_MS);
  }

  /**
   * Reaches the host without an overlay's window.
   * @param first as in `connect`
   * @param overlay the host's end of the overlay's port
   */
  async connectBridge(first: () => FirstPicture, overlay: MessagePort): Promise<void> {
    const isReady = await this.#expected;
    if (this.#isClosed) return;
    if (isReady !== true) {
      this.#report({ type: 'fault', fault: 'sandboxed', message: '', fatal: true });
      return;
    }
    try {
      const port = browser.runtime.connect({ name: BRIDGE_PORT });
      bridge(port, { page: this.#open(first), overlay }, parseBridgedToPage, () => this.#lose());
    } catch (error) {
      log('host', 'The bridge cannot be opened', error);
      this.#lose();
    }
  }

  /** Opens the message port and returns the host's end of it. */
  #open(first: () => FirstPicture): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#receive(data);
    this.send({ type: 'open', ...first() });
    return port2;
  }

  /** @throws DataCloneError where `transfer` names an object that cannot be transferred */
  send(message: PageToHost, transfer: Transferable[] = []): void {
    this.#port?.postMessage(message, transfer);
  }

  /** The host's name of the session; undefined until it is ready. */
  get session(): string | undefined {
    return this.#liveness?.name;
  }

  /** Has every styled picture copied to `receive`, which closes it; null ends the copies. */
  setCopies(receive: ((bitmap: ImageBitmap) => void) | null): void {
    this.#receiveCopy = receive;
    this.send({ type: 'copies', wanted: receive !== null });
  }

  /** Hands what the host answers to `receive`; null drops it. */
  setAnswers(receive: ((answer: HostAnswer) => void) | null): void {
    this.#receiveAnswer = receive;
  }

  close(reason: 'off' | 'gone'): void {
    if (this.#isClosed) return;
    this.send({ type: 'close', reason });
    this.#end();
  }

  #receive(data: unknown): void {
    const message = parseHostToPage(data);
    if (!message || this.#isClosed) return;
    switch (message.type) {
      case 'ready':
        this.#watchLiveness(message);
        break;
      case 'reached':
        clearTimeout(this.#reach);
        noteReachedOverlay();
        break;
      case 'picture':
      case 'recording':
        this.#receiveAnswer?.(message);
        break;
      case 'copy':
        if (this.#receiveCopy) this.#receiveCopy(message.bitmap);
        else message.bitmap.close();
        break;
      default:
        this.#report(message);
    }
  }

  /** Opens a runtime port, which notices when the other side dies. A MessagePort does not. */
  #watchLiveness(ready: Extract<HostToPage, { type: 'ready' }>): void {
    if (this.#liveness) return;
    clearTimeout(this.#timeout);
    try {
      this.#liveness = browser.runtime.connect({ name: ready.session });
      this.#liveness.onDisconnect.addListener(() => this.#lose());
      this.#report(ready);
    } catch (error) {
      log('host', 'The liveness port cannot be opened', error);
      this.#lose();
    }
  }

  #lose(why: 'gone' | 'unreachable' = 'gone'): void {
    if (this.#isClosed) return;
    // The host may only have been slow: without a word it would hold the session for 15 s.
    this.send({ type: 'close', reason: 'gone' });
    this.#end();
    this.#report({ type: why });
  }

  #end(): void {
    this.#isClosed = true;
    clearTimeout(this.#timeout);
    clearTimeout(this.#reach);
    this.#liveness?.disconnect();
    this.#port?.close();
  }
}
