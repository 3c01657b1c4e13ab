/** Carries out the orders of settings pages to learn a style, and reports its progress to all of them. */
import type { Runtime } from 'webextension-polyfill';
import { GpuMemoryError, NoGpuError, NoWebgpuError } from '../../engine';
import {
  deleteRecords,
  discardRest,
  discardTask,
  type LearningTask,
  readRecord,
  restoreTask,
} from '../../own-styles/learning/task-store';
import {
  type LearningFault,
  type LearningOrder,
  type LearningStatus,
  type LearningTime,
  parseLearningOrder,
} from '../../protocol/learning';
import { log, logged } from '../../util/log';
import { DeviceLostError } from '../gpu/device-manager';
import { expectedMs } from './expected-time';
import type { StyleTraining, TrainingHost } from './style-training';
import { LEAST_STEPS } from './training-length';

const NOTHING: LearningStatus = {
  type: 'learning-status',
  phase: 'none',
  step: 0,
  steps: 0,
  style: null,
  secondsLeft: null,
  fault: null,
  discarded: null,
  preview: null,
};

function faultOf(error: unknown): LearningFault {
  if (error instanceof NoWebgpuError) return 'no-webgpu';
  if (error instanceof NoGpuError) return 'no-gpu';
  if (error instanceof GpuMemoryError) return 'memory';
  if (error instanceof DeviceLostError) return 'lost';
  return error instanceof DOMException && error.name === 'QuotaExceededError' ? 'disk' : 'unknown';
}

export class LearningBoard {
  readonly #host: TrainingHost;
  readonly #onIdle: () => void;
  readonly #ports = new Set<Runtime.Port>();
  #status: LearningStatus | undefined;
  #training: StyleTraining | undefined;
  /** The training that pages are told about. Undefined once the user has discarded it, because its end may take seconds. */
  #told: StyleTraining | undefined;
  #running: Promise<void> = Promise.resolve();
  /** Orders are obeyed one after the other. */
  #last: Promise<void> = Promise.resolve();

  /** @param onIdle called when nothing is learned any more */
  constructor(host: TrainingHost, onIdle: () => void) {
    this.#host = host;
    this.#onIdle = onIdle;
  }

  /** Whether a style is being learned. */
  get isBusy(): boolean {
    return this.#training !== undefined;
  }

  /** Serves a settings page until it closes. */
  connect(port: Runtime.Port): void {
    this.#ports.add(port);
    port.onDisconnect.addListener(() => {
      this.#ports.delete(port);
      this.#inTurn(() => this.#forgetDiscarded());
    });
    port.onMessage.addListener((message: unknown) => {
      const order = parseLearningOrder(message)?.order;
      if (!order) return port.disconnect();
      if (order === 'expect') return void this.#tellTime(port);
      this.#inTurn(() => this.#obey(order).catch((error) => this.#breakOff(error)));
    });
    this.#inTurn(async () => {
      this.#status ??= await storedStatus();
      if (this.#ports.has(port)) port.postMessage(this.#status);
    });
  }

  #inTurn(work: () => Promise<void>): void {
    this.#last = this.#last.then(work).catch(logged('learning', 'The order failed', undefined));
  }

  /** Tells a page how long a training will take, or that there can be none. */
  async #tellTime(port: Runtime.Port): Promise<void> {
    const { devices, times } = this.#host;
    const fault = await devices.device().then(() => null, faultOf);
    const ms = expectedMs(times.msOf(devices.adapterName), devices.unitMs);
    const time: LearningTime = {
      type: 'learning-time',
      seconds: ms === undefined ? null : ms / 1000,
      fault: fault === 'no-webgpu' || fault === 'no-gpu' ? fault : null,
    };
    if (this.#ports.has(port)) port.postMessage(time);
  }

  async #obey(order: Exclude<LearningOrder['order'], 'expect'>): Promise<void> {
    if (order === 'begin') {
      this.#told = undefined;
      this.#tell({ ...NOTHING, phase: 'preparing' });
      await this.#stop('drop');
      await deleteRecords('checkpoint', 'result', 'discarded');
    }
    if (order === 'begin' || order === 'go-on') {
      const task = await readRecord('task');
      if (task) await this.#begin(task);
      else this.#tell(NOTHING);
      return;
    }
    if (order === 'discard') return this.#discard();
    if (order === 'restore') return this.#restore();
    if (order === 'drop') {
      this.#told = undefined;
      await deleteRecords('task');
      this.#tell(NOTHING);
    }
    // Opens a training that was paused or broke off, so that it can finish with the steps it has.
    if (order === 'finish' && !this.#training) await this.#obey('go-on');
    await this.#stop(order);
    if (order === 'drop') await deleteRecords('checkpoint', 'result');
  }

  /** Answers at once, because the end of a training may take seconds. Its last state is kept to bring it back. */
  async #discard(): Promise<void> {
    this.#told = undefined;
    await discardTask(this.isBusy);
    this.#tell(await storedStatus());
    await this.#stop('pause');
    await discardRest();
  }

  async #restore(): Promise<void> {
    const wasLearning = await restoreTask();
    if (wasLearning) await this.#obey('go-on');
    else if (wasLearning === false) this.#tell(await storedStatus());
  }

  /** Forgets what was discarded as soon as no page is left that offers to bring it back. */
  async #forgetDiscarded(): Promise<void> {
    if (this.#ports.size > 0 || !this.#status?.discarded) return;
    await deleteRecords('discarded');
    this.#status = { ...this.#status, discarded: null };
  }

  /** Ends the training in progress and waits for that. */
  async #stop(how: 'pause' | 'finish' | 'drop'): Promise<void> {
    this.#training?.end(how);
    await this.#running;
  }

  async #begin(task: LearningTask): Promise<void> {
    if (this.#training) return;
    // Keeps the last preview until the next one is drawn.
    const { preview } = this.#status ?? NOTHING;
    this.#tell({ ...(await storedStatus()), phase: 'preparing', preview });
    const training = await start(this.#host, task, (change) => {
      if (this.#told === training) this.#tell({ ...(this.#status ?? NOTHING), ...change });
    });
    this.#training = training;
    this.#told = training;
    this.#running = training
      .run()
      .then(async (isLearned) => {
        this.#training = undefined;
        if (this.#told !== training) return;
        const { preview } = this.#status ?? NOTHING;
        this.#tell({ ...(isLearned ? { ...NOTHING, phase: 'learned' } : await storedStatus()), preview });
      })
      .catch(async (error) => {
        this.#training = undefined;
        if (this.#told === training) await this.#breakOff(error);
      })
      .finally(this.#onIdle);
  }

  async #breakOff(error: unknown): Promise<void> {
    log('learning', 'It broke off', error);
    const status = this.#status ?? NOTHING;
    // Tells the step of the last checkpoint, from which it can go on.
    const { step, steps } = await storedStatus().catch(logged('learning', 'The checkpoint cannot be read', status));
    this.#tell({ ...status, step, steps, phase: 'failed', fault: faultOf(error) });
  }

  #tell(status: LearningStatus): void {
    this.#status = status;
    for (const port of this.#ports) port.postMessage(status);
  }
}

/** Loads the code of learning, which nothing else needs, and makes a training. */
async function start(
  host: TrainingHost,
  task: LearningTask,
  tell: (change: Partial<LearningStatus>) => void,
): Promise<StyleTraining> {
  const { StyleTraining: Training } = await import('./style-training');
  return new Training(host, task, {
    begun: (step, steps, secondsLeft) => tell({ phase: 'learning', step, steps, secondsLeft }),
    progress: ({ step, steps, losses, secondsLeft }, preview) =>
      tell({ step, steps, style: losses.style, secondsLeft, preview }),
  });
}

/** Status that follows from the records of an earlier host. */
async function storedStatus(): Promise<LearningStatus> {
  const task = await readRecord('task');
  if (!task) return { ...NOTHING, discarded: (await readRecord('discarded'))?.task.name ?? null };
  if (await readRecord('result')) return { ...NOTHING, phase: 'learned' };
  const checkpoint = await readRecord('checkpoint');
  if (checkpoint?.task !== task.id) return { ...NOTHING, phase: 'stopped' };
  return { ...NOTHING, phase: 'stopped', step: checkpoint.state.step, steps: checkpoint.steps ?? LEAST_STEPS };
}
