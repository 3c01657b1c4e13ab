/** The facts of a device, from what browsers tell about its adapter. */
import { expect, test } from 'vitest';
import { requestEngineDevice } from '../../../src/engine';

/** Opens a device of an adapter with this information. */
function open(info: Partial<GPUAdapterInfo>) {
  const device = { features: new Set() };
  const adapter = { info, features: new Set(), limits: {}, requestDevice: async () => device };
  const gpu = { requestAdapter: async () => adapter, getPreferredCanvasFormat: () => 'rgba8unorm' };
  return requestEngineDevice(gpu as unknown as GPU);
}

const NAMELESS = { vendor: '', architecture: '', device: '', description: '' };

test.each([
  ['Firefox, which tells no names', { ...NAMELESS, isFallbackAdapter: true }, true],
  ['Firefox on a graphics card', { ...NAMELESS, isFallbackAdapter: false }, false],
  ['a browser that tells nothing but names', { ...NAMELESS, architecture: 'swiftshader' }, true],
  ['the same on a graphics card', { ...NAMELESS, vendor: 'nvidia' }, false],
])('a software adapter is known as one: %s', async (_, info, isSoftware) => {
  expect(await open(info)).toMatchObject({ isSoftware });
});
