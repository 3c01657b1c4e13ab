import { type EngineDevice, requestEngineDevice } from '../../engine';
import { log, logged } from '../../util/log';
import { RateLimit } from '../../util/rate-limit';
import { QueueClock } from '../quality/gpu-times';
import type { Tuning } from './tuning';

/** The device was lost so often that the next one would be lost too. */
export class DeviceLostError extends Error {
  override name = 'DeviceLostError';
}

/** Device losses within a minute that the host recovers from. */
const MOST_LOSSES = 3;

/** Owns the one GPU device: requests it when first needed, and again after a loss. */
export class DeviceManager {
  readonly tuning: Tuning;
  /** Times all drawing on the device, which has one queue. */
  readonly queueClock = new QueueClock();
  readonly #onLost: (recoverable: boolean) => void;
  readonly #losses = new RateLimit(MOST_LOSSES, 60_000);
  #device: Promise<EngineDevice> | undefined;
  #current: EngineDevice | undefined;

  /**
   * @param onLost called after the lost device was released; `recoverable` tells whether another one may be requested
   */
  constructor(tuning: Tuning, onLost: (recoverable: boolean) => void) {
    this.tuning = tuning;
    this.#onLost = onLost;
  }

  /**
   * The device, the same one until it is lost.
   * @throws NoGpuError (the next call requests again); DeviceLostError after too many losses
   */
  device(): Promise<EngineDevice> {
    this.#device ??= this.#request();
    return this.#device;
  }

  /** The adapter's name in its vendor's words; empty while there is none. */
  get adapterName(): string {
    if (!this.#current) return '';
    const { vendor, architecture, device, description } = this.#current.adapterInfo;
    return description || [vendor, architecture, device].filter(Boolean).join(' ');
  }

  /** Whether this is the device in use, not a lost one. */
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
    log('device', `in use: ${this.adapterName}`);
    void engine.device.lost.then(({ reason, message }) => {
      log('device', `lost (${reason}): ${message}`);
      this.#handleLoss();
    });
    return engine;
  }

  #handleLoss(): void {
    const recoverable = this.#losses.allow();
    this.#current = undefined;
    if (recoverable) {
      this.#device = undefined;
    } else {
      this.#device = Promise.reject(new DeviceLostError('The graphics device was lost again and again.'));
      this.#device.catch(logged('device', 'No other is requested', undefined));
    }
    this.#onLost(recoverable);
  }
}
