/** A kernel that makes a texture of a picture from others. */
export interface Conversion {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
}

/** Compiles a shader with entry point `main`. */
export function compile(device: GPUDevice, label: string, code: string): Promise<GPUComputePipeline> {
  const module = device.createShaderModule({ label, code });
  return device.createComputePipelineAsync({ label, layout: 'auto', compute: { module, entryPoint: 'main' } });
}

/** Binds resources to group 0 in their order. */
export function bind(device: GPUDevice, pipeline: GPUComputePipeline, resources: GPUBindingResource[]): GPUBindGroup {
  const entries = resources.map((resource, binding) => ({ binding, resource }));
  return device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
}

/** Encodes a conversion, a thread a pixel of `output` in workgroups of 16 x 16. */
export function dispatch(pass: GPUComputePassEncoder, { pipeline, bindGroup }: Conversion, output: GPUTexture): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  pass.dispatchWorkgroups(Math.ceil(output.width / 16), Math.ceil(output.height / 16));
}
