/** Keeps the wishes of all documents for slots, and tells each which of its videos hold one. */
import type { Runtime } from 'webextension-polyfill';
import { type Bid, type Grants, parseBids } from '../protocol/slots';
import { log } from '../util/log';
import { RateLimit } from '../util/rate-limit';
import { giveSlots, type Wish } from './quality/slots';

/** Documents that may have wishes at once. */
const MOST_DOCUMENTS = 512;
/** Messages that a document may send within a second: it sends ten at most. */
const MOST_MESSAGES = 40;
/** Several documents change their wishes at once, so they are answered together. */
const COLLECT_MS = 10;

interface Applicant {
  readonly port: Runtime.Port;
  readonly number: number;
  bids: readonly Bid[];
  granted: ReadonlySet<number>;
  /** Whether the latest bids are not answered yet. */
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
  readonly #applicants = new Set<Applicant>();
  #nextNumber = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param supply returns what there is to give now
   * @param changed called when there are other wishes than before
   */
  constructor(supply: () => SlotSupply, changed: () => void) {
    this.#supply = supply;
    this.#changed = changed;
  }

  /** Whether any video has a slot or waits for one. */
  get isWanted(): boolean {
    return [...this.#applicants].some(({ bids }) => bids.length > 0);
  }

  /** Takes in a document. Its slots return when its port disconnects. */
  connect(port: Runtime.Port): void {
    if (this.#applicants.size >= MOST_DOCUMENTS) {
      port.disconnect();
      return;
    }
    const applicant: Applicant = { port, number: this.#nextNumber++, bids: [], granted: new Set(), isWaiting: false };
    const messages = new RateLimit(MOST_MESSAGES, 1000);
    this.#applicants.add(applicant);
    const leave = () => {
      this.#applicants.delete(applicant);
      this.#schedule();
      this.#changed();
    };
    port.onDisconnect.addListener(leave);
    port.onMessage.addListener((message) => {
      const parsed = messages.allow() ? parseBids(message) : undefined;
      if (!parsed) {
        port.disconnect();
        leave();
        return;
      }
      // A host that has just started learns from the first bids which videos a host before it drew.
      if (applicant.bids.length === 0) {
        applicant.granted = new Set(parsed.bids.filter(({ isHeld }) => isHeld).map(({ id }) => id));
      }
      applicant.bids = parsed.bids;
      applicant.isWaiting = true;
      this.#schedule();
      this.#changed();
    });
  }

  /** Gives the slots out anew; call it when the supply may have changed. */
  update(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { slots, mayAddPlaying } = this.#supply();
    const wishes = [...this.#applicants].flatMap((applicant) => applicant.bids.map((bid) => wishOf(applicant, bid)));
    const given = giveSlots(wishes, slots, mayAddPlaying);
    for (const applicant of this.#applicants) {
      const ids = applicant.bids.map(({ id }) => id).filter((id) => given.has(keyOf(applicant, id)));
      const isSame = ids.length === applicant.granted.size && ids.every((id) => applicant.granted.has(id));
      if (isSame && !applicant.isWaiting) continue;
      applicant.granted = new Set(ids);
      applicant.isWaiting = false;
      const message: Grants = { type: 'grants', ids };
      applicant.port.postMessage(message);
    }
    if (given.size < wishes.length) log('slots', `${given.size} of ${wishes.length} videos, ${slots} slots`);
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.update(), COLLECT_MS);
  }
}

const keyOf = ({ number }: Applicant, id: number): string => `${number} ${id}`;

/** A bid as a wish. A slot counts as held from the moment it is given. */
const wishOf = (applicant: Applicant, { id, ...bid }: Bid): Wish => ({
  ...bid,
  isHeld: applicant.granted.has(id),
  key: keyOf(applicant, id),
});
