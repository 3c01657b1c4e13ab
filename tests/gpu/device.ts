import { existsSync } from 'node:fs';
import { create, globals } from 'webgpu';
import { type EngineDevice, type Precision, requestEngineDevice } from '../../src/engine';

/** Where Dawn finds a Vulkan driver on a machine without a GPU: Chromium's own SwiftShader. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

Object.assign(globalThis, globals);
/** Kept for the life of the process: Dawn stops answering once its instance is collected. */
let instance: GPU | undefined;

/** Validation errors that no one caught: a test file checks that there are none when it ends. */
export const uncaptured: string[] = [];

/** A device of Dawn for Node. */
export async function openDevice(precision: Precision = 'f32'): Promise<EngineDevice> {
  if (!process.env.VK_ICD_FILENAMES && existsSync(SWIFTSHADER)) process.env.VK_ICD_FILENAMES = SWIFTSHADER;
  instance ??= create([]);
  const engine = await requestEngineDevice(instance, { precision });
  engine.device.addEventListener('uncapturederror', ({ error }) => uncaptured.push(error.message));
  return engine;
}
