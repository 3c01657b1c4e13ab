/** Keeps the slot requests of all documents and tells each document which of its videos hold a slot. */
import type { Runtime } from 'webextension-polyfill';
import { type GrantSlots, parseRequestSlots, type SlotRequest } from '../protocol/slots';
import { log } from '../util/log';
import { RateLimit } from '../util/rate-limit';
import { grantSlots, type KeyedRequest } from './quality/slots';

/** Largest number of documents with requests at a time. */
const MOST_DOCUMENTS = 512;
/** Messages that a document may send within ten seconds: three times as many as the content script sends. */
const MOST_MESSAGES = 300;
const WINDOW_MS = 10_000;
/** Delay before an answer. The requests of several documents often change together and need one answer only. */
const COLLECT_MS = 10;

interface RequestingDocument {
  readonly port: Runtime.Port;
  readonly number: number;
  requests: readonly SlotRequest[];
  granted: ReadonlySet<number>;
  /** Whether the latest requests are not answered yet. */
  isWaiting: boolean;
}

export interface SlotSupply {
  slots: number;
  /** False while the GPU cannot draw all videos that play. */
  mayAddPlaying: boolean;
}

export class SlotBoard {
  readonly #supply: () => SlotSupply;
  readonly #changed: () => void;
  readonly #punish: (port: Runtime.Port) => void;
  readonly #documents = new Set<RequestingDocument>();
  #nextNumber = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param supply returns the current number of slots
   * @param changed called after each change of the requests
   * @param punish called with the port of a document that broke the protocol
   */
  constructor(supply: () => SlotSupply, changed: () => void, punish: (port: Runtime.Port) => void) {
    this.#supply = supply;
    this.#changed = changed;
    this.#punish = punish;
  }

  /** Whether any video has a slot or waits for one. */
  get hasRequests(): boolean {
    return [...this.#documents].some(({ requests }) => requests.length > 0);
  }

  /** Takes in a document. Its slots return when its port disconnects. */
  connect(port: Runtime.Port): void {
    if (this.#documents.size >= MOST_DOCUMENTS) {
      port.disconnect();
      return;
    }
    const document: RequestingDocument = {
      port,
      number: this.#nextNumber++,
      requests: [],
      granted: new Set(),
      isWaiting: false,
    };
    const messages = new RateLimit(MOST_MESSAGES, WINDOW_MS);
    this.#documents.add(document);
    const leave = () => {
      this.#documents.delete(document);
      this.#schedule();
      this.#changed();
    };
    port.onDisconnect.addListener(leave);
    port.onMessage.addListener((message) => {
      const parsed = messages.allow() ? parseRequestSlots(message) : undefined;
      if (!parsed) {
        port.disconnect();
        leave();
        this.#punish(port);
        return;
      }
      // Take over the slots that an earlier host granted: this one may have just started.
      if (document.requests.length === 0) {
        document.granted = new Set(parsed.requests.filter(({ isHeld }) => isHeld).map(({ id }) => id));
      }
      document.requests = parsed.requests;
      document.isWaiting = true;
      this.#schedule();
      this.#changed();
    });
  }

  /** Grants the slots again. Call it when the supply may have changed. */
  update(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { slots, mayAddPlaying } = this.#supply();
    const requests = [...this.#documents].flatMap((document) =>
      document.requests.map((request) => keyedRequestOf(document, request)),
    );
    const granted = grantSlots(requests, slots, mayAddPlaying);
    for (const document of this.#documents) {
      const ids = document.requests.map(({ id }) => id).filter((id) => granted.has(keyOf(document, id)));
      const isSame = ids.length === document.granted.size && ids.every((id) => document.granted.has(id));
      if (isSame && !document.isWaiting) continue;
      document.granted = new Set(ids);
      document.isWaiting = false;
      const message: GrantSlots = { type: 'grant-slots', ids };
      document.port.postMessage(message);
    }
    if (granted.size < requests.length) log('slots', `${granted.size} of ${requests.length} videos, ${slots} slots`);
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.update(), COLLECT_MS);
  }
}

const keyOf = ({ number }: RequestingDocument, id: number): string => `${number} ${id}`;

/** Adds the key. A slot counts as held from the moment it is granted, before the document knows of it. */
const keyedRequestOf = (document: RequestingDocument, { id, ...request }: SlotRequest): KeyedRequest => ({
  ...request,
  isHeld: document.granted.has(id),
  key: keyOf(document, id),
});
