import {
  type EngineDevice,
  type Frame,
  type GpuWeights,
  type StylizeOptions,
  Stylizer,
  type Timings,
} from '../../engine';
import { logged } from '../../util/log';
import type { DeviceManager } from '../gpu/device-manager';
import type { StyleLibrary } from '../gpu/style-library';
import { GpuTimes } from '../quality/gpu-times';
import { availableSize, type NetworkChoice, networkRows } from '../quality/quality-ladder';
import type { OverlayPresenter } from './presenter';

/** Frames in between are neither timed nor asked of the GPU what was wrong with them: each answer costs the processor. */
const CHECK_EVERY_MS = 100;

/** How a frame follows the one drawn before it: nothing of that one may stay, or it is that one. */
export interface Sequence {
  reset: boolean;
  again: boolean;
}

/** A stylizer and what it was made for. */
interface Built {
  stylizer: Stylizer;
  engine: EngineDevice;
  styleId: string;
  steadying: Pick<StylizeOptions, 'blend' | 'sharpening'>;
  width: number;
  height: number;
  network: NetworkChoice;
  /** Of the kernels, as `Tuning` counts them. */
  revision: number;
}

/** One video's stylizer: made when frames of a new size, another style or network, or a new device ask for it. */
export class StylizerSlot {
  #built: Built | undefined;
  #destroyed = false;
  #abandon = () => {};
  #checkedAt = Number.NEGATIVE_INFINITY;
  readonly #times = new GpuTimes();

  constructor(
    private readonly graphics: DeviceManager,
    private readonly library: StyleLibrary,
  ) {}

  /** The style drawn now; undefined before the first frame. */
  get styleId(): string | undefined {
    return this.#built?.styleId;
  }

  /** The network drawn with now, and what recent frames of it cost the GPU in ms. A draft's cost says nothing of the network. */
  get drawn(): { network: NetworkChoice | undefined; times: number[] } {
    if (!this.#built || this.#built.stylizer.isDraft) return { network: undefined, times: [] };
    return { network: this.#built.network, times: this.#times.recent() };
  }

  /** Whether it draws in this style with this network, by the fastest kernels known. */
  uses(styleId: string, { size, lines }: NetworkChoice): boolean {
    const built = this.#built;
    if (!built || built.stylizer.isDraft || built.revision !== this.graphics.tuning.revision) return false;
    return built.styleId === styleId && built.network.size === size && built.network.lines === lines;
  }

  /** Whether frames of this size can be drawn at once, be it in another style or with another network. */
  fits(width: number, height: number): boolean {
    return this.#built?.width === width && this.#built.height === height;
  }

  /**
   * Makes the stylizer for a style, a frame size and a network (the size next to it where the style lacks it); the one of
   * before serves until then, and stays if this fails. Where the device is lost meanwhile nothing is made.
   * @param draft as soon as may be: `uses` says that it is not yet what was asked for
   * @throws NoGpuError, DeviceLostError, StyleError, ModelError, EngineError
   */
  async build(styleId: string, width: number, height: number, network: NetworkChoice, draft: boolean): Promise<void> {
    const size = availableSize(this.library.sizes(styleId), network.size);
    const steadying = this.library.steadying(styleId);
    const networkHeight = networkRows({ width, height }, network.lines);
    const engine = await this.graphics.device();
    const { revision } = this.graphics.tuning;
    let stylizer: Stylizer;
    let style: GpuWeights;
    try {
      style = await this.library.load(engine, styleId, size);
      const shape = { frameWidth: width, frameHeight: height, networkHeight, draft };
      stylizer = await Stylizer.create(engine, style, shape);
    } catch (error) {
      if (this.graphics.owns(engine)) throw error;
      return;
    }
    if (this.#destroyed || !this.graphics.owns(engine)) {
      stylizer.destroy();
      return;
    }
    this.#built?.stylizer.destroy();
    this.#built = { stylizer, engine, styleId, steadying, width, height, network, revision };
    this.#checkedAt = Number.NEGATIVE_INFINITY;
    if (!stylizer.isDraft) this.graphics.tuning.request(engine, style, stylizer.networkSize);
    this.#times.restart();
  }

  /**
   * Draws one frame, in whatever style is built. Resolves once the GPU is done with it and the picture left for the screen;
   * undefined where the device was lost on the way.
   * @throws Error where the frame cannot be read, or the GPU refused the work and was asked, as it is of the first and every 100 ms
   */
  async draw(
    frame: Frame,
    strength: number,
    sequence: Sequence,
    presenter: OverlayPresenter,
  ): Promise<DrawTimes | undefined> {
    if (!this.#built) throw new Error('Nothing is built yet.');
    const { stylizer, engine, steadying } = this.#built;
    const { device } = engine;
    const start = performance.now();
    const isChecked = start - this.#checkedAt >= CHECK_EVERY_MS;
    const work = () => {
      const target = presenter.begin(device, frame.width, frame.height);
      stylizer.stylize(frame, target, { strength, timed: isChecked, ...steadying, ...sequence });
    };
    let refusal: Promise<GPUError | null> | null = null;
    if (isChecked) refusal = scoped(device, work);
    else work();
    const shown = presenter.end();
    shown.catch(logged('drawing', 'The overlay shows nothing', undefined));
    const lost = new Promise<'lost'>((resolve) => {
      this.#abandon = () => resolve('lost');
    });
    const outcome = await Promise.race([lost, device.queue.onSubmittedWorkDone().then(() => refusal)]);
    if (outcome === 'lost') return undefined;
    // After a refusal every frame is checked until one passes.
    if (outcome) throw new Error(outcome.message);
    if (isChecked) this.#checkedAt = start;
    const done = performance.now();
    const networkMs = done - start;
    const queueMs = this.graphics.queueClock.measure(start, done);
    if (isChecked) stylizer.timings().then((timings) => this.#times.add(timings ? sumOf(timings) : queueMs));
    await shown;
    return { networkMs, presentMs: performance.now() - start - networkMs };
  }

  /** GPU milliseconds of a recent frame; undefined before the first and where the adapter cannot measure. */
  async timings(): Promise<Timings | undefined> {
    return this.#built?.stylizer.timings();
  }

  /** Lets go of the stylizer, of a lost device's for one, and of whatever was being drawn with it. */
  forget(): void {
    this.#abandon();
    this.#built?.stylizer.destroy();
    this.#built = undefined;
  }

  destroy(): void {
    this.#destroyed = true;
    this.forget();
  }
}

export interface DrawTimes {
  networkMs: number;
  presentMs: number;
}

const sumOf = ({ importMs, networkMs, presentMs }: Timings): number => importMs + networkMs + presentMs;

/** Does GPU work and resolves to what the GPU found wrong with it; null where nothing, or where it was lost. */
function scoped(device: GPUDevice, work: () => void): Promise<GPUError | null> {
  device.pushErrorScope('validation');
  let refusal: Promise<GPUError | null>;
  try {
    work();
  } finally {
    // Whatever happens: or the errors of every later frame would land in this scope.
    refusal = device.popErrorScope().catch(logged('drawing', 'The device was lost', null));
  }
  return refusal;
}
