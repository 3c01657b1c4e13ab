const BYTES = 16;

/** Times the last slice by the GPU's own clock. The GPU's answer comes too late to time a short slice by it. */
export class SliceClock {
  readonly #queries: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #readable: GPUBuffer;

  constructor(device: GPUDevice) {
    const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    this.#queries = device.createQuerySet({ type: 'timestamp', count: 2 });
    this.#resolved = device.createBuffer({ size: BYTES, usage: QUERY_RESOLVE | COPY_SRC });
    this.#readable = device.createBuffer({ size: BYTES, usage: COPY_DST | MAP_READ });
  }

  get gpuBytes(): number {
    return 2 * BYTES;
  }

  /** The two times that the pass of a slice writes: of its beginning and of its end. */
  get timestampWrites(): GPUComputePassTimestampWrites {
    return { querySet: this.#queries, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
  }

  /** Encodes the copy of the times to where they can be read; after the pass. */
  encode(encoder: GPUCommandEncoder): void {
    encoder.resolveQuerySet(this.#queries, 0, 2, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, this.#readable, 0, BYTES);
  }

  /** Resolves to the milliseconds of the slice when it is done. Submit nothing meanwhile. Rejects when the device is lost. */
  async read(): Promise<number> {
    await this.#readable.mapAsync(GPUMapMode.READ);
    const [begin, end] = new BigUint64Array(this.#readable.getMappedRange());
    const ms = Math.max(0, Number(end! - begin!) / 1e6);
    this.#readable.unmap();
    return ms;
  }

  destroy(): void {
    this.#queries.destroy();
    this.#resolved.destroy();
    this.#readable.destroy();
  }
}
