import { beforeEach, expect, test, vi } from 'vitest';
import {
  addTask,
  discardRest,
  discardTask,
  type LearningTask,
  readRecord,
  restoreTask,
  writeRecord,
} from '../../../src/own-styles/learning/task-store';
import { memoryDatabase } from './memory-database';

const task = (id: string): LearningTask => ({
  id,
  name: id,
  picture: new Blob(),
  strength: 0,
  stroke: 'fine',
  colours: 'picture',
});

const checkpoint = (of: string, step: number) => ({
  task: of,
  shape: { images: 1, size: 8, side: 8 },
  state: { step, values: none, means: none, squares: none, averages: none },
});
const none = new Float32Array();

beforeEach(() => vi.stubGlobal('indexedDB', memoryDatabase()));

test('a discarded task makes room for another, and comes back with all that was learned', async () => {
  await addTask(task('wasp'));
  await writeRecord('checkpoint', checkpoint('wasp', 25));
  await discardTask(false);
  expect(await readRecord('task')).toBeUndefined();
  expect(await readRecord('checkpoint')).toBeUndefined();
  expect(await restoreTask()).toBe(false);
  expect((await readRecord('task'))?.id).toBe('wasp');
  expect((await readRecord('checkpoint'))?.state.step).toBe(25);
  expect(await restoreTask()).toBeUndefined();
});

test('what a training stores after it was discarded comes back too, and the task added meanwhile keeps its place', async () => {
  await addTask(task('wasp'));
  await writeRecord('checkpoint', checkpoint('wasp', 25));
  await discardTask(true);
  await writeRecord('checkpoint', checkpoint('wasp', 37));
  expect(await addTask(task('bee'))).toBe(true);
  await discardRest();
  expect((await readRecord('task'))?.id).toBe('bee');
  expect(await readRecord('checkpoint')).toBeUndefined();
  expect(await restoreTask()).toBeUndefined();
  expect((await readRecord('discarded'))?.checkpoint?.state.step).toBe(37);
});

test('where nothing was stored since, the earlier checkpoint stays', async () => {
  await addTask(task('wasp'));
  await writeRecord('checkpoint', checkpoint('wasp', 25));
  await discardTask(true);
  await discardRest();
  expect(await restoreTask()).toBe(true);
  expect((await readRecord('checkpoint'))?.state.step).toBe(25);
});

test('a learned style comes back learned, whether it was stored before or just after', async () => {
  for (const isLate of [false, true]) {
    await addTask(task('wasp'));
    const store = () => writeRecord('result', new ArrayBuffer(3));
    if (!isLate) await store();
    await discardTask(isLate);
    if (isLate) await store();
    await discardRest();
    expect(await readRecord('result')).toBeUndefined();
    expect(await restoreTask()).toBe(false);
    expect((await readRecord('result'))?.byteLength).toBe(3);
  }
});

test('of two tasks the first wins', async () => {
  expect(await addTask(task('wasp'))).toBe(true);
  expect(await addTask(task('bee'))).toBe(false);
  expect((await readRecord('task'))?.id).toBe('wasp');
});
