/// <reference types="@webgpu/types" />
import { NoGpuError, NoWebgpuError } from './errors';

/** Type in which features and weights are stored and multiplied; sums and norms are f32 either way. */
export type Precision = 'f32' | 'f16';

export interface AdapterIdentity {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
}

/** A GPU device and the facts that the engine needs about it. The caller owns `device` and destroys it. */
export interface EngineDevice {
  readonly device: GPUDevice;
  readonly adapterInfo: AdapterIdentity;
  /** The processor executes the shaders, in place of a graphics card. */
  readonly isSoftware: boolean;
  readonly precision: Precision;
  readonly hasTimestamps: boolean;
  /** Whether subgroups of 32 can multiply matrices of 16 x 16, f16 with sums in f32. */
  readonly hasMatrices: boolean;
  /** Fastest tile of each family of convolutions, found by a `Tuner`. Other families use the tile that is usually best. */
  readonly tiles: Map<string, string>;
  /** Receives errors that the engine survives. The engine has no log of its own, because it imports nothing outside. */
  readonly logError: (message: string, error: unknown) => void;
}

/** How long to ask for an adapter, unless told: a GPU process that is just starting answers null for about a second. */
const ADAPTER_PATIENCE_MS = 3000;
const ADAPTER_RETRY_MS = 200;
/** Chromium has this feature behind a flag; the WebGPU types do not know it yet. */
const MATRICES = 'chromium-experimental-subgroup-matrix' as GPUFeatureName;
const WANTED_FEATURES: readonly GPUFeatureName[] = ['shader-f16', 'timestamp-query', 'subgroups', MATRICES];
/** Adapters on which the processor executes the shaders. */
const SOFTWARE_NAMES = /swiftshader|llvmpipe|lavapipe/i;
/** Lets kernels write canvases of that format. */
const BGRA_STORAGE: GPUFeatureName = 'bgra8unorm-storage';
/** Limits to raise. The defaults carry every shipped style at 1080p; 4K in f32 and large kernels need more. */
const WANTED_LIMITS = ['maxBufferSize', 'maxStorageBufferBindingSize', 'maxComputeWorkgroupStorageSize'] as const;

/**
 * Asks for the fastest adapter, and for a device with f16, timestamps and subgroups where the adapter has them.
 * @param options.precision f32 works everywhere; f16 (the default where there is shader-f16) falls back to f32.
 * @param options.patienceMs how long to ask again while there is no adapter
 * @param options.logError receives errors that the engine survives; without it they are dropped
 * @throws NoGpuError with a sentence for the user.
 */
export async function requestEngineDevice(
  gpu: GPU | undefined,
  options: { precision?: Precision; patienceMs?: number; logError?: EngineDevice['logError'] } = {},
): Promise<EngineDevice> {
  if (!gpu) throw new NoWebgpuError('This browser has no WebGPU here.');
  const adapter = await findAdapter(gpu, options.patienceMs ?? ADAPTER_PATIENCE_MS);
  const wanted = gpu.getPreferredCanvasFormat() === 'bgra8unorm' ? [...WANTED_FEATURES, BGRA_STORAGE] : WANTED_FEATURES;
  const requiredFeatures = wanted.filter((feature) => adapter.features.has(feature));
  const requiredLimits = Object.fromEntries(WANTED_LIMITS.map((limit) => [limit, adapter.limits[limit]]));
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({ requiredFeatures, requiredLimits });
  } catch (error) {
    throw new NoGpuError(`The graphics adapter refused to open: ${error instanceof Error ? error.message : error}`);
  }
  const { vendor, architecture, device: model, description, isFallbackAdapter } = adapter.info;
  const adapterInfo = { vendor, architecture, device: model, description };
  return {
    device,
    adapterInfo,
    // Firefox tells no names. Chromium before 136 tells nothing but names.
    isSoftware: isFallbackAdapter ?? SOFTWARE_NAMES.test(Object.values(adapterInfo).join(' ')),
    precision: options.precision !== 'f32' && device.features.has('shader-f16') ? 'f16' : 'f32',
    hasTimestamps: device.features.has('timestamp-query'),
    hasMatrices: device.features.has(MATRICES) && multipliesMatrices(adapter.info),
    tiles: new Map(),
    logError: options.logError ?? (() => {}),
  };
}

/** The matrices that a subgroup can multiply, as an adapter with the feature lists them. */
interface MatrixInfo {
  readonly subgroupMatrixConfigs?: Iterable<{
    readonly componentType: string;
    readonly resultComponentType: string;
    readonly M: number;
    readonly N: number;
    readonly K: number;
  }>;
}

/** Whether the adapter multiplies the matrices that shaders/conv/matrix.wgsl is written for. */
function multipliesMatrices(info: GPUAdapterInfo & MatrixInfo): boolean {
  if (info.subgroupMinSize !== 32 || info.subgroupMaxSize !== 32) return false;
  return [...(info.subgroupMatrixConfigs ?? [])].some(
    ({ componentType, resultComponentType, M, N, K }) =>
      componentType === 'f16' && resultComponentType === 'f32' && M === 16 && N === 16 && K === 16,
  );
}

async function findAdapter(gpu: GPU, patienceMs: number): Promise<GPUAdapter> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter) return adapter;
    if (performance.now() > deadline)
      throw new NoGpuError('No graphics adapter that WebGPU can use was found on this computer.');
    await new Promise((resolve) => setTimeout(resolve, ADAPTER_RETRY_MS));
  }
}
