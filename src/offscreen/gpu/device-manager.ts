import { type EngineDevice, requestEngineDevice } from '../../engine';
import { RateLimit } from '../../util/rate-limit';
import { QueueClock } from '../quality/gpu-times';
import type { Tuning } from './tuning';

/** The device was lost so often that asking for another would only lose that one too. */
export class DeviceLostError extends Error {
  override name = 'DeviceLostError';
}

/** Device losses within a minute that the host recovers from. */
const MOST_LOSSES = 3;

/** Owns the one GPU device: asks for it when first needed, and again after it was lost. */
export class DeviceManager {
  #device: Promise<EngineDevice> | undefined;
  #current: EngineDevice | undefined;
  readonly #losses = new RateLimit(MOST_LOSSES, 60_000);
  /** For all that is drawn on the device, in one queue. */
  readonly queueClock = new QueueClock();

  /** @param onLost told of every loss after the lost device was let go; `recoverable` says whether to go on */
  constructor(
    readonly tuning: Tuning,
    private readonly onLost: (recoverable: boolean) => void,
  ) {}

  /**
   * The device, the same one until it is lost.
   * @throws NoGpuError (asked again at the next call); DeviceLostError after a loss too many
   */
  device(): Promise<EngineDevice> {
    this.#device ??= this.#request();
    return this.#device;
  }

  /** The adapter in its maker's words; empty while there is none. */
  get adapterName(): string {
    if (!this.#current) return '';
    const { vendor, architecture, device, description } = this.#current.adapterInfo;
    return description || [vendor, architecture, device].filter(Boolean).join(' ');
  }

  /** Whether this is the device in use, not one that was lost. */
  owns(engine: EngineDevice): boolean {
    return engine === this.#current;
  }

  async #request(): Promise<EngineDevice> {
    let engine: EngineDevice;
    try {
      engine = await requestEngineDevice(navigator.gpu);
      await this.tuning.open(engine);
    } catch (error) {
      this.#device = undefined;
      throw error;
    }
    this.#current = engine;
    void engine.device.lost.then(() => this.#handleLoss());
    return engine;
  }

  #handleLoss(): void {
    const recoverable = this.#losses.allow();
    this.#current = undefined;
    if (recoverable) {
      this.#device = undefined;
    } else {
      this.#device = Promise.reject(new DeviceLostError('The graphics device was lost again and again.'));
      this.#device.catch(() => {});
    }
    this.onLost(recoverable);
  }
}
