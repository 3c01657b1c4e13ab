import { type EngineDevice, NoGpuError, requestEngineDevice } from '../../engine';
import { noteGpuLoss } from '../../protocol/last-report';
import { LIMITS } from '../../protocol/limits';
import { Backoff } from '../../util/backoff';
import { log, logged } from '../../util/log';
import { RateLimit } from '../../util/rate-limit';
import { withTimeout } from '../../util/with-timeout';
import { firstRung, unitMsOf } from '../quality/expected-speed';
import { QueueClock } from '../quality/gpu-times';
import type { MeasuredSpeed } from '../quality/measured-speed';
import { START } from '../quality/quality-ladder';
import type { Tuning } from './tuning';

/** The device was lost and no other is available, or devices are lost repeatedly. A later request may succeed. */
export class DeviceLostError extends Error {
  override name = 'DeviceLostError';
}

/** Device losses within a minute that the host recovers from. */
const MOST_LOSSES = 3;
/**
 * A device that was lost this soon has drawn nothing, so no drawing of ours was the reason: the GPU process had just died. The
 * host tolerates more of these losses, about 16 s with the pauses below, because a busy computer needs that long to start
 * another GPU process.
 */
const YOUNG_MS = 500;
const MOST_YOUNG_LOSSES = 7;
/**
 * Pause before another device is requested. Right after the GPU process has died, new devices are lost at once. Without the
 * pause, all allowed losses would happen within a moment.
 */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4000;
/** How long to ask for an adapter after a loss: on a busy computer a new GPU process takes several seconds to start. */
const PATIENCE_MS = 6000;
/** Longest wait for a device. The page waits longer than that, so that it hears the reason instead of silence. */
const LONGEST_WAIT_MS = 12_000;
/** Time without any device after too many losses. */
const REFUSAL_MS = 20_000;

/** Owns the one GPU device: requests it when first needed, and again after a loss. */
export class DeviceManager {
  readonly tuning: Tuning;
  /** Times all drawing on the device, which has one queue. */
  readonly queueClock = new QueueClock();
  readonly #speed: MeasuredSpeed;
  readonly #onLost: (recoverable: boolean) => void;
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly #losses = new RateLimit(MOST_LOSSES, 60_000);
  readonly #youngLosses = new RateLimit(MOST_YOUNG_LOSSES, 60_000);
  readonly #pauses = new Backoff(FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
  #wasLost = false;
  #first: Promise<EngineDevice> | undefined;
  #device: Promise<EngineDevice> | undefined;
  #current: EngineDevice | undefined;

  /**
   * @param onLost called after the lost device was released; `recoverable` tells whether another one may be requested
   * @param first a device that was requested already
   * @param storage keeps losses for the report of a problem
   */
  constructor(
    tuning: Tuning,
    speed: MeasuredSpeed,
    onLost: (recoverable: boolean) => void,
    first?: Promise<EngineDevice>,
    storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage,
  ) {
    this.tuning = tuning;
    this.#speed = speed;
    this.#onLost = onLost;
    this.#first = first;
    this.#storage = storage;
  }

  /**
   * Returns the device, which is the same one until it is lost. After an error, a later call requests it again.
   * @throws NoGpuError if there never was one, DeviceLostError if no other is available after a loss, or none within 12 s
   */
  device(): Promise<EngineDevice> {
    this.#device ??= this.#request();
    return withTimeout(this.#device, LONGEST_WAIT_MS, new DeviceLostError('The graphics process does not answer.'));
  }

  /** The adapter's name in its vendor's words; empty while there is none. */
  get adapterName(): string {
    if (!this.#current) return '';
    const { vendor, architecture, device, description } = this.#current.adapterInfo;
    return description || [vendor, architecture, device].filter(Boolean).join(' ');
  }

  /** The rung of the quality ladder on which a video begins on this device. */
  get firstRung(): number {
    if (!this.#current) return START;
    return firstRung(this.#current.adapterInfo, this.#speed.msOf(this.adapterName));
  }

  /** Milliseconds for a unit of cost on this device; undefined where it is not known, and on software adapters. */
  get unitMs(): number | undefined {
    if (!this.#current || this.#current.isSoftware) return undefined;
    return unitMsOf(this.#current.adapterInfo, this.#speed.msOf(this.adapterName));
  }

  /**
   * Takes a measurement by which videos begin from now on. Software adapters are left out: they draw stills, for which a fine
   * network is worth the wait.
   * @param unitMs milliseconds for a unit of cost
   */
  noteSpeed(unitMs: number): void {
    if (this.#current && !this.#current.isSoftware) this.#speed.note(this.adapterName, unitMs);
  }

  /** Whether this is the device in use, not a lost one. */
  owns(engine: EngineDevice): boolean {
    return engine === this.#current;
  }

  async #request(): Promise<EngineDevice> {
    let engine: EngineDevice;
    try {
      if (this.#wasLost) await new Promise((resolve) => setTimeout(resolve, this.#pauses.next()));
      const logError: EngineDevice['logError'] = (...details) => log('engine', ...details);
      const first = this.#first;
      this.#first = undefined;
      const requested =
        first ?? requestEngineDevice(navigator.gpu, this.#wasLost ? { patienceMs: PATIENCE_MS } : undefined);
      engine = { ...(await requested), logError };
      await this.tuning.open(engine);
    } catch (error) {
      this.#device = undefined;
      if (this.#wasLost && error instanceof NoGpuError)
        throw new DeviceLostError('The graphics device does not come back.');
      throw error;
    }
    this.#current = engine;
    log('device', `in use: ${this.adapterName}`);
    const since = performance.now();
    void engine.device.lost.then(({ reason, message }) => {
      log('device', `lost (${reason}): ${message}`);
      const ageMs = performance.now() - since;
      noteGpuLoss({ at: Date.now(), ageMs, reason, message: message.slice(0, LIMITS.maxTextLength) }, this.#storage);
      if (ageMs > LONGEST_PAUSE_MS) this.#pauses.reset();
      this.#handleLoss(ageMs < YOUNG_MS ? this.#youngLosses : this.#losses);
    });
    return engine;
  }

  #handleLoss(losses: RateLimit): void {
    const recoverable = losses.allow();
    this.#current = undefined;
    this.#wasLost = true;
    this.#device = undefined;
    if (!recoverable) this.#refuse();
    this.#onLost(recoverable);
  }

  /** Refuses requests for a while. */
  #refuse(): void {
    const none = Promise.reject(new DeviceLostError('The graphics device was lost again and again.'));
    none.catch(logged('device', 'No other is requested for now', undefined));
    this.#device = none;
    setTimeout(() => {
      if (this.#device === none) this.#device = undefined;
    }, REFUSAL_MS);
  }
}
