import { type EngineDevice, GpuWeights, Tuner } from '../../src/engine';
import { kernelOf } from '../../src/engine/codegen/kernels';
import { type Tensor, vectorsOf } from '../../src/engine/compiler/expression';
import { planNetwork } from '../../src/engine/compiler/fusion';
import type { Step } from '../../src/engine/compiler/step';
import { familyOf, nameOf, targetOf } from '../../src/engine/compiler/tile-selection';
import type { Model } from '../../src/engine/model/model';
import { Network } from '../../src/engine/runtime/network';

/** Work and time of one dispatch. */
export interface LayerTime {
  readonly layer: string;
  /** Equal for dispatches of one kind and shape. */
  readonly family: string;
  readonly kernel: string;
  readonly us: number;
  readonly gflop: number;
  /** Bytes bound, each read or written once. */
  readonly bytes: number;
}

const FORGETFUL = { load: async () => undefined, save: async () => {} };

/** A network in our engine, from a picture on the GPU to a picture on the GPU. */
export class OurNetwork {
  readonly #engine: EngineDevice;
  readonly #weights: GpuWeights;
  readonly #frame: GPUTexture;
  readonly #steps: readonly Step[];
  readonly #network: Network<'layers'>;
  readonly #result: Tensor;

  private constructor(
    engine: EngineDevice,
    weights: GpuWeights,
    frame: GPUTexture,
    steps: readonly Step[],
    network: Network<'layers'>,
    result: Tensor,
  ) {
    this.#engine = engine;
    this.#weights = weights;
    this.#frame = frame;
    this.#steps = steps;
    this.#network = network;
    this.#result = result;
  }

  /**
   * @param pixels the picture, RGBA; a smaller one is cut from its beginning
   * @param tuned uses the fastest kernels on this device, as the extension does after a few seconds
   * @param draft uses the kernels that compile soonest, as the extension does at first
   */
  static async create(
    engine: EngineDevice,
    model: Model,
    height: number,
    width: number,
    pixels: Uint8Array<ArrayBuffer>,
    { tuned = false, draft = false } = {},
  ): Promise<OurNetwork> {
    const { device, precision } = engine;
    const weights = await GpuWeights.create(engine, model);
    if (tuned) await (await Tuner.open(engine, FORGETFUL)).tune(weights, height, width);
    const frame = device.createTexture({
      size: [width, height],
      format: 'rgba8unorm',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
    });
    device.queue.writeTexture({ texture: frame }, pixels, { bytesPerRow: width * 4 }, [width, height]);
    const plan = planNetwork(model, height, width, targetOf(engine, draft));
    const result: Tensor = { id: plan.steps.length * 4, shape: plan.output.shape, keepF32: true };
    const steps: Step[] = [...plan.steps, { kind: 'map', label: 'picture', input: plan.output, output: result }];
    const kernels = steps.map((step) => kernelOf(step, precision, draft));
    const network = await Network.create(weights, { layers: kernels }, { frame: frame.createView(), externals: {} });
    return new OurNetwork(engine, weights, frame, steps, network, result);
  }

  get gpuBytes(): number {
    return this.#network.gpuBytes + this.#weights.gpuBytes + this.#frame.width * this.#frame.height * 4;
  }

  /** The kernel of every dispatch: a convolution's tile, any other step's kind. */
  get kernels(): string[] {
    return this.#steps.map(kernelName);
  }

  /** Submits one frame. */
  run(): void {
    const encoder = this.#engine.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    this.#network.encode(pass, 'layers');
    pass.end();
    this.#engine.device.queue.submit([encoder.finish()]);
  }

  /** The picture of the last frame, vec4 a pixel. */
  get picture(): Required<GPUBufferBinding> {
    return this.#network.bindingOf(this.#result);
  }

  /** Median time of every dispatch over `frames` frames, by timestamps around each. */
  async layers(frames = 15): Promise<LayerTime[]> {
    const { device } = this.#engine;
    const count = this.#network.length;
    const bytes = count * 16;
    const queries = device.createQuerySet({ type: 'timestamp', count: count * 2 });
    const resolved = device.createBuffer({
      size: bytes,
      usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    });
    const readable = device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const times: number[][] = this.#steps.map(() => []);
    for (let f = 0; f < frames; f++) {
      const encoder = device.createCommandEncoder();
      for (let i = 0; i < count; i++) {
        const timestampWrites = { querySet: queries, beginningOfPassWriteIndex: i * 2, endOfPassWriteIndex: i * 2 + 1 };
        const pass = encoder.beginComputePass({ timestampWrites });
        this.#network.encodeDispatch(pass, i);
        pass.end();
      }
      encoder.resolveQuerySet(queries, 0, count * 2, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, readable, 0, bytes);
      device.queue.submit([encoder.finish()]);
      await readable.mapAsync(GPUMapMode.READ);
      const stamps = new BigUint64Array(readable.getMappedRange());
      for (const [i, list] of times.entries()) list.push(Number(stamps[i * 2 + 1]! - stamps[i * 2]!) / 1e3);
      readable.unmap();
    }
    queries.destroy();
    resolved.destroy();
    readable.destroy();
    return this.#steps.map((step, i) => ({
      layer: step.label,
      family: familyName(step),
      kernel: kernelName(step),
      us: median(times[i]!),
      gflop: gflop(step),
      bytes: this.#traffic(step),
    }));
  }

  /** Everything a dispatch binds, read or written once. */
  #traffic(step: Step): number {
    const { precision } = this.#engine;
    const { resources } = kernelOf(step, precision);
    return resources.reduce((sum, resource) => {
      if (resource.kind === 'parameter') return sum + this.#weights.buffer(resource.parameter).size;
      if (resource.kind === 'frame') return sum + this.#frame.width * this.#frame.height * 4;
      if (resource.kind !== 'tensor') return sum;
      const { shape, keepF32 } = resource.tensor;
      const times = resource.aliasOf ? 2 : 1;
      return sum + times * vectorsOf(shape) * (precision === 'f16' && !keepF32 ? 8 : 16);
    }, 0);
  }

  destroy(): void {
    this.#network.destroy();
    this.#weights.destroy();
    this.#frame.destroy();
  }
}

const kernelName = (step: Step): string => (step.kind === 'conv' ? nameOf(step.tile) : step.kind);

function familyName(step: Step): string {
  if (step.kind === 'conv') return familyOf(step.shape).replace(/^f\d+ /, '');
  const { channels, height, width } = step.kind === 'normalise' ? { channels: '', ...step.size } : step.output.shape;
  return `${step.kind} ${channels} ${width}x${height}`.replace('  ', ' ');
}

/** Arithmetic of the layer as the graph states it, a multiply-add counted as 2. */
function gflop(step: Step): number {
  if (step.kind !== 'conv') return 0;
  const { channels, height, width } = step.output.shape;
  return (2 * channels * height * width * step.input.shape.channels * step.kernel ** 2) / 1e9;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** Pseudo-random bytes: no cache can profit from them. */
export function noise(count: number): Uint8Array<ArrayBuffer> {
  let state = 1;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}
