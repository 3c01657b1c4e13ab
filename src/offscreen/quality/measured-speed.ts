/**
 * Stores one measured duration for each graphics card: how fast it draws videos, so that later ones begin with a network that the
 * card can keep up with, or how long a training took. The clip on the welcome page is the first video that is measured.
 */
import * as v from 'valibot';
import { log } from '../../util/log';

/** Key in the storage. `speed-of-cards`: ms for a unit of cost (`quality-ladder.ts`). `learning-of-cards`: ms of a whole training. */
export type SpeedKind = 'speed-of-cards' | 'learning-of-cards';

/** Cards that are kept, the newest last. */
const MOST_CARDS = 4;
/** Relative difference from which a new measurement is stored. */
const NOTABLE = 0.1;

const StoredSpeeds = v.array(v.tuple([v.string(), v.pipe(v.number(), v.finite(), v.gtValue(0))]));

export class MeasuredSpeed {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly #key: SpeedKind;
  #speeds: ReadonlyMap<string, number>;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage, key: SpeedKind = 'speed-of-cards') {
    this.#storage = storage;
    this.#key = key;
    this.#speeds = this.#read();
  }

  /** Milliseconds on this card; undefined until they are measured. */
  msOf(card: string): number | undefined {
    return this.#speeds.get(card);
  }

  /** Takes a measurement of a card in ms; 0 where there is none yet. */
  note(card: string, ms: number): void {
    const before = this.#speeds.get(card);
    if (card === '' || ms <= 0 || (before && Math.abs(ms / before - 1) < NOTABLE)) return;
    const others = [...this.#speeds].filter(([other]) => other !== card).slice(1 - MOST_CARDS);
    this.#speeds = new Map([...others, [card, ms]]);
    try {
      this.#storage.setItem(this.#key, JSON.stringify([...this.#speeds]));
    } catch (error) {
      log('host', 'The speed of the card is known until the browser is closed', error);
    }
  }

  #read(): ReadonlyMap<string, number> {
    try {
      return new Map(v.parse(StoredSpeeds, JSON.parse(this.#storage.getItem(this.#key) ?? '[]')));
    } catch (error) {
      log('host', 'The stored speeds cannot be read', error);
      return new Map();
    }
  }
}
