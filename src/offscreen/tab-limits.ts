/** Limits what the scripts of one tab may take of the host, so that a compromised script cannot use up the share of other tabs. */
import { Backoff } from '../util/backoff';
import { log } from '../util/log';
import { RateLimit } from '../util/rate-limit';

/** Sessions that one tab may have open. More than the slots, because cameras need none, and a session may end after the next begins. */
const MOST_SESSIONS = 40;
/** Sessions that one tab may open within half a minute. A feed that is scrolled fast opens about one a second. */
const MOST_OPENINGS = 120;
const OPENINGS_MS = 30_000;
/** Pause after a tab broke the protocol, which no script of this extension does. It doubles with each offence. */
const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 600_000;
/** Tabs with a record. The oldest record is dropped first. */
const MOST_TABS = 512;

interface TabRecord {
  sessions: number;
  readonly openings: RateLimit;
  readonly pauses: Backoff;
  pausedUntil: number;
}

export class TabLimits {
  readonly #records = new Map<number, TabRecord>();
  readonly #now: () => number;

  /** @param now returns the time in ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Records a session that a tab wants to open, and returns whether it may. Call `leave` when an admitted session ends. */
  enter(tab: number): boolean {
    const record = this.#recordOf(tab);
    const isInTime = record.openings.allow();
    if (!isInTime || record.sessions >= MOST_SESSIONS || this.isPaused(tab)) return false;
    record.sessions++;
    return true;
  }

  leave(tab: number): void {
    this.#recordOf(tab).sessions--;
  }

  /** Admits nothing of this tab for a while. */
  punish(tab: number): void {
    const record = this.#recordOf(tab);
    if (this.isPaused(tab)) return;
    const pause = record.pauses.next();
    record.pausedUntil = this.#now() + pause;
    log('host', `Tab ${tab} broke the protocol and is let in again after ${pause} ms`);
  }

  isPaused(tab: number): boolean {
    return this.#now() < (this.#records.get(tab)?.pausedUntil ?? 0);
  }

  #recordOf(tab: number): TabRecord {
    const known = this.#records.get(tab);
    if (known) return known;
    const record: TabRecord = {
      sessions: 0,
      openings: new RateLimit(MOST_OPENINGS, OPENINGS_MS, this.#now),
      pauses: new Backoff(FIRST_PAUSE_MS, LONGEST_PAUSE_MS),
      pausedUntil: 0,
    };
    const [oldest] = [...this.#records].find(([, { sessions }]) => sessions === 0) ?? [];
    if (this.#records.size >= MOST_TABS && oldest !== undefined) this.#records.delete(oldest);
    this.#records.set(tab, record);
    return record;
  }
}
