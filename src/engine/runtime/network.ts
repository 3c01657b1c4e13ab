import type { Resource } from '../codegen/bindings';
import type { Kernel } from '../codegen/kernels';
import { type Tensor, vectorsOf } from '../compiler/expression';
import { type Lifetime, type MemoryPlan, planMemory } from '../compiler/memory-planner';
import type { Precision } from '../device';
import { EngineError } from '../errors';
import type { GpuWeights } from './gpu-weights';

interface Dispatch {
  readonly label: string;
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

/** What kernels bind that is neither a tensor nor a parameter. */
export interface ExternalBindings {
  readonly frame: GPUTextureView;
  readonly externals: Readonly<Record<string, GPUBindingResource>>;
}

/** A list of kernels, compiled and with all their memory: encoding a frame is setting pipelines and dispatching. */
export class Network {
  readonly #dispatches: readonly Dispatch[];
  readonly #buffers: readonly GPUBuffer[];
  readonly #layout: MemoryPlan;

  private constructor(dispatches: readonly Dispatch[], buffers: readonly GPUBuffer[], layout: MemoryPlan) {
    this.#dispatches = dispatches;
    this.#buffers = buffers;
    this.#layout = layout;
  }

  /** @throws EngineError where the GPU refuses a shader or the memory. */
  static async create(style: GpuWeights, kernels: readonly Kernel[], surroundings: ExternalBindings): Promise<Network> {
    const { device } = style.engine;
    const layout = memoryPlanOf(kernels, style.engine.precision);
    const codes = kernels.map((kernel) => codeOf(kernel, layout));
    const pipelines = await compile(device, kernels, codes);
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    const buffers = layout.sizes.map((size, i) =>
      device.createBuffer({ label: `arena ${i}`, size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC }),
    );
    const dispatches = kernels.map((kernel, i): Dispatch => {
      const pipeline = pipelines[i]!;
      const bound = (resource: Resource): GPUBindingResource => {
        if (resource.kind === 'tensor') return bindingOf(resource.tensor, buffers, layout);
        if (resource.kind === 'parameter') return { buffer: style.buffer(resource.parameter) };
        if (resource.kind === 'sampler') return device.createSampler();
        return resource.kind === 'frame' ? surroundings.frame : surroundings.externals[resource.name]!;
      };
      const entries = kernel.resources.map((resource, binding) => ({ binding, resource: bound(resource) }));
      const bindGroup = device.createBindGroup({
        label: kernel.label,
        layout: pipeline.getBindGroupLayout(0),
        entries,
      });
      return { label: kernel.label, pipeline, bindGroup, workgroups: kernel.workgroups };
    });
    const errors = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
    const error = errors.find((found) => found !== null);
    if (error) {
      for (const buffer of buffers) buffer.destroy();
      throw new EngineError(`The GPU cannot hold this network: ${error.message}`);
    }
    return new Network(dispatches, buffers, layout);
  }

  get length(): number {
    return this.#dispatches.length;
  }

  get labels(): string[] {
    return this.#dispatches.map(({ label }) => label);
  }

  get gpuBytes(): number {
    return this.#buffers.reduce((sum, buffer) => sum + buffer.size, 0);
  }

  /** Encodes kernels `from` up to but not including `to`. */
  encode(pass: GPUComputePassEncoder, from = 0, to = this.#dispatches.length): void {
    for (let i = from; i < to; i++) {
      const { pipeline, bindGroup, workgroups } = this.#dispatches[i]!;
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...workgroups);
    }
  }

  /** Where a tensor lives while it is alive: for tests and measurements. */
  bindingOf(tensor: Tensor): Required<GPUBufferBinding> {
    return bindingOf(tensor, this.#buffers, this.#layout);
  }

  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
  }
}

function bindingOf(tensor: Tensor, buffers: readonly GPUBuffer[], layout: MemoryPlan): Required<GPUBufferBinding> {
  const { buffer, offset, bytes } = layout.slots.get(tensor.id)!;
  return { buffer: buffers[buffer]!, offset, size: bytes };
}

/**
 * A kernel's code, what it reads declared as writable where it writes to another part of the same buffer: WebGPU lets a
 * dispatch use a buffer in one way only.
 */
function codeOf({ code, resources }: Kernel, layout: MemoryPlan): string {
  const bufferOf = (resource: Resource) =>
    resource.kind === 'tensor' ? layout.slots.get(resource.tensor.id)!.buffer : undefined;
  const isWritten = (resource: Resource) => resource.kind === 'tensor' && resource.access === 'read_write';
  const written = new Set(resources.filter(isWritten).map(bufferOf));
  return resources.reduce((text, resource, binding) => {
    if (resource.kind !== 'tensor' || !written.has(bufferOf(resource))) return text;
    return text.replace(`@binding(${binding}) var<storage, read>`, `@binding(${binding}) var<storage, read_write>`);
  }, code);
}

/** The buffers that a list of kernels needs. */
export const memoryPlanOf = (kernels: readonly Kernel[], precision: Precision): MemoryPlan =>
  planMemory(lifetimesOf(kernels, precision === 'f16'));

/** From the kernel that writes a tensor to the last that reads it; all the time where its values last. */
function lifetimesOf(kernels: readonly Kernel[], storeF16: boolean): Lifetime[] {
  const lifetimes = new Map<Tensor, Lifetime>();
  kernels.forEach(({ resources }, at) => {
    for (const resource of resources) {
      if (resource.kind !== 'tensor') continue;
      const { tensor, aliasOf: over } = resource;
      const known = lifetimes.get(tensor) ?? (over && lifetimes.get(over));
      const tensors = [...new Set(known?.tensors).add(tensor)];
      const bytes = vectorsOf(tensor.shape) * (storeF16 && !tensor.keepF32 ? 8 : 16);
      const lifetime = tensor.persistent
        ? { tensors, bytes, first: 0, last: kernels.length }
        : { tensors, bytes, first: known?.first ?? at, last: at };
      for (const each of tensors) lifetimes.set(each, lifetime);
    }
  });
  return [...new Set(lifetimes.values())];
}

/** One pipeline a kernel; kernels of equal code share theirs. */
async function compile(
  device: GPUDevice,
  kernels: readonly Kernel[],
  codes: readonly string[],
): Promise<GPUComputePipeline[]> {
  const compiled = new Map<string, Promise<GPUComputePipeline>>();
  const pipelines = kernels.map(({ label }, i) => {
    const code = codes[i]!;
    const known = compiled.get(code);
    if (known) return known;
    const module = device.createShaderModule({ label, code });
    const pipeline = device.createComputePipelineAsync({
      label,
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
    compiled.set(code, pipeline);
    return pipeline;
  });
  try {
    return await Promise.all(pipelines);
  } catch (error) {
    throw new EngineError(`A shader did not compile: ${error instanceof Error ? error.message : error}`);
  }
}
