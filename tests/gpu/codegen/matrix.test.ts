import { expect, it } from 'vitest';
import { create, globals } from 'webgpu';
import { NETWORKS } from '../../../bench/ours/networks';
import { requestEngineDevice } from '../../../src/engine';
import { type Kernel, kernelOf } from '../../../src/engine/codegen/kernels';
import { planNetwork } from '../../../src/engine/compiler/fusion';

Object.assign(globalThis, globals);

/** Software adapters have no matrix units, but Dawn's null backend checks that WGSL and pipelines are valid. */
const gpu = create(['backend=null', 'enable-dawn-features=allow_unsafe_apis']);
const target = { precision: 'f16', software: false, workgroupBytes: 32768, matrices: true } as const;

it.each(Object.keys(NETWORKS))('kernels for matrix units are valid: %s', async (name) => {
  const { device } = await requestEngineDevice(gpu, { precision: 'f16' });
  const kernels = new Map<string, Kernel>();
  for (const step of planNetwork(NETWORKS[name]!(), 96, 176, target).steps) {
    if (step.kind !== 'conv' || step.tile.kind !== 'matrix') continue;
    const kernel = kernelOf(step, 'f16');
    kernels.set(kernel.code, kernel);
  }
  expect(kernels.size > 0).toBe(name !== '9-9-6');
  device.pushErrorScope('validation');
  for (const { code } of kernels.values()) {
    const module = device.createShaderModule({ code });
    const { messages } = await module.getCompilationInfo();
    expect(messages.filter(({ type }) => type === 'error').map(({ message }) => message)).toEqual([]);
  }
  expect((await device.popErrorScope())?.message).toBeUndefined();
  device.destroy();
});
