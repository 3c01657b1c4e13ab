/**
 * The files and pictures of the user's own styles, in IndexedDB: the host reads them too, and offscreen documents have no
 * extension storage. Private windows have a database of their own, which is empty and ends with them.
 */

import type { LearningSource } from './learning/task-store';

/** Bytes of one style, and its picture in the popup (WebP). */
export interface StoredStyle {
  file: ArrayBuffer;
  picture: Blob;
  /** Picture and dials of a style that was learned here, to learn it again with other dials. */
  source?: LearningSource | undefined;
}

/** The browser has no room for a style. */
export class NoRoomError extends Error {
  override name = 'NoRoomError';
}

const STORES = ['file', 'picture', 'source'] as const;
/** Version of the database. The first had no sources. */
const VERSION = 2;

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open('own-styles', VERSION);
  request.onupgradeneeded = () => {
    const { objectStoreNames } = request.result;
    for (const store of STORES) if (!objectStoreNames.contains(store)) request.result.createObjectStore(store);
  };
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

/** Runs `work` in one transaction on all stores. @throws NoRoomError where the disk or the quota is full */
async function change(work: (transaction: IDBTransaction) => void): Promise<void> {
  const database = await opened();
  try {
    const transaction = database.transaction([...STORES], 'readwrite', { durability: 'strict' });
    await new Promise<void>((done, fail) => {
      transaction.oncomplete = () => done();
      transaction.onabort = () => fail(transaction.error);
      work(transaction);
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError')
      throw new NoRoomError('The style cannot be stored.', { cause: error });
    throw error;
  } finally {
    database.close();
  }
}

async function read<Store extends (typeof STORES)[number]>(
  store: Store,
  id: string,
): Promise<StoredStyle[Store] | undefined> {
  const database = await opened();
  try {
    return await settled(database.transaction(store).objectStore(store).get(id));
  } finally {
    database.close();
  }
}

/** Stores a style, all of it or nothing. @throws NoRoomError */
export const storeStyle = (id: string, style: StoredStyle): Promise<void> =>
  change((transaction) => {
    for (const store of STORES) if (style[store]) transaction.objectStore(store).put(style[store], id);
  });

export const deleteStyle = (id: string): Promise<void> =>
  change((transaction) => {
    for (const store of STORES) transaction.objectStore(store).delete(id);
  });

/** Returns a style's file; undefined where there is none. */
export const readFile = (id: string): Promise<ArrayBuffer | undefined> => read('file', id);

/** Returns a style's picture; undefined where there is none. */
export const readPicture = (id: string): Promise<Blob | undefined> => read('picture', id);

/** Returns what a style was learned from; undefined where it was not learned on this computer. */
export const readSource = (id: string): Promise<LearningSource | undefined> => read('source', id);
