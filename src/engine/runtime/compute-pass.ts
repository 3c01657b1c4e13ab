import { PipelineCache } from './pipeline-cache';

/** A compute pipeline with the resources it is bound to. */
export interface BoundPipeline {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
}

const cache = new PipelineCache<GPUComputePipeline>();

/** Compiles a shader with entry point `main`, once for each device. Rejects where the GPU refuses it. */
export function compilePipeline(device: GPUDevice, label: string, code: string): Promise<GPUComputePipeline> {
  return cache.get(device, code, () => {
    const module = device.createShaderModule({ label, code });
    return device.createComputePipelineAsync({ label, layout: 'auto', compute: { module, entryPoint: 'main' } });
  });
}

/** Binds resources to group 0 in their order. */
export function bindResources(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  resources: GPUBindingResource[],
): GPUBindGroup {
  const entries = resources.map((resource, binding) => ({ binding, resource }));
  return device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
}

/** Encodes a dispatch with one thread for each pixel of `output`, in workgroups of 16 x 16. */
export function dispatchPixels(
  pass: GPUComputePassEncoder,
  { pipeline, bindGroup }: BoundPipeline,
  output: GPUTexture,
): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  pass.dispatchWorkgroups(Math.ceil(output.width / 16), Math.ceil(output.height / 16));
}
