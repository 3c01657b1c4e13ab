/** Kernels in a memory plan: the plan itself, the code that fits it, and a signature to compare kernels by. */
import type { Resource } from '../codegen/bindings';
import type { Kernel } from '../codegen/kernel';
import { type Tensor, vectorsOf } from '../compiler/expression';
import { type Lifetime, type MemoryPlan, planMemory } from '../compiler/memory-planner';
import type { Precision } from '../device';

/**
 * Gives a kernel's code for a memory plan. It declares a tensor as writable, though the kernel only reads it, where the kernel
 * writes to another part of the same buffer: WebGPU lets a dispatch use a buffer in one way only.
 */
export function codeOf({ code, resources }: Kernel, memory: MemoryPlan): string {
  const bufferOf = (resource: Resource) =>
    resource.kind === 'tensor' ? memory.slots.get(resource.tensor.id)?.buffer : undefined;
  const isWritten = (resource: Resource) => resource.kind === 'tensor' && resource.access === 'read_write';
  const written = new Set(resources.filter(isWritten).map(bufferOf));
  return resources.reduce((text, resource, binding) => {
    if (resource.kind !== 'tensor' || !written.has(bufferOf(resource))) return text;
    return text.replace(`@binding(${binding}) var<storage, read>`, `@binding(${binding}) var<storage, read_write>`);
  }, code);
}

/** A text that is equal for kernels that compute the same in the same memory, from whatever weights. */
export function signatureOf(kernel: Kernel, memory: MemoryPlan): string {
  const tensors = kernel.resources.map((resource) => (resource.kind === 'tensor' ? resource.tensor.id : resource.kind));
  return `${tensors.join(' ')} ${kernel.workgroups.join(' ')}\n${codeOf(kernel, memory)}`;
}

/** Plans the memory for kernels that run one after the other. */
export const memoryPlanOf = (kernels: readonly Kernel[], precision: Precision): MemoryPlan =>
  planMemory(lifetimesOf(kernels, precision === 'f16'));

/** A tensor lives from the kernel that writes it to the last one that reads it; a persistent one lives all the time. */
function lifetimesOf(kernels: readonly Kernel[], storeF16: boolean): Lifetime[] {
  const lifetimes = new Map<Tensor, Lifetime>();
  kernels.forEach(({ resources }, at) => {
    for (const resource of resources) {
      if (resource.kind !== 'tensor') continue;
      const { tensor, aliasOf } = resource;
      const known = lifetimes.get(tensor) ?? (aliasOf && lifetimes.get(aliasOf));
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
