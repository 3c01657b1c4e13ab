import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { create, globals } from 'webgpu';
import { type EngineDevice, type Precision, requestEngineDevice } from '../../../src/engine';

/** Vulkan drivers for machines without a GPU: Chromium's own SwiftShader, and Mesa's lavapipe, which from 25 on has f16. */
export const DRIVERS = {
  swiftshader: ['/usr/lib/chromium/vk_swiftshader_icd.json'],
  lavapipe: ['/usr/share/vulkan/icd.d/lvp_icd.json', '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json'],
} as const;

/** Mesa's cache does not tell vector widths apart, and code compiled for another width crashes: keep one of our own. */
const SHADER_CACHE = fileURLToPath(new URL('../../../node_modules/.cache/mesa', import.meta.url));

Object.assign(globalThis, globals);
/** Kept for the life of the process: Dawn stops answering once its instance is collected. */
let instance: GPU | undefined;
let nullInstance: GPU | undefined;

/** Validation errors that no one caught: a test file checks that there are none when it ends. */
export const uncaptured: string[] = [];

/**
 * A device of Dawn for Node; the first call of a test file settles the driver, unless VK_ICD_FILENAMES has.
 * @throws NoGpuError where there is none
 */
export async function openDevice(
  precision: Precision = 'f32',
  driver: keyof typeof DRIVERS = 'swiftshader',
): Promise<EngineDevice> {
  const engine = await requestEngineDevice(gpu(driver), { precision });
  engine.device.addEventListener('uncapturederror', ({ error }) => uncaptured.push(error.message));
  return engine;
}

/** An f32 device with WebGPU's default limits and no features, of a nameless adapter: it gets the tiles of real GPUs. */
export function openDefaultDevice(): Promise<EngineDevice> {
  return defaultDeviceOf(gpu('swiftshader'));
}

/** The same of Dawn's null backend: it validates everything and computes nothing, so that no shader has to be compiled. */
export function openNullDevice(): Promise<EngineDevice> {
  nullInstance ??= create(['backend=null']);
  return defaultDeviceOf(nullInstance);
}

async function defaultDeviceOf(gpu: GPU): Promise<EngineDevice> {
  const adapter = await gpu.requestAdapter();
  const device = await adapter!.requestDevice();
  device.addEventListener('uncapturederror', ({ error }) => uncaptured.push(error.message));
  const adapterInfo = { vendor: '', architecture: '', device: '', description: '' };
  return { device, adapterInfo, precision: 'f32', hasTimestamps: false, hasMatrices: false, tiles: new Map() };
}

function gpu(driver: keyof typeof DRIVERS): GPU {
  const file = DRIVERS[driver].find((path) => existsSync(path));
  if (file) process.env.VK_ICD_FILENAMES ??= file;
  // Mesa compiles for vectors half as wide in less than half the time: what counts here, for nothing runs for long.
  process.env.LP_NATIVE_VECTOR_WIDTH ??= '128';
  process.env.MESA_SHADER_CACHE_DIR ??= SHADER_CACHE;
  instance ??= create([]);
  return instance;
}
