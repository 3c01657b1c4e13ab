import { type EngineDevice, type GpuWeights, measuringIn, Tuner, type TuningStore } from '../../engine';
import { log, logged } from '../../util/log';
import { FrameGaps } from './frame-gaps';

/** Delay of a measurement, so that it does not delay the first picture. */
const DELAY_MS = 3000;

/**
 * Measures the engine's kernels between the frames of videos, once for each adapter, style and size. Later stylizers use
 * the fastest.
 */
export class Tuning {
  readonly #store: TuningStore;
  readonly #tuners = new Map<EngineDevice, Tuner>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  /** Told of every frame; measurements run between them. */
  readonly gaps = new FrameGaps();
  #revision = 0;

  constructor(store: TuningStore) {
    this.#store = store;
  }

  /** Increases when stylizers built from now on use other kernels than earlier ones. */
  get revision(): number {
    return this.#revision;
  }

  /** Loads earlier measurements of this adapter. Without storage the default kernels stay in use. */
  async open(engine: EngineDevice): Promise<void> {
    const opened = Tuner.open(engine, this.#store, measuringIn(this.gaps));
    const tuner = await opened.catch(logged('tuning', 'Nothing can be stored', undefined));
    if (!tuner) return;
    this.#tuners.set(engine, tuner);
    void engine.device.lost.then(() => this.#tuners.delete(engine));
  }

  /** Schedules the measurements that are still missing for a style at one size of its network. */
  request(engine: EngineDevice, style: GpuWeights, { width, height }: { width: number; height: number }): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      log('tuning', `Kernels of ${width}x${height} are measured`);
      this.#tuners
        .get(engine)
        ?.tune(style, height, width)
        .then(
          (hasChanged) => {
            log('tuning', hasChanged ? 'Faster kernels were found' : 'No faster kernels were found');
            if (hasChanged) this.#revision++;
          },
          // The device was lost, or the store: the default kernels stay in use.
          logged('tuning', 'The measurement broke off', undefined),
        );
    }, DELAY_MS);
    this.#timers.add(timer);
  }

  /** Stops measuring. Resolves once the running measurement is finished or discarded. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.allSettled([...this.#tuners.values()].map((tuner) => tuner.stop()));
  }
}
