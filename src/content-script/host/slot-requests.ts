/** Asks the host for slots for the videos of this document, and tells each video when it gets or loses one. */
import browser, { type Runtime } from 'webextension-polyfill';
import type { Fault } from '../../protocol/faults';
import { LIMITS } from '../../protocol/limits';
import { type Bid, type Bids, type ExpectHost, parseGrants, SLOTS_PORT } from '../../protocol/slots';
import { Backoff } from '../../util/backoff';
import { log } from '../../util/log';
import { isExtensionAlive } from './host-connection';

/** Pause between two messages to the host: while a page is scrolled, attention changes all the time. */
const SEND_PAUSE_MS = 100;
/** Pause before the first attempt to reach a host that is gone. */
const FIRST_RETRY_MS = 100;
/** Weights are rounded to this many digits, so that small changes are no news. */
const DIGITS = 2;

/** A video that may want a slot. */
export interface SlotSeeker {
  /** Whether it wants a slot or holds one. */
  readonly wantsSlot: boolean;
  /** Attention that it has (`attentionOf`). */
  readonly attention: number;
  readonly isPlaying: boolean;
  /** Called when it gets a slot. */
  grantSlot(): void;
  /** Called when it has to wait for a slot; `why` is null before the host has answered. */
  denySlot(why: Fault | null): void;
}

interface WishState {
  readonly id: number;
  isGranted: boolean;
}

export class SlotRequests {
  readonly #wishes = new Map<SlotSeeker, WishState>();
  readonly #retries = new Backoff(FIRST_RETRY_MS);
  #nextId = 0;
  #port: Runtime.Port | null = null;
  #isConnecting = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = '';
  #isStopped = false;

  /** Records what a video wants; call it whenever its state or attention may have changed. */
  update(seeker: SlotSeeker): void {
    if (this.#isStopped) return;
    const wish = this.#wishes.get(seeker);
    if (seeker.wantsSlot && !wish) this.#wishes.set(seeker, { id: this.#nextId++, isGranted: false });
    else if (!seeker.wantsSlot && wish) this.#wishes.delete(seeker);
    if (this.#wishes.size === 0) this.#disconnect();
    else if (this.#port) this.#sendSoon();
    else void this.#connect();
  }

  /** Gives all slots back. */
  stop(): void {
    this.#isStopped = true;
    this.#wishes.clear();
    this.#disconnect();
  }

  async #connect(): Promise<void> {
    if (this.#isConnecting || this.#retry !== undefined) return;
    this.#isConnecting = true;
    try {
      const message: ExpectHost = { type: 'expect-host' };
      await browser.runtime.sendMessage(message);
      if (this.#isStopped || this.#wishes.size === 0) return;
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

  /** Tries again later. Videos that have a slot notice by themselves whether the host is gone. */
  #lose(): void {
    this.#disconnect();
    for (const [seeker, { isGranted }] of this.#wishes) if (!isGranted) seeker.denySlot('host-gone');
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      if (this.#wishes.size > 0 && isExtensionAlive()) void this.#connect();
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
    const bids = [...this.#wishes]
      .map(([seeker, { id, isGranted }]): Bid => {
        const weight = Number(seeker.attention.toPrecision(DIGITS));
        return { id, weight, isPlaying: seeker.isPlaying, isHeld: isGranted };
      })
      .sort((a, b) => b.weight - a.weight || Number(b.isHeld) - Number(a.isHeld) || a.id - b.id)
      .slice(0, LIMITS.maxBids);
    const message: Bids = { type: 'bids', bids };
    const text = JSON.stringify(bids);
    if (text === this.#last) return;
    this.#last = text;
    this.#port?.postMessage(message);
  }

  #receive(received: unknown): void {
    const grants = parseGrants(received);
    if (!grants) return;
    this.#retries.reset();
    const ids = new Set(grants.ids);
    for (const [seeker, wish] of [...this.#wishes]) {
      const wasGranted = wish.isGranted;
      wish.isGranted = ids.has(wish.id);
      if (wish.isGranted && !wasGranted) seeker.grantSlot();
      else if (!wish.isGranted) seeker.denySlot('full');
    }
    this.#sendSoon();
  }
}
