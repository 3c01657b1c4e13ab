/** Learns the style of one task on the host's device, and saves what is needed to go on after any interruption. */
import photograph from '../../../icons/styles/source/chelsea.webp?url';
import { type EngineDevice, GpuWeights, type Model, writeModel } from '../../engine';
import { type LearningProgress, LearningSession, type Trainer } from '../../engine/learning';
import { deleteRecords, type LearningTask, readRecord, writeRecord } from '../../own-styles/learning/task-store';
import { base64Of } from '../../util/base64';
import { log, logged } from '../../util/log';
import { drawOnce } from '../drawing/draw-once';
import type { DeviceManager } from '../gpu/device-manager';
import type { StyleLibrary } from '../gpu/style-library';
import type { MeasuredSpeed } from '../quality/measured-speed';
import { openTrainer } from './opened-trainer';
import { OwnFrames } from './own-frames';
import { SCHEDULE } from './training-length';
import { PHOTO_SIDE } from './training-shape';

/** Paintings to start from: networks of one graph. */
const PAINTINGS = ['starry-night', 'scream', 'composition', 'tahiti'] as const;

const PREVIEW_ROWS = 216;

/** Losses of the device after which the task is given up. */
const MOST_LOSSES = 3;

export interface TrainingHost {
  readonly devices: DeviceManager;
  readonly styles: StyleLibrary;
  /** Milliseconds of whole trainings, by graphics card. */
  readonly times: MeasuredSpeed;
  /**
   * Takes a copy of a frame that the viewer sees; undefined where nothing plays.
   * @param rows length of its shorter side
   */
  frame(rows?: number): Promise<ImageBitmap | undefined>;
}

/** Reports of a training. */
export interface TrainingListener {
  /** The network to start from is chosen. */
  begun(step: number, steps: number, secondsLeft: number | null): void;
  progress(progress: LearningProgress, preview: string | null): void;
}

export class StyleTraining {
  readonly #host: TrainingHost;
  readonly #task: LearningTask;
  readonly #listener: TrainingListener;
  #session: LearningSession | undefined;
  #end: 'pause' | 'finish' | 'drop' | undefined;
  /** Time at which the training began; undefined after an interruption, because its duration then predicts no other training. */
  #begun: number | undefined = performance.now();

  constructor(host: TrainingHost, task: LearningTask, listener: TrainingListener) {
    this.#host = host;
    this.#task = task;
    this.#listener = listener;
  }

  /** Ends the training: `pause` keeps a checkpoint, `finish` makes a style of what has been learned, `drop` keeps nothing. */
  end(how: 'pause' | 'finish' | 'drop'): void {
    this.#end = how;
    this.#session?.cancel();
  }

  /**
   * Learns until the end of the schedule, or until `end` is called. After a loss of the device it goes on from the last checkpoint.
   * @returns whether the style's file is in the database
   * @throws NoGpuError, DeviceLostError, EngineError, DOMException where the disk is full
   */
  async run(): Promise<boolean> {
    const frame = (await this.#host.frame()) ?? (await bundledFrame());
    try {
      for (let losses = 0; ; losses++) {
        const engine = await this.#host.devices.device();
        if (losses > 0) this.#begun = undefined;
        try {
          return await this.#learn(engine, frame);
        } catch (error) {
          // The loss is told in a task of its own, after the error that it caused.
          await new Promise((resolve) => setTimeout(resolve, 0));
          if (this.#host.devices.owns(engine) || losses === MOST_LOSSES) throw error;
          log('learning', 'The device was lost; it goes on from the last checkpoint', error);
        }
      }
    } finally {
      frame.close();
    }
  }

  async #learn(engine: EngineDevice, frame: ImageBitmap): Promise<boolean> {
    const { styles, devices } = this.#host;
    const turns = devices.tuning.gaps;
    const paintings = await Promise.all(PAINTINGS.map(async (id) => (await styles.find(id)).model('S')));
    const saved = await readRecord('checkpoint');
    const checkpoint = saved?.task === this.#task.id ? saved : undefined;
    const isWanted = () => this.#end !== 'drop' && this.#end !== 'pause';
    const opened = await openTrainer(engine, this.#task, paintings, checkpoint, turns, isWanted);
    if (!opened) return false;
    const { trainer, shape, photos, steps, stepMs } = opened;
    if (checkpoint) this.#begun = undefined;
    const save = (state: Awaited<ReturnType<Trainer['state']>>) =>
      writeRecord('checkpoint', { task: this.#task.id, shape, steps, state }).catch((error) => {
        log('learning', 'The checkpoint cannot be stored', error);
      });
    const frames = this.#task.ownFrames ? new OwnFrames(trainer, photos, shape.side) : undefined;
    try {
      if (frames) await this.#takeFrame(frames);
      const left = (steps - trainer.steps) / 1000;
      this.#listener.begun(trainer.steps, steps, stepMs === undefined ? null : left * stepMs);
      if (stepMs !== undefined) this.#noteTime(left * 1000 * stepMs);
      this.#session = new LearningSession(trainer, { ...SCHEDULE, steps }, shape, photos, turns, {
        progress: async (progress) => {
          if (frames) await this.#takeFrame(frames);
          const preview = await previewOf(engine, await trainer.model(), frame).catch((error) => {
            log('learning', 'The preview cannot be drawn', error);
            return null;
          });
          this.#listener.progress(progress, preview);
        },
        checkpoint: save,
      });
      if (this.#end) this.#session.cancel();
      await this.#session.run();
      if (this.#end === 'drop') return false;
      if (this.#end === 'pause') {
        await save(await trainer.state());
        return false;
      }
      if (!this.#end) this.#noteTime(0);
      await writeRecord('result', writeModel(this.#named(await trainer.model())));
      await deleteRecords('checkpoint');
      return true;
    } finally {
      this.#session = undefined;
      trainer.destroy();
    }
  }

  /** Takes the picture on display to learn on, if a video plays. */
  async #takeFrame(frames: OwnFrames): Promise<void> {
    const frame = await this.#host.frame(PHOTO_SIDE).catch(logged('learning', 'No frame can be taken', undefined));
    if (!frame) return;
    frames.take(frame);
    frame.close();
    log('learning', `${frames.count} parts of frames are learned on`);
  }

  /** Remembers for the next training how long this one takes. @param leftMs milliseconds that are left of it */
  #noteTime(leftMs: number): void {
    const { devices, times } = this.#host;
    if (this.#begun !== undefined) times.note(devices.adapterName, performance.now() - this.#begun + leftMs);
  }

  #named({ graph, tensors }: Model): Model {
    const { name } = this.#task;
    return {
      graph,
      tensors,
      style: { id: 'own', name, description: '', size: 'S', credit: '', licence: '', finish: 'none' },
    };
  }
}

/** A photograph in the size of the frames that `TrainingHost.frame` takes. */
const bundledFrame = async (): Promise<ImageBitmap> =>
  createImageBitmap(await (await fetch(photograph)).blob(), { resizeHeight: PREVIEW_ROWS, resizeQuality: 'high' });

/** Draws a frame in a style. @returns a WebP in base64 */
async function previewOf(engine: EngineDevice, model: Model, frame: ImageBitmap): Promise<string | null> {
  const { width, height } = frame;
  const weights = await GpuWeights.create(engine, model);
  try {
    const read = () => ({ frame: { kind: 'image', width, height, image: frame } as const, shown: { strength: 1 } });
    const canvas = await drawOnce(engine, weights, height, { width, height }, read, { width, height });
    return canvas ? await base64Of(await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 })) : null;
  } finally {
    weights.destroy();
  }
}
