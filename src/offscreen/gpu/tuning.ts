import { type EngineDevice, type GpuWeights, Tuner, type TuningStore } from '../../engine';
import { logged } from '../../util/log';

/** First the picture, then what makes it faster. */
const PAUSE_MS = 3000;

/** Has the engine measure its kernels once an adapter, style and size, while videos play; what it found is used from then on. */
export class Tuning {
  readonly #tuners = new Map<EngineDevice, Tuner>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #revision = 0;

  constructor(private readonly store: TuningStore) {}

  /** Changes when what was made before would be made of other kernels now. */
  get revision(): number {
    return this.#revision;
  }

  /** Brings back what was found on this adapter before. Where nothing can be kept, the usual kernels do. */
  async open(engine: EngineDevice): Promise<void> {
    const tuner = await Tuner.open(engine, this.store).catch(logged('tuning', 'Nothing can be stored', undefined));
    if (!tuner) return;
    this.#tuners.set(engine, tuner);
    void engine.device.lost.then(() => this.#tuners.delete(engine));
  }

  /** Has measured, in a while, what is not known yet of a style at one size of its network. */
  request(engine: EngineDevice, style: GpuWeights, { width, height }: { width: number; height: number }): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#tuners
        .get(engine)
        ?.tune(style, height, width)
        .then(
          (changed) => {
            if (changed) this.#revision++;
          },
          // The device went, or the store: the usual kernels do.
          logged('tuning', 'The measurement broke off', undefined),
        );
    }, PAUSE_MS);
    this.#timers.add(timer);
  }

  /** Measures no more; resolves once no measurement counts as broken off. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.allSettled([...this.#tuners.values()].map((tuner) => tuner.stop()));
  }
}
