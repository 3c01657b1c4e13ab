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

/** A task that the user has discarded, with all that was learned, until it is brought back or the settings pages close. */
export interface DiscardedTask {
  readonly task: LearningTask;
  readonly checkpoint: LearningCheckpoint | undefined;
  readonly result: ArrayBuffer | undefined;
  /** It was being learned, so that it goes on when it is brought back. */
  readonly wasLearning: boolean;
}

/** Records by their keys. */
interface Records {
  task: LearningTask;
  checkpoint: LearningCheckpoint;
  /** The learned style's file, until the user keeps or drops it. */
  result: ArrayBuffer;
  discarded: DiscardedTask;
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

/** @param work may wait for requests of the store, and for nothing else: the transaction would end */
async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
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
    const [result] = await Promise.all([work(transaction.objectStore(STORE)), stored]);
    return result;
  } finally {
    database.close();
  }
}

const get = <Key extends keyof Records>(store: IDBObjectStore, key: Key): Promise<Records[Key] | undefined> =>
  settled(store.get(key));

export const readRecord = <Key extends keyof Records>(key: Key): Promise<Records[Key] | undefined> =>
  inStore('readonly', (store) => get(store, key));

/** @throws DOMException where the disk or the quota is full */
export const writeRecord = async <Key extends keyof Records>(key: Key, record: Records[Key]): Promise<void> => {
  await inStore('readwrite', (store) => settled(store.put(record, key)));
};

/**
 * Stores a task unless there is one: of two settings pages that begin at once, the first wins.
 * @returns whether it is stored
 * @throws DOMException as `writeRecord` does
 */
export async function addTask(task: LearningTask): Promise<boolean> {
  try {
    await inStore('readwrite', (store) => settled(store.add(task, 'task' satisfies keyof Records)));
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'ConstraintError') return false;
    throw error;
  }
}

export const deleteRecords = (...keys: (keyof Records)[]): Promise<void> =>
  inStore('readwrite', async (store) => {
    for (const key of keys) await settled(store.delete(key));
  });

/** Moves what was learned of `task` to the discarded record. */
async function setAside(store: IDBObjectStore, task: LearningTask, wasLearning: boolean): Promise<void> {
  const [saved, result] = [await get(store, 'checkpoint'), await get(store, 'result')];
  const checkpoint = saved?.task === task.id ? saved : undefined;
  const discarded: DiscardedTask = { task, checkpoint, result, wasLearning };
  await settled(store.put(discarded, 'discarded' satisfies keyof Records));
  for (const key of ['checkpoint', 'result'] satisfies (keyof Records)[]) await settled(store.delete(key));
}

/** Discards the task, so that another may begin. What was discarded before it is gone. */
export const discardTask = (wasLearning: boolean): Promise<void> =>
  inStore('readwrite', async (store) => {
    const task = await get(store, 'task');
    if (task) await setAside(store, task, wasLearning);
    await settled(store.delete('task' satisfies keyof Records));
  });

/** Discards what was stored of the discarded task since then. Another task may have been added, but not begun. */
export const discardRest = (): Promise<void> =>
  inStore('readwrite', async (store) => {
    const discarded = await get(store, 'discarded');
    const isMore = (await get(store, 'checkpoint')) ?? (await get(store, 'result'));
    if (discarded && isMore) await setAside(store, discarded.task, discarded.wasLearning);
  });

/**
 * Brings the discarded task back, unless another has begun.
 * @returns whether it was being learned; undefined where nothing came back
 */
export const restoreTask = (): Promise<boolean | undefined> =>
  inStore('readwrite', async (store) => {
    const discarded = await get(store, 'discarded');
    if (!discarded || (await get(store, 'task'))) return undefined;
    for (const key of ['task', 'checkpoint', 'result'] satisfies (keyof Records)[])
      if (discarded[key]) await settled(store.put(discarded[key], key));
    await settled(store.delete('discarded' satisfies keyof Records));
    return discarded.wasLearning && !discarded.result;
  });
