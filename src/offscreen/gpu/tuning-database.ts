import * as v from 'valibot';
import type { TuningRecord, TuningStore } from '../../engine';
import { logged } from '../../util/log';

const STORE = 'adapters';

const StoredTuning = v.object({ measuring: v.boolean(), tiles: v.record(v.string(), v.string()) });

/**
 * Stores the measurements of each adapter in IndexedDB. Offscreen documents have no extension storage, and only IndexedDB can
 * guarantee that a record is on disk.
 */
export class TuningDatabase implements TuningStore {
  #database: Promise<IDBDatabase> | undefined;

  /** Begins to open the database, which takes time. A failure shows when a record is loaded. */
  prepare(): void {
    this.#open().catch(logged('tuning', 'The database does not open', undefined));
  }

  async load(adapter: string): Promise<TuningRecord | undefined> {
    const store = (await this.#open()).transaction(STORE).objectStore(STORE);
    const found = v.safeParse(StoredTuning, await settled(store.get(adapter)));
    return found.success ? found.output : undefined;
  }

  async save(adapter: string, record: TuningRecord): Promise<void> {
    // Use strict durability, because the computer may hang a moment later and the record must survive that.
    const transaction = (await this.#open()).transaction(STORE, 'readwrite', { durability: 'strict' });
    transaction.objectStore(STORE).put(record, adapter);
    await new Promise<void>((done, fail) => {
      transaction.oncomplete = () => done();
      transaction.onabort = () => fail(transaction.error);
    });
  }

  #open(): Promise<IDBDatabase> {
    this.#database ??= settled(opening());
    return this.#database;
  }
}

function opening(): IDBOpenDBRequest {
  const request = indexedDB.open('tuning', 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return request;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}
