import { beforeEach, expect, test, vi } from 'vitest';
import type { Runtime } from 'webextension-polyfill';
import { LearningBoard } from '../../../../src/offscreen/learning/learning-board';
import type { TrainingHost, TrainingListener } from '../../../../src/offscreen/learning/style-training';
import { addTask, type LearningTask, readRecord, writeRecord } from '../../../../src/own-styles/learning/task-store';
import type { LearningOrder, LearningStatus } from '../../../../src/protocol/learning';
import { memoryDatabase } from '../../own-styles/memory-database';

const none = new Float32Array();
const STEPS = 400;

/** A training that stands at a step until it is ended. */
class StandingTraining {
  readonly #task: LearningTask;
  readonly #listener: TrainingListener;
  #end: ((how: string) => void) | undefined;
  readonly #ended = new Promise<string>((done) => {
    this.#end = done;
  });

  constructor(_host: TrainingHost, task: LearningTask, listener: TrainingListener) {
    this.#task = task;
    this.#listener = listener;
  }

  end(how: string): void {
    this.#end?.(how);
  }

  async run(): Promise<boolean> {
    const step = ((await readRecord('checkpoint'))?.state.step ?? 0) + 10;
    this.#listener.begun(step - 10, STEPS, null);
    const losses = { style: 1, content: 0, tone: 0, hue: 0, variation: 0, steadiness: 0 };
    this.#listener.progress({ step, steps: STEPS, losses, secondsLeft: 1 }, 'AAAA');
    const how = await this.#ended;
    if (how === 'finish') await writeRecord('result', new ArrayBuffer(step));
    if (how === 'pause')
      await writeRecord('checkpoint', {
        task: this.#task.id,
        shape: { images: 1, size: 8, side: 8 },
        steps: STEPS,
        state: { step, values: none, means: none, squares: none, averages: none },
      });
    return how === 'finish';
  }
}

vi.mock('../../../../src/offscreen/learning/style-training', () => ({ StyleTraining: StandingTraining }));

const wasp = (id = 'wasp'): LearningTask => ({
  id,
  name: 'Wasp',
  picture: new Blob(),
  strength: 0,
  stroke: 'fine',
  colours: 'picture',
});

let board: LearningBoard;

/** Connects a settings page. */
function openPage() {
  let receive: (message: LearningOrder) => void = () => {};
  let leave = () => {};
  const told: LearningStatus[] = [];
  board.connect({
    onMessage: { addListener: (fn: typeof receive) => (receive = fn) },
    onDisconnect: { addListener: (fn: typeof leave) => (leave = fn) },
    postMessage: (message: LearningStatus) => told.push(message),
    disconnect: () => {},
  } as unknown as Runtime.Port);
  return {
    order: (order: LearningOrder['order']) => receive({ type: 'learning-order', order }),
    close: () => leave(),
    /** Waits for a status. */
    sees: (expected: Partial<LearningStatus>) =>
      vi.waitFor(() => expect(told.at(-1)).toMatchObject(expected)).then(() => told.at(-1)!),
    told,
  };
}

beforeEach(() => {
  vi.stubGlobal('indexedDB', memoryDatabase());
  board = new LearningBoard({} as TrainingHost, () => {});
});

test('a paused training tells its step, and keeps its picture when it goes on', async () => {
  await addTask(wasp());
  const page = openPage();
  page.order('begin');
  await page.sees({ phase: 'learning', step: 10 });
  page.order('pause');
  await page.sees({ phase: 'stopped', step: 10, steps: STEPS, preview: 'AAAA' });
  page.order('go-on');
  await page.sees({ phase: 'learning', step: 20 });
  expect(page.told.filter(({ phase }) => phase === 'preparing').at(-1)).toMatchObject({ step: 10, preview: 'AAAA' });
});

test('what is paused can be used as it is, by a host that did not learn it too', async () => {
  await addTask(wasp());
  openPage().order('begin');
  const page = openPage();
  await page.sees({ phase: 'learning', step: 10 });
  page.order('pause');
  await page.sees({ phase: 'stopped' });
  board = new LearningBoard({} as TrainingHost, () => {});
  const later = openPage();
  await later.sees({ phase: 'stopped', step: 10, steps: STEPS });
  later.order('finish');
  await later.sees({ phase: 'learned' });
  expect(await readRecord('result')).toBeDefined();
});

test('discarded, it goes at once; brought back, it goes on at the step at which it was discarded', async () => {
  await addTask(wasp());
  const page = openPage();
  page.order('begin');
  await page.sees({ phase: 'learning', step: 10 });
  page.order('pause');
  await page.sees({ phase: 'stopped', step: 10 });
  page.order('go-on');
  await page.sees({ phase: 'learning', step: 20 });
  page.order('discard');
  await page.sees({ phase: 'none', discarded: 'Wasp' });
  expect(await readRecord('task')).toBeUndefined();
  page.order('restore');
  await page.sees({ phase: 'learning', step: 30, discarded: null });
});

test('what was paused or learned when it was discarded comes back as it was', async () => {
  await addTask(wasp());
  const page = openPage();
  page.order('begin');
  await page.sees({ phase: 'learning', step: 10 });
  for (const [order, phase] of [
    ['pause', 'stopped'],
    ['finish', 'learned'],
  ] as const) {
    page.order(order);
    await page.sees({ phase });
    page.order('discard');
    await page.sees({ phase: 'none', discarded: 'Wasp' });
    page.order('restore');
    await page.sees({ phase, discarded: null });
  }
});

test('what was discarded is forgotten when another style begins, and when the last page closes', async () => {
  await addTask(wasp());
  const [page, other] = [openPage(), openPage()];
  page.order('begin');
  await page.sees({ phase: 'learning', step: 10 });
  page.order('discard');
  await page.sees({ discarded: 'Wasp' });
  await addTask(wasp('next'));
  page.order('begin');
  await page.sees({ phase: 'learning', step: 10, discarded: null });
  expect(await readRecord('discarded')).toBeUndefined();
  page.order('discard');
  await page.sees({ discarded: 'Wasp' });
  page.close();
  await other.sees({ discarded: 'Wasp' });
  // The database answers in turn, so that a record that is to go has gone.
  expect(await readRecord('discarded')).toBeDefined();
  other.close();
  await vi.waitFor(async () => expect(await readRecord('discarded')).toBeUndefined());
  expect(await openPage().sees({ phase: 'none' })).toMatchObject({ discarded: null });
});
