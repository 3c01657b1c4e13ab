import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { create, globals } from 'webgpu';
import { type EngineDevice, type Precision, requestEngineDevice } from '../../../src/engine';

/** Vulkan drivers for machines without a GPU: Chromium's SwiftShader, and Mesa's lavapipe, which has f16 from version 25 on. */
export const DRIVERS = {
  swiftshader: ['/usr/lib/chromium/vk_swiftshader_icd.json'],
  lavapipe: ['/usr/share/vulkan/icd.d/lvp_icd.json', '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json'],
} as const;

/** A cache of our own: Mesa's cache does not tell vector widths apart, and code compiled for another width crashes. */
const SHADER_CACHE = fileURLToPath(new URL('../../../node_modules/.cache/mesa', import.meta.url));

Object.assign(globalThis, globals);
pollSlowly();
/** Kept for the life of the process: Dawn stops answering once its instance is collected. */
let instance: GPU | undefined;
let nullInstance: GPU | undefined;

/** Uncaught validation errors: each test file checks at its end that there are none. */
export const uncaptured: string[] = [];

/**
 * Opens a device of Dawn for Node. The first call of a test file chooses the driver, unless VK_ICD_FILENAMES names one.
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

/** Opens an f32 device with WebGPU's default limits, no features and a nameless adapter: it gets the tiles of real GPUs. */
export function openDefaultDevice(): Promise<EngineDevice> {
  return defaultDeviceOf(gpu('swiftshader'));
}

/** Opens the same device on Dawn's null backend, which validates everything, computes nothing and compiles no shader. */
export function openNullDevice(): Promise<EngineDevice> {
  nullInstance ??= create(['backend=null']);
  return defaultDeviceOf(nullInstance);
}

async function defaultDeviceOf(gpu: GPU): Promise<EngineDevice> {
  const adapter = await gpu.requestAdapter();
  const device = await adapter!.requestDevice();
  device.addEventListener('uncapturederror', ({ error }) => uncaptured.push(error.message));
  const adapterInfo = { vendor: '', architecture: '', device: '', description: '' };
  const facts = { adapterInfo, isSoftware: false, precision: 'f32', hasTimestamps: false, hasMatrices: false } as const;
  return { device, ...facts, tiles: new Map(), logError: () => {} };
}

function gpu(driver: keyof typeof DRIVERS): GPU {
  const file = DRIVERS[driver].find((path) => existsSync(path));
  if (file) process.env.VK_ICD_FILENAMES ??= file;
  // Halve the vector width: Mesa then compiles in less than half the time, which counts here because nothing runs for long.
  process.env.LP_NATIVE_VECTOR_WIDTH ??= '128';
  process.env.MESA_SHADER_CACHE_DIR ??= SHADER_CACHE;
  instance ??= create([]);
  return instance;
}

/** Lets Dawn look once a millisecond whether anything is done. It looks on each turn of Node's loop, and so keeps a core busy. */
function pollSlowly(): void {
  const { setImmediate } = globalThis;
  const wrapped = (callback: (...args: unknown[]) => void, ...args: unknown[]) =>
    `${callback}`.endsWith('{ [native code] }') ? setTimeout(callback, 1, ...args) : setImmediate(callback, ...args);
  globalThis.setImmediate = Object.assign(wrapped, setImmediate) as typeof setImmediate;
}
