import type { EngineDevice } from '../device';

/** GPU milliseconds of one frame's stages. */
export interface Timings {
  readonly importMs: number;
  readonly networkMs: number;
  readonly presentMs: number;
}

/** Timed stages, in the order of their queries. */
const STAGES = ['import', 'network', 'present'] as const;
type TimedStage = (typeof STAGES)[number];
const QUERIES = STAGES.length * 2;
const BYTES = QUERIES * 8;

/** Times the stages of a frame by timestamp queries. It reads one frame at a time and does not time frames in between. */
export class GpuTimer {
  readonly #logError: EngineDevice['logError'];
  readonly #queries: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #readable: GPUBuffer;
  #filled = false;
  #reading: Promise<Timings | undefined> | undefined;

  constructor({ device, logError }: EngineDevice) {
    this.#logError = logError;
    this.#queries = device.createQuerySet({ type: 'timestamp', count: QUERIES });
    this.#resolved = device.createBuffer({
      size: BYTES,
      usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    });
    this.#readable = device.createBuffer({ size: BYTES, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  }

  /** Timestamp writes of a stage's pass. A stage of two passes takes its beginning from the first, its end from the second. */
  stage(stage: TimedStage, edges: 'both' | 'begin' | 'end' = 'both'): GPUComputePassTimestampWrites {
    const first = STAGES.indexOf(stage) * 2;
    return {
      querySet: this.#queries,
      ...(edges !== 'end' && { beginningOfPassWriteIndex: first }),
      ...(edges !== 'begin' && { endOfPassWriteIndex: first + 1 }),
    };
  }

  /** Encodes the copy of this frame's timestamps to where they can be read; after the timed passes. */
  encode(encoder: GPUCommandEncoder): void {
    if (this.#reading) return;
    encoder.resolveQuerySet(this.#queries, 0, QUERIES, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, this.#readable, 0, BYTES);
    this.#filled = true;
  }

  /** Reads the last timed frame's times; undefined before the first one and after `destroy`. */
  read(): Promise<Timings | undefined> {
    if (!this.#filled) return Promise.resolve(undefined);
    this.#reading ??= this.#map().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  destroy(): void {
    this.#queries.destroy();
    this.#resolved.destroy();
    this.#readable.destroy();
    this.#filled = false;
  }

  async #map(): Promise<Timings | undefined> {
    try {
      await this.#readable.mapAsync(GPUMapMode.READ);
    } catch (error) {
      this.#logError('The times of a frame cannot be read: the buffer or the device is gone', error);
      return undefined;
    }
    const stamps = new BigUint64Array(this.#readable.getMappedRange().slice(0));
    this.#readable.unmap();
    const ms = (stage: TimedStage) => {
      const first = STAGES.indexOf(stage) * 2;
      return Math.max(0, Number(stamps[first + 1]! - stamps[first]!) / 1e6);
    };
    return { importMs: ms('import'), networkMs: ms('network'), presentMs: ms('present') };
  }
}
