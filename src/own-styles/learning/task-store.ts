/**
 * The one style that is being learned, in IndexedDB: the page that asks for it, the host that learns it and the worker of the
 * context menu share it. It outlives all of them.
 */
import type { TrainerState } from '../../engine/learning';

/** Picture and dials of a style. */
export interface LearningSource {
  /** Suggested name of the style. */
  readonly name: string;
  /** A PNG of `readStylePicture`. */
  readonly picture: Blob;
  /** -2 keeps most of the video, 2 takes most of the picture. */
  readonly strength: number;
  readonly stroke: Stroke;
  /** Whose colours the styled video has. */
  readonly colours: 'picture' | 'video';
  /** Frames of videos that play meanwhile are learned on too. Absent in what an earlier version stored: they are not. */
  readonly ownFrames?: boolean | undefined;
}

/** A style to learn. */
export interface LearningTask extends LearningSource {
  /** Random; a checkpoint belongs to the task of this id. */
  readonly id: string;
}

/** Side of a square with as many pixels as the picture is scaled to: the more, the coarser its strokes on a video. */
export const STROKE_SIDES = { fine: 256, medium: 384, coarse: 512 } as const;
export type Stroke = keyof typeof STROKE_SIDES;

/** State from which a host goes on with a task. */
export interface LearningCheckpoint {
  readonly task: string;
  readonly shape: { readonly images: number; readonly size: number; readonly side: number };
  /** Steps of the training. Absent in what an earlier version stored: the fewest. */
  readonly steps?: number;
  readonly state: TrainerState;
}

/** Records by their keys. */
interface Records {
  task: LearningTask;
  checkpoint: LearningCheckpoint;
  /** The learned style's file, until the user keeps or drops it. */
  result: ArrayBuffer;
  /** A picture that the context menu took and the settings page has not seen yet; a string tells why there is none. */
  offered: { readonly file: Blob; readonly name: string } | 'unreadable';
}

const STORE = 'records';

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open('learning', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await settled(opening);
  try {
    const transaction = database.transaction(STORE, mode);
    const stored = new Promise<void>((done, fail) => {
      transaction.oncomplete = () => done();
      transaction.onabort = () => fail(transaction.error);
    });
    // A full disk is told only when the transaction ends.
    const [result] = await Promise.all([settled(work(transaction.objectStore(STORE))), stored]);
    return result;
  } finally {
    database.close();
  }
}

export const readRecord = <Key extends keyof Records>(key: Key): Promise<Records[Key] | undefined> =>
  inStore('readonly', (store) => store.get(key));

/** @throws DOMException where the disk or the quota is full */
export const writeRecord = async <Key extends keyof Records>(key: Key, record: Records[Key]): Promise<void> => {
  await inStore('readwrite', (store) => store.put(record, key));
};

/**
 * Stores a task unless there is one: of two settings pages that begin at once, the first wins.
 * @returns whether it is stored
 * @throws DOMException as `writeRecord` does
 */
export async function addTask(task: LearningTask): Promise<boolean> {
  try {
    await inStore('readwrite', (store) => store.add(task, 'task' satisfies keyof Records));
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'ConstraintError') return false;
    throw error;
  }
}

export const deleteRecord = async (key: keyof Records): Promise<void> => {
  await inStore('readwrite', (store) => store.delete(key));
};
