/** Reads buffers of the GPU, one call after the other. */
export class ReadBack {
  readonly #device: GPUDevice;
  readonly #readable: GPUBuffer;

  /** @param size largest number of bytes of a call */
  constructor(device: GPUDevice, size: number) {
    this.#device = device;
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    this.#readable = device.createBuffer({ label: 'read back', size, usage });
  }

  get gpuBytes(): number {
    return this.#readable.size;
  }

  /** Rejects when this is destroyed or the device is lost. */
  async read(buffers: readonly GPUBuffer[]): Promise<Float32Array[]> {
    const encoder = this.#device.createCommandEncoder();
    let bytes = 0;
    for (const buffer of buffers) {
      encoder.copyBufferToBuffer(buffer, 0, this.#readable, bytes, buffer.size);
      bytes += buffer.size;
    }
    this.#device.queue.submit([encoder.finish()]);
    await this.#readable.mapAsync(GPUMapMode.READ, 0, bytes);
    const all = this.#readable.getMappedRange(0, bytes).slice(0);
    this.#readable.unmap();
    let at = 0;
    return buffers.map(({ size }) => {
      at += size;
      return new Float32Array(all, at - size, size / 4);
    });
  }

  destroy(): void {
    this.#readable.destroy();
  }
}
