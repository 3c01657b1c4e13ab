import { type CompiledModel, getWebGpuDevice, loadAndCompile, loadLiteRt, Tensor } from '@litertjs/core';
import type { Model } from '../../src/engine/model/model';
import { noise } from '../ours/ours';
import { toTflite } from './tflite';

let loaded: Promise<unknown> | undefined;

/** A network in LiteRT.js on WebGPU; input and result stay on the GPU. */
export class LiteRtNetwork {
  readonly #model: CompiledModel;
  readonly #input: Tensor;

  private constructor(
    model: CompiledModel,
    input: Tensor,
    readonly device: GPUDevice,
    /** Pads as the layers do; else with zeros, and the picture differs from the others'. */
    readonly isExact: boolean,
  ) {
    this.#model = model;
    this.#input = input;
  }

  /** @throws Error where a layer would run on the processor */
  static async create(model: Model, height: number, width: number): Promise<LiteRtNetwork> {
    // build.mjs puts LiteRT's files there.
    loaded ??= loadLiteRt('litert/');
    await loaded;
    const { compiled, isExact } = await LiteRtNetwork.#compiled(model, height, width);
    const bytes = noise(height * width * 4);
    const pixels = Float32Array.from(
      { length: height * width * 3 },
      (_, i) => bytes[Math.floor(i / 3) * 4 + (i % 3)]! / 255,
    );
    const input = await new Tensor(pixels, [1, height, width, 3]).moveTo('webgpu');
    return new LiteRtNetwork(compiled, input, getWebGpuDevice()!, isExact);
  }

  /** With the padding of the layers, or with zeros where the GPU cannot pad like that. */
  static async #compiled(model: Model, height: number, width: number) {
    for (const isExact of [true, false]) {
      const compiled = await loadAndCompile(toTflite(model, height, width, isExact), { accelerator: 'webgpu' });
      if (compiled.isFullyAccelerated) return { compiled, isExact };
      compiled.delete();
    }
    throw new Error('LiteRT runs a layer of this network on the processor.');
  }

  /** Submits one frame. */
  async run(): Promise<void> {
    for (const result of await this.#model.run(this.#input)) result.delete();
  }

  /** The network's picture, [3][height][width]. */
  async picture(): Promise<Float32Array> {
    const [result] = await this.#model.run(this.#input);
    const pixels = (await result!.data()) as Float32Array;
    result!.delete();
    const area = pixels.length / 3;
    return Float32Array.from({ length: pixels.length }, (_, i) => pixels[(i % area) * 3 + Math.floor(i / area)]!);
  }

  destroy(): void {
    this.#input.delete();
    this.#model.delete();
  }
}
