import {
  type EngineDevice,
  type Frame,
  type GpuWeights,
  type StylizeOptions,
  Stylizer,
  type Timings,
} from '../../engine';
import { isTranslucentFrame } from '../../media/frame';
import type { Look } from '../../protocol/page-host';
import { log, logged } from '../../util/log';
import type { DeviceManager } from '../gpu/device-manager';
import type { StyleLibrary } from '../gpu/style-library';
import { GpuTimes, gpuMsOf } from '../quality/gpu-times';
import { availableSize, type NetworkChoice, type NetworkSize, networkRows } from '../quality/quality-ladder';
import type { OverlayPresenter } from './overlay-presenter';

/** Pause between frames that are timed and checked for validation errors. Each such check costs processor time. */
const CHECK_EVERY_MS = 100;

/** Relation of a frame to the one drawn before it. */
export interface Sequence {
  /** The frame is unrelated: nothing of earlier frames may be blended into it. */
  reset: boolean;
  /** The frame is the same one, drawn once more. */
  again: boolean;
}

/** A stylizer and what it was built for. */
interface Built {
  stylizer: Stylizer;
  engine: EngineDevice;
  styleId: string;
  temporalBlend: Pick<StylizeOptions, 'blend' | 'sharpening'>;
  width: number;
  height: number;
  network: NetworkChoice;
  /** Revision of the kernels, as `Tuning` counts them. */
  revision: number;
}

/** Holds one video's stylizer and replaces it for a new frame size, style, network or device. */
export class StylizerHolder {
  readonly #devices: DeviceManager;
  readonly #styles: StyleLibrary;
  readonly #times = new GpuTimes();
  #built: Built | undefined;
  #sizes: readonly NetworkSize[] = [];
  #isDestroyed = false;
  #abandon = () => {};
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(devices: DeviceManager, styles: StyleLibrary) {
    this.#devices = devices;
    this.#styles = styles;
  }

  /** The style of the stylizer; undefined before the first frame. */
  get styleId(): string | undefined {
    return this.#built?.styleId;
  }

  /**
   * The network in use, the GPU milliseconds of its recent frames, and the sizes of the style built last. A draft has no
   * network and no times, because its cost does not predict that of the network. The sizes stay known without a stylizer.
   */
  get drawn(): { network: NetworkChoice | undefined; times: number[]; sizes: readonly NetworkSize[] } {
    const sizes = this.#sizes;
    if (!this.#built || this.#built.stylizer.isDraft) return { network: undefined, times: [], sizes };
    return { network: this.#built.network, times: this.#times.recent(), sizes };
  }

  /** GPU memory of the stylizer, the style's weights included; 0 while there is none. */
  get gpuBytes(): number {
    return this.#built?.stylizer.gpuBytes ?? 0;
  }

  /** Whether the stylizer has this style and network, with the fastest kernels known. */
  uses(styleId: string, { size, lines }: NetworkChoice): boolean {
    const built = this.#built;
    if (!built || built.stylizer.isDraft || built.revision !== this.#devices.tuning.revision) return false;
    return built.styleId === styleId && built.network.size === size && built.network.lines === lines;
  }

  /** Whether frames of this size can be drawn at once, even if in another style or with another network. */
  fits(width: number, height: number): boolean {
    return this.#built?.width === width && this.#built.height === height;
  }

  /**
   * Builds the stylizer for a style, a frame size and a network, or the nearest size that the style has. The previous one
   * stays in use until then, and also if this fails. Builds nothing if the device is lost meanwhile.
   * @param draft builds a coarser one quickly; `uses` is false for it
   * @throws NoGpuError, DeviceLostError, StyleError, ModelError, EngineError
   */
  async build(styleId: string, width: number, height: number, network: NetworkChoice, draft: boolean): Promise<void> {
    const { sizes, temporalBlend } = await this.#styles.find(styleId);
    const size = availableSize(sizes, network.size);
    const networkHeight = networkRows({ width, height }, network.lines);
    const engine = await this.#devices.device();
    const { revision } = this.#devices.tuning;
    let stylizer: Stylizer;
    let weights: GpuWeights;
    try {
      weights = await this.#styles.load(engine, styleId, size);
      if (!draft && this.#restyle(weights, { engine, styleId, temporalBlend, width, height, network, revision })) {
        this.#sizes = sizes;
        return;
      }
      stylizer = await Stylizer.create(engine, weights, {
        frameWidth: width,
        frameHeight: height,
        networkHeight,
        draft,
        unhurried: !draft && this.fits(width, height),
      });
    } catch (error) {
      if (this.#devices.owns(engine)) throw error;
      return;
    }
    if (this.#isDestroyed || !this.#devices.owns(engine)) {
      stylizer.destroy();
      return;
    }
    this.#built?.stylizer.destroy();
    this.#built = { stylizer, engine, styleId, temporalBlend, width, height, network, revision };
    this.#sizes = sizes;
    this.#checkedAt = Number.NEGATIVE_INFINITY;
    log('drawing', `${styleId}: ${stylizer.isDraft ? 'a draft' : 'the network'} is built`);
    if (!stylizer.isDraft) this.#devices.tuning.request(engine, weights, stylizer.networkSize);
    this.#times.restart();
  }

  /** Takes another style of the same architecture, where nothing else has changed, without building anything. */
  #restyle(weights: GpuWeights, wanted: Omit<Built, 'stylizer'>): boolean {
    const built = this.#built;
    if (!built || built.stylizer.isDraft || built.engine !== wanted.engine || built.styleId === wanted.styleId)
      return false;
    const { size, lines } = wanted.network;
    const isSameNetwork = built.network.size === size && built.network.lines === lines;
    if (!isSameNetwork || !this.fits(wanted.width, wanted.height) || !built.stylizer.use(weights)) return false;
    // Kernels that became faster since then follow with the next build.
    this.#built = { ...wanted, revision: built.revision, stylizer: built.stylizer };
    log('drawing', `${wanted.styleId}: its weights are taken`);
    return true;
  }

  /**
   * Draws one frame with the present stylizer. Resolves once the GPU is done and the picture is on its way to the screen, or
   * to undefined if the device was lost.
   * @throws Error if the frame cannot be read, or the GPU refused the work (checked for the first frame, then every 100 ms)
   */
  async draw(
    frame: Frame,
    { strength, keepColours = false, lineWeight = 0 }: Look,
    sequence: Sequence,
    presenter: OverlayPresenter,
  ): Promise<DrawTimes | undefined> {
    if (!this.#built) throw new Error('Nothing is built yet.');
    const { stylizer, engine, temporalBlend } = this.#built;
    const { device } = engine;
    const start = performance.now();
    const isChecked = start - this.#checkedAt >= CHECK_EVERY_MS;
    const endFrame = this.#devices.tuning.gaps.begin();
    const work = () => {
      const hasAlpha = isTranslucentFrame(frame);
      const target = presenter.begin(device, frame.width, frame.height, hasAlpha);
      const options = { strength, keepColours, lineWeight, timed: isChecked, ...temporalBlend, ...sequence };
      stylizer.stylize(frame, target, options);
    };
    let shown: Promise<void>;
    let outcome: 'lost' | GPUError | null;
    try {
      let refusal: Promise<GPUError | null> | null = null;
      if (isChecked) refusal = scoped(device, work);
      else work();
      shown = presenter.end();
      shown.catch(logged('drawing', 'The overlay shows nothing', undefined));
      const lost = new Promise<'lost'>((resolve) => {
        this.#abandon = () => resolve('lost');
      });
      outcome = await Promise.race([lost, device.queue.onSubmittedWorkDone().then(() => refusal)]);
    } finally {
      endFrame();
    }
    if (outcome === 'lost') return undefined;
    // After a refusal, check every frame until one passes.
    if (outcome) throw new Error(outcome.message);
    if (isChecked) this.#checkedAt = start;
    const done = performance.now();
    const networkMs = done - start;
    const queueMs = this.#devices.queueClock.measure(start, done);
    if (isChecked) stylizer.timings().then((timings) => this.#times.add(gpuMsOf(timings, queueMs)));
    await shown;
    return { networkMs, presentMs: performance.now() - start - networkMs };
  }

  /** GPU milliseconds of a recent frame; undefined before the first, and where the adapter cannot measure. */
  async timings(): Promise<Timings | undefined> {
    return this.#built?.stylizer.timings();
  }

  /** Releases the stylizer and abandons the drawing in progress. */
  forget(): void {
    this.#abandon();
    this.#built?.stylizer.destroy();
    this.#built = undefined;
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.forget();
  }
}

export interface DrawTimes {
  networkMs: number;
  presentMs: number;
}

/** Runs GPU work and resolves to its validation error, or to null if there is none or the device was lost. */
function scoped(device: GPUDevice, work: () => void): Promise<GPUError | null> {
  device.pushErrorScope('validation');
  let refusal: Promise<GPUError | null>;
  try {
    work();
  } finally {
    // Pop the scope even after an exception, so that it does not catch errors of later frames.
    refusal = device.popErrorScope().catch(logged('drawing', 'The device was lost', null));
  }
  return refusal;
}
