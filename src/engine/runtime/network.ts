import type { Resource } from '../codegen/bindings';
import type { Kernel } from '../codegen/kernel';
import type { Tensor } from '../compiler/expression';
import type { MemoryPlan } from '../compiler/memory-planner';
import type { EngineDevice } from '../device';
import { EngineError, GpuMemoryError } from '../errors';
import { compilePipeline } from './compute-pass';
import type { GpuWeights } from './gpu-weights';
import { codeOf, memoryPlanOf, signatureOf } from './kernel-memory';

/** A kernel ready to run. */
interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

/** Resources that kernels bind besides tensors and parameters. */
export interface ExternalBindings {
  /** The picture that the kernels read, if any of them does. */
  readonly frame?: GPUTextureView;
  /** By the names under which kernels ask for them. */
  readonly externals: Readonly<Record<string, GPUBindingResource>>;
}

/** Indices of a stage's dispatches: `first` up to but not including `end`. */
interface DispatchRange {
  readonly first: number;
  readonly end: number;
}

/**
 * Kernels in named stages, compiled and with all their memory. Encoding a stage sets pipelines and dispatches, nothing else.
 */
export class Network<Stage extends string = string> {
  #dispatches: readonly Dispatch[];
  /** One signature a kernel. */
  readonly #signatures: readonly string[];
  readonly #stages: Readonly<Record<Stage, DispatchRange>>;
  readonly #buffers: readonly GPUBuffer[];
  readonly #memory: MemoryPlan;
  readonly #bindings: ExternalBindings;

  private constructor(
    dispatches: readonly Dispatch[],
    signatures: readonly string[],
    stages: Readonly<Record<Stage, DispatchRange>>,
    buffers: readonly GPUBuffer[],
    memory: MemoryPlan,
    bindings: ExternalBindings,
  ) {
    this.#dispatches = dispatches;
    this.#signatures = signatures;
    this.#stages = stages;
    this.#buffers = buffers;
    this.#memory = memory;
    this.#bindings = bindings;
  }

  /**
   * Compiles what `create` needs of these kernels.
   * @param unhurried hands over a shader some time after the browser has read the one before, so that frames come in between
   * @throws EngineError where the GPU refuses a shader
   */
  static async prepare<Stage extends string>(
    { device, precision }: EngineDevice,
    stages: Readonly<Record<Stage, readonly Kernel[]>>,
    unhurried = false,
  ): Promise<void> {
    const kernels = Object.values<readonly Kernel[]>(stages).flat();
    const memory = memoryPlanOf(kernels, precision);
    const codes = kernels.map((kernel) => codeOf(kernel, memory));
    await compile(device, kernels, codes, unhurried);
  }

  /**
   * @param stages kernels by stage, in the order in which the stages run: memory is planned for that order
   * @throws EngineError where the GPU refuses a shader or the memory.
   */
  static async create<Stage extends string>(
    weights: GpuWeights,
    stages: Readonly<Record<Stage, readonly Kernel[]>>,
    bindings: ExternalBindings,
  ): Promise<Network<Stage>> {
    const { device, precision } = weights.engine;
    const kernels = Object.values<readonly Kernel[]>(stages).flat();
    const memory = memoryPlanOf(kernels, precision);
    const codes = kernels.map((kernel) => codeOf(kernel, memory));
    const pipelines = await compile(device, kernels, codes, false);
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    const buffers = memory.sizes.map((size, i) =>
      device.createBuffer({ label: `arena ${i}`, size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC }),
    );
    const dispatches = bind(weights, kernels, pipelines, buffers, memory, bindings);
    const errors = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
    const error = errors.find((found) => found !== null);
    if (error) {
      for (const buffer of buffers) buffer.destroy();
      const message = `The GPU cannot hold this network: ${error.message}`;
      throw error instanceof GPUOutOfMemoryError ? new GpuMemoryError(message) : new EngineError(message);
    }
    const signatures = kernels.map((kernel) => signatureOf(kernel, memory));
    return new Network(dispatches, signatures, rangesOf(stages), buffers, memory, bindings);
  }

  /**
   * Takes other weights of the same architecture, in the same memory and without compiling.
   * @param stages the kernels of those weights
   * @returns whether it did: false, with nothing changed, where any kernel differs from the one that is there
   */
  use(weights: GpuWeights, stages: Readonly<Record<Stage, readonly Kernel[]>>): boolean {
    const kernels = Object.values<readonly Kernel[]>(stages).flat();
    if (kernels.length !== this.#signatures.length) return false;
    if (kernels.some((kernel, i) => signatureOf(kernel, this.#memory) !== this.#signatures[i])) return false;
    const pipelines = this.#dispatches.map(({ pipeline }) => pipeline);
    this.#dispatches = bind(weights, kernels, pipelines, this.#buffers, this.#memory, this.#bindings);
    return true;
  }

  /** Dispatches of all stages together. */
  get length(): number {
    return this.#dispatches.length;
  }

  get gpuBytes(): number {
    return this.#buffers.reduce((sum, buffer) => sum + buffer.size, 0);
  }

  /** Encodes a stage's dispatches in their order. */
  encode(pass: GPUComputePassEncoder, stage: Stage): void {
    const { first, end } = this.#stages[stage];
    for (let i = first; i < end; i++) this.encodeDispatch(pass, i);
  }

  /** The layout of a further group that the first kernel of a stage declares itself. */
  bindGroupLayout(stage: Stage, group: number): GPUBindGroupLayout {
    return this.#dispatches[this.#stages[stage].first]!.pipeline.getBindGroupLayout(group);
  }

  /** Encodes one dispatch, counted over all stages: for measurements. */
  encodeDispatch(pass: GPUComputePassEncoder, index: number): void {
    const { pipeline, bindGroup, workgroups } = this.#dispatches[index]!;
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(...workgroups);
  }

  /** Encodes the first rows of workgroups of a dispatch: for measurements that must be short. */
  encodeRows(pass: GPUComputePassEncoder, index: number, rows: number): void {
    const { pipeline, bindGroup, workgroups } = this.#dispatches[index]!;
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(workgroups[0], Math.min(rows, workgroups[1]), workgroups[2]);
  }

  /** Memory of a tensor, which holds its values only while the plan keeps it alive: for results, tests and measurements. */
  bindingOf(tensor: Tensor): Required<GPUBufferBinding> {
    return bindingOf(tensor, this.#buffers, this.#memory);
  }

  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
  }
}

function rangesOf<Stage extends string>(
  stages: Readonly<Record<Stage, readonly Kernel[]>>,
): Record<Stage, DispatchRange> {
  let first = 0;
  const ranges = {} as Record<Stage, DispatchRange>;
  for (const [stage, kernels] of Object.entries(stages) as [Stage, readonly Kernel[]][]) {
    ranges[stage] = { first, end: first + kernels.length };
    first += kernels.length;
  }
  return ranges;
}

/** Binds each kernel to its resources. */
function bind(
  weights: GpuWeights,
  kernels: readonly Kernel[],
  pipelines: readonly GPUComputePipeline[],
  buffers: readonly GPUBuffer[],
  memory: MemoryPlan,
  bindings: ExternalBindings,
): Dispatch[] {
  const { device } = weights.engine;
  const bound = (resource: Resource): GPUBindingResource => {
    if (resource.kind === 'tensor') return bindingOf(resource.tensor, buffers, memory);
    if (resource.kind === 'parameter') return { buffer: weights.buffer(resource.parameter) };
    if (resource.kind === 'sampler') return device.createSampler();
    return resource.kind === 'frame' ? bindings.frame! : bindings.externals[resource.name]!;
  };
  return kernels.map(({ label, resources, workgroups }, i): Dispatch => {
    const pipeline = pipelines[i]!;
    const entries = resources.map((resource, binding) => ({ binding, resource: bound(resource) }));
    const bindGroup = device.createBindGroup({ label, layout: pipeline.getBindGroupLayout(0), entries });
    return { pipeline, bindGroup, workgroups };
  });
}

function bindingOf(tensor: Tensor, buffers: readonly GPUBuffer[], memory: MemoryPlan): Required<GPUBufferBinding> {
  const { buffer, offset, bytes } = memory.slots.get(tensor.id)!;
  return { buffer: buffers[buffer]!, offset, size: bytes };
}

/** Most milliseconds between two shaders: a frame and a half of a video. */
const MOST_PAUSE_MS = 50;

/**
 * Waits until the browser has read a shader, and as long again, so that frames are not held up. The browser reads shaders on
 * the thread that draws all pages, which each frame needs several times.
 */
async function framesBetween({ queue }: GPUDevice): Promise<void> {
  const begun = performance.now();
  await queue.onSubmittedWorkDone();
  const pause = Math.min(MOST_PAUSE_MS, performance.now() - begun);
  await new Promise((resolve) => setTimeout(resolve, pause));
}

/** Compiles a pipeline for each kernel; kernels of equal code share one. */
async function compile(
  device: GPUDevice,
  kernels: readonly Kernel[],
  codes: readonly string[],
  unhurried: boolean,
): Promise<GPUComputePipeline[]> {
  const pipelines = new Map<string, Promise<GPUComputePipeline>>();
  try {
    for (const [i, code] of codes.entries()) {
      if (pipelines.has(code)) continue;
      const pipeline = compilePipeline(device, kernels[i]!.label, code);
      // Mark a rejection as handled for now: it is thrown below, once all have begun.
      pipeline.catch(() => {});
      pipelines.set(code, pipeline);
      if (unhurried) await framesBetween(device);
    }
    return await Promise.all(codes.map((code) => pipelines.get(code)!));
  } catch (error) {
    throw new EngineError(`A shader did not compile: ${error instanceof Error ? error.message : error}`);
  }
}
