/** GPU milliseconds of one frame's stages. */
export interface Timings {
  readonly importMs: number;
  readonly networkMs: number;
  readonly presentMs: number;
}

/** Times three stages by timestamp queries, one frame at a time: frames that come while one is being read go untimed. */
export class GpuTimer {
  readonly #queries: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #readable: GPUBuffer;
  #filled = false;
  #reading: Promise<Timings | undefined> | undefined;

  constructor(device: GPUDevice) {
    this.#queries = device.createQuerySet({ type: 'timestamp', count: 6 });
    this.#resolved = device.createBuffer({ size: 48, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
    this.#readable = device.createBuffer({ size: 48, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  }

  /** Timestamps for stage 0, 1 or 2; a stage of two passes takes its beginning from one, its end from the other. */
  stage(stage: number, edges: 'both' | 'begin' | 'end' = 'both'): GPUComputePassTimestampWrites {
    return {
      querySet: this.#queries,
      ...(edges !== 'end' && { beginningOfPassWriteIndex: stage * 2 }),
      ...(edges !== 'begin' && { endOfPassWriteIndex: stage * 2 + 1 }),
    };
  }

  /** Encodes the hand-over of this frame's times; after the timed passes. */
  encode(encoder: GPUCommandEncoder): void {
    if (this.#reading) return;
    encoder.resolveQuerySet(this.#queries, 0, 6, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, this.#readable, 0, 48);
    this.#filled = true;
  }

  /** The last timed frame's times, or undefined before the first and after destroy(). */
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
    } catch {
      return undefined; // destroyed, or the device was lost
    }
    const stamps = new BigUint64Array(this.#readable.getMappedRange().slice(0));
    this.#readable.unmap();
    const ms = (stage: number) => Math.max(0, Number(stamps[stage * 2 + 1]! - stamps[stage * 2]!) / 1e6);
    return { importMs: ms(0), networkMs: ms(1), presentMs: ms(2) };
  }
}
