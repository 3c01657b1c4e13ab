/** Requests slots from the host for the videos of this document, and tells each video when it gets or loses one. */
import browser, { type Runtime } from 'webextension-polyfill';
import type { Fault } from '../../protocol/faults';
import { LIMITS } from '../../protocol/limits';
import {
  type ExpectHost,
  parseGrantSlots,
  type RequestSlots,
  SLOTS_PORT,
  type SlotRequest,
} from '../../protocol/slots';
import { Backoff } from '../../util/backoff';
import { log } from '../../util/log';
import { isExtensionAlive } from './host-connection';

/** Pause between two messages to the host. Attention changes continuously while a page is scrolled. */
const SEND_PAUSE_MS = 100;
/** Pause before the first attempt to reach a host that is gone. */
const FIRST_RETRY_MS = 100;
/** Significant digits of attention. Rounding keeps small changes from being sent. */
const DIGITS = 2;

/** A video that may request a slot. */
export interface RequestingVideo {
  /** Whether it waits for a slot or holds one. */
  readonly requestsSlot: boolean;
  /** Its attention (`attentionOf`). */
  readonly attention: number;
  readonly isPlaying: boolean;
  /** Called when it gets a slot. */
  grantSlot(): void;
  /** Called when it has to wait for a slot; `why` is null before the host has answered. */
  denySlot(why: Fault | null): void;
}

/** Resolves once the host exists. @throws Error where the service worker cannot be reached, or can create none */
export async function expectHost(): Promise<void> {
  const message: ExpectHost = { type: 'expect-host' };
  await browser.runtime.sendMessage(message);
}

interface RequestState {
  readonly id: number;
  isGranted: boolean;
}

export class SlotRequests {
  readonly #requests = new Map<RequestingVideo, RequestState>();
  readonly #retries = new Backoff(FIRST_RETRY_MS);
  #nextId = 0;
  #port: Runtime.Port | null = null;
  #isConnecting = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = '';
  #isStopped = false;

  /** Adds, updates or removes the request of a video. Call it whenever its state or attention may have changed. */
  update(video: RequestingVideo): void {
    if (this.#isStopped) return;
    const request = this.#requests.get(video);
    if (video.requestsSlot && !request) this.#requests.set(video, { id: this.#nextId++, isGranted: false });
    else if (!video.requestsSlot && request) this.#requests.delete(video);
    if (this.#requests.size === 0) this.#disconnect();
    else if (this.#port) this.#sendSoon();
    else void this.#connect();
  }

  /** Returns all slots. */
  stop(): void {
    this.#isStopped = true;
    this.#requests.clear();
    this.#disconnect();
  }

  async #connect(): Promise<void> {
    if (this.#isConnecting || this.#retry !== undefined) return;
    this.#isConnecting = true;
    try {
      await expectHost();
      if (this.#isStopped || this.#requests.size === 0) return;
      const port = browser.runtime.connect({ name: SLOTS_PORT });
      this.#port = port;
      port.onMessage.addListener((received) => port === this.#port && this.#receive(received));
      port.onDisconnect.addListener(() => port === this.#port && this.#lose());
      this.#send();
    } catch (error) {
      log('slots', 'The host cannot be reached', error);
      this.#lose();
    } finally {
      this.#isConnecting = false;
    }
  }

  /** Retries later. Videos with a slot detect the loss of the host over their own connections. */
  #lose(): void {
    this.#disconnect();
    for (const [video, { isGranted }] of this.#requests) if (!isGranted) video.denySlot('host-gone');
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      if (this.#requests.size > 0 && isExtensionAlive()) void this.#connect();
    }, this.#retries.next());
  }

  #disconnect(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    this.#timer = undefined;
    this.#retry = undefined;
    this.#last = '';
    this.#port?.disconnect();
    this.#port = null;
  }

  #sendSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, SEND_PAUSE_MS);
  }

  #send(): void {
    const requests = [...this.#requests]
      .map(([video, { id, isGranted }]): SlotRequest => {
        const attention = Number(video.attention.toPrecision(DIGITS));
        return { id, attention, isPlaying: video.isPlaying, isHeld: isGranted };
      })
      .sort((a, b) => b.attention - a.attention || Number(b.isHeld) - Number(a.isHeld) || a.id - b.id)
      .slice(0, LIMITS.maxSlotRequests);
    const message: RequestSlots = { type: 'request-slots', requests };
    const text = JSON.stringify(requests);
    if (text === this.#last) return;
    this.#last = text;
    this.#port?.postMessage(message);
  }

  #receive(received: unknown): void {
    const grants = parseGrantSlots(received);
    if (!grants) return;
    this.#retries.reset();
    const ids = new Set(grants.ids);
    for (const [video, request] of [...this.#requests]) {
      const wasGranted = request.isGranted;
      request.isGranted = ids.has(request.id);
      if (request.isGranted && !wasGranted) video.grantSlot();
      else if (!request.isGranted) video.denySlot('full');
    }
    this.#sendSoon();
  }
}
