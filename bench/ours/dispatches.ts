/** Microseconds of one dispatch, or of a render pass, named after its pipeline. */
export interface DispatchTime {
  readonly kernel: string;
  readonly us: number;
}

/** Most dispatches of a frame; ours have fewer. */
const MOST = 256;

/**
 * Times every dispatch and render pass of one submit by itself. It patches the device: each dispatch gets a compute pass of its
 * own with timestamps around it. Copies and the overhead of passes go untimed.
 */
export class DispatchClock {
  readonly #queries: GPUQuerySet;
  readonly #resolved: GPUBuffer;
  readonly #readable: GPUBuffer;
  #kernels: string[] = [];

  readonly #device: GPUDevice;

  /** @param device with timestamp queries */
  constructor(device: GPUDevice) {
    this.#device = device;
    this.#queries = device.createQuerySet({ type: 'timestamp', count: 2 * MOST });
    const { QUERY_RESOLVE, COPY_SRC, MAP_READ, COPY_DST } = GPUBufferUsage;
    this.#resolved = device.createBuffer({ size: 16 * MOST, usage: QUERY_RESOLVE | COPY_SRC });
    this.#readable = device.createBuffer({ size: 16 * MOST, usage: MAP_READ | COPY_DST });
  }

  /** @param work encodes with one encoder of the device and submits it, without timestamps of its own */
  async measure(work: () => void): Promise<DispatchTime[]> {
    this.#kernels = [];
    const device = this.#device;
    const createCommandEncoder = device.createCommandEncoder.bind(device);
    device.createCommandEncoder = (descriptor) => this.#timed(createCommandEncoder(descriptor));
    try {
      work();
    } finally {
      device.createCommandEncoder = createCommandEncoder;
    }
    await this.#readable.mapAsync(GPUMapMode.READ);
    const stamps = new BigUint64Array(this.#readable.getMappedRange());
    const times = this.#kernels.map((kernel, i) => ({ kernel, us: Number(stamps[2 * i + 1]! - stamps[2 * i]!) / 1e3 }));
    this.#readable.unmap();
    return times;
  }

  destroy(): void {
    this.#queries.destroy();
    this.#resolved.destroy();
    this.#readable.destroy();
  }

  /** Timestamps for the next dispatch or render pass. */
  #next(kernel: string): GPUComputePassTimestampWrites {
    const index = 2 * (this.#kernels.push(kernel) - 1);
    return { querySet: this.#queries, beginningOfPassWriteIndex: index, endOfPassWriteIndex: index + 1 };
  }

  #timed(encoder: GPUCommandEncoder): GPUCommandEncoder {
    const beginRenderPass = encoder.beginRenderPass.bind(encoder);
    encoder.beginRenderPass = (descriptor) =>
      beginRenderPass({ ...descriptor, timestampWrites: this.#next(descriptor.label ?? 'render') });
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = () => this.#split(beginComputePass);
    const finish = encoder.finish.bind(encoder);
    encoder.finish = (descriptor) => {
      encoder.resolveQuerySet(this.#queries, 0, 2 * this.#kernels.length, this.#resolved, 0);
      encoder.copyBufferToBuffer(this.#resolved, 0, this.#readable, 0, this.#readable.size);
      return finish(descriptor);
    };
    return encoder;
  }

  /** A stand-in for one compute pass: each of its dispatches is a pass of its own. */
  #split(begin: GPUCommandEncoder['beginComputePass']): GPUComputePassEncoder {
    let pipeline: GPUComputePipeline;
    const groups: GPUBindGroup[] = [];
    const pass: Partial<GPUComputePassEncoder> = {
      setPipeline: (value) => {
        pipeline = value;
      },
      setBindGroup: (index: number, value: GPUBindGroup | null) => {
        groups[index] = value!;
      },
      dispatchWorkgroups: (...counts) => {
        const own = begin({ timestampWrites: this.#next(pipeline.label) });
        own.setPipeline(pipeline);
        for (const [index, group] of groups.entries()) if (group) own.setBindGroup(index, group);
        own.dispatchWorkgroups(...counts);
        own.end();
      },
      end: () => {},
    };
    return pass as GPUComputePassEncoder;
  }
}
