import { planNetwork } from '../compiler/fusion';
import type { ConvStep } from '../compiler/step';
import { type CompileTarget, familyOf, nameOf, targetOf, tilesFor } from '../compiler/tile-selection';
import type { EngineDevice } from '../device';
import { GpuWeights } from './gpu-weights';
import { UNHURRIED } from './slices';
import { type Measure, measuringIn } from './tile-clock';

/** The measurements of one adapter. */
export interface TuningRecord {
  /** A measurement is going on; if it still is when the record is read, the measurement crashed. */
  readonly measuring: boolean;
  /** Fastest tiles by family of convolutions. */
  readonly tiles: Readonly<Record<string, string>>;
}

/** Keeps one record for each adapter. A record is safe on disk once `save` resolves. */
export interface TuningStore {
  load(adapter: string): Promise<TuningRecord | undefined>;
  save(adapter: string, record: TuningRecord): Promise<void>;
}

/** Count this up when kernels or their tiles change: everything is then measured anew. */
const REVISION = 3;
/** Largest time of a chosen tile, as a share of the usual tile's time. A smaller gain may be noise. */
const WORTHWHILE = 0.95;
/**
 * Finds the fastest tile for each family of convolutions on this device, once. `engine.tiles` holds the results of this session
 * and of earlier ones. If a measurement never ended, because the driver or the computer hung, the adapter keeps the usual tiles
 * for ever.
 */
export class Tuner {
  #stopped = false;
  #running: Promise<unknown> = Promise.resolve();

  readonly #engine: EngineDevice;
  readonly #store: TuningStore;
  readonly #adapter: string;
  readonly #trusted: boolean;
  readonly #measure: Measure;

  private constructor(engine: EngineDevice, store: TuningStore, adapter: string, trusted: boolean, measure: Measure) {
    this.#engine = engine;
    this.#store = store;
    this.#adapter = adapter;
    this.#trusted = trusted;
    this.#measure = measure;
  }

  /**
   * Opens a tuner and restores the results of earlier sessions.
   * @param measure by default measures at once, as if the device drew nothing else
   */
  static async open(
    engine: EngineDevice,
    store: TuningStore,
    measure: Measure = measuringIn(UNHURRIED),
  ): Promise<Tuner> {
    const adapter = identityOf(engine);
    const record = await store.load(adapter);
    const trusted = !record?.measuring && !engine.isSoftware;
    if (record && trusted) for (const [family, tile] of Object.entries(record.tiles)) engine.tiles.set(family, tile);
    return new Tuner(engine, store, adapter, trusted, measure);
  }

  /** Measures a style's unknown families at one network size; resolves to whether a better tile was found. */
  tune(weights: GpuWeights, height: number, width: number): Promise<boolean> {
    const result = this.#running.then(() => this.#tuneNow(weights, height, width));
    this.#running = result.then(
      () => {},
      (error) => this.#engine.logError('The tuner failed', error),
    );
    return result;
  }

  /** Ends the measurement in order; resolves once the store knows. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #tuneNow(weights: GpuWeights, height: number, width: number): Promise<boolean> {
    const { tiles } = this.#engine;
    const target = targetOf(this.#engine);
    const known = new Map(tiles);
    const unknown = [...this.#families(weights, height, width, target)].filter(([family]) => !known.has(family));
    if (!this.#trusted || this.#stopped || unknown.length === 0) return false;
    await this.#save(true);
    let changed = false;
    // Use separate weights: each tile packs them in another way, which the style's own weights would keep.
    const own = await GpuWeights.create(this.#engine, weights.model);
    for (const [family, step] of unknown) {
      const best = await this.#fastest(own, height, width, family, step);
      if (best === undefined) break;
      tiles.set(family, best);
      changed ||= best !== nameOf(step.tile);
    }
    own.destroy();
    // A lost device is as bad as a hang: the record keeps saying that a measurement is going on.
    if (await isLost(this.#engine.device)) return false;
    await this.#save(false);
    return changed;
  }

  /** One convolution of each family. */
  #families(weights: GpuWeights, height: number, width: number, target: CompileTarget): Map<string, ConvStep> {
    const { steps } = planNetwork(weights.model, height, width, target);
    const convs = steps.filter((step) => step.kind === 'conv');
    return new Map(convs.map((step) => [familyOf(step.shape), step]));
  }

  /** The fastest tile of a family; undefined if stopped before all were measured. */
  async #fastest(
    weights: GpuWeights,
    height: number,
    width: number,
    family: string,
    step: ConvStep,
  ): Promise<string | undefined> {
    const times: { tile: string; ms: number }[] = [];
    for (const tile of tilesFor(step.shape).map(nameOf)) {
      if (this.#stopped) return undefined;
      const target = { ...targetOf(this.#engine), tiles: new Map([[family, tile]]) };
      const candidate = this.#families(weights, height, width, target).get(family)!;
      const ms = await this.#measure(weights, candidate).catch((error) => {
        this.#engine.logError(`Tile ${tile} cannot be measured`, error);
        return Number.POSITIVE_INFINITY;
      });
      times.push({ tile, ms });
    }
    const [usual, ...others] = times;
    const best = others.reduce((a, b) => (b.ms < a.ms ? b : a), usual!);
    return best.ms < usual!.ms * WORTHWHILE ? best.tile : usual!.tile;
  }

  #save(measuring: boolean): Promise<void> {
    return this.#store.save(this.#adapter, { measuring, tiles: Object.fromEntries(this.#engine.tiles) });
  }
}

/** Names a GPU with its driver, as far as browsers tell, and everything that decides which tiles there are to choose from. */
export function identityOf(engine: EngineDevice): string {
  const { vendor, architecture, device, description } = engine.adapterInfo;
  const { workgroupBytes } = targetOf(engine);
  return [
    REVISION,
    vendor,
    architecture,
    device,
    description,
    engine.isSoftware,
    engine.precision,
    workgroupBytes,
  ].join('|');
}

/** Whether the device is lost by now. */
function isLost(device: GPUDevice): Promise<boolean> {
  return Promise.race([device.lost.then(() => true), new Promise<false>((done) => setTimeout(() => done(false)))]);
}
