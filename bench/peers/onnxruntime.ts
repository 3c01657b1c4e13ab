import * as ort from 'onnxruntime-web/webgpu';
import type { Model } from '../../src/engine/model/model';
import { noise } from '../ours/ours';
import { toOnnx } from './onnx';

/** A network in onnxruntime-web's WebGPU backend; input and result stay on the GPU. */
export class OnnxNetwork {
  readonly #session: ort.InferenceSession;
  readonly #input: ort.Tensor;

  private constructor(
    session: ort.InferenceSession,
    input: ort.Tensor,
    readonly device: GPUDevice,
  ) {
    this.#session = session;
    this.#input = input;
  }

  static async create(model: Model, height: number, width: number): Promise<OnnxNetwork> {
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create(toOnnx(model, height, width), {
      executionProviders: ['webgpu'],
      graphOptimizationLevel: 'all',
      preferredOutputLocation: 'gpu-buffer',
    });
    const device = (await ort.env.webgpu.device) as GPUDevice;
    const bytes = noise(height * width * 4);
    const planar = Float32Array.from({ length: 3 * height * width }, (_, i) => {
      const area = height * width;
      return bytes[(i % area) * 4 + Math.floor(i / area)]! / 255;
    });
    const { STORAGE, COPY_DST, COPY_SRC } = GPUBufferUsage;
    const buffer = device.createBuffer({ size: planar.byteLength, usage: STORAGE | COPY_DST | COPY_SRC });
    device.queue.writeBuffer(buffer, 0, planar);
    const input = ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: [1, 3, height, width] });
    return new OnnxNetwork(session, input, device);
  }

  /** Submits one frame. */
  async run(): Promise<void> {
    const { picture } = await this.#session.run({ image: this.#input });
    picture!.dispose();
  }

  /** The network's picture, [3][height][width]. */
  async picture(): Promise<Float32Array> {
    const { picture } = await this.#session.run({ image: this.#input });
    const data = (await picture!.getData(true)) as Float32Array;
    return data;
  }

  async destroy(): Promise<void> {
    this.#input.dispose();
    await this.#session.release();
  }
}
