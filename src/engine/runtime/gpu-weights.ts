import type { Parameter } from '../compiler/expression';
import type { EngineDevice } from '../device';
import { float32ToFloat16 } from '../model/float16';
import type { Model } from '../model/model';

/** A model's constants on the GPU. Each is uploaded once, however many frame sizes use it. */
export class GpuWeights {
  readonly #buffers = new Map<string, GPUBuffer>();

  private constructor(
    readonly engine: EngineDevice,
    readonly model: Model,
  ) {}

  static async create(engine: EngineDevice, model: Model): Promise<GpuWeights> {
    return new GpuWeights(engine, model);
  }

  /** The buffer of a parameter; the first call uploads it. */
  buffer(parameter: Parameter): GPUBuffer {
    const known = this.#buffers.get(parameter.key);
    if (known) return known;
    const values = parameter.build();
    const data = this.engine.precision === 'f16' && !parameter.keepF32 ? float32ToFloat16(values) : values;
    const { STORAGE, UNIFORM, COPY_DST } = GPUBufferUsage;
    const buffer = this.engine.device.createBuffer({
      label: parameter.key,
      size: data.byteLength,
      usage: (parameter.isUniform ? UNIFORM : STORAGE) | COPY_DST,
    });
    this.engine.device.queue.writeBuffer(buffer, 0, data as BufferSource);
    this.#buffers.set(parameter.key, buffer);
    return buffer;
  }

  get gpuBytes(): number {
    return [...this.#buffers.values()].reduce((sum, buffer) => sum + buffer.size, 0);
  }

  destroy(): void {
    for (const buffer of this.#buffers.values()) buffer.destroy();
    this.#buffers.clear();
  }
}
