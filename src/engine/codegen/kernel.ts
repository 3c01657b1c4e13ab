import type { Precision } from '../device';
import type { Bindings, Resource } from './bindings';

/** A dispatch before compilation: WGSL with entry point `main`, the resources of group 0, and the number of workgroups. */
export interface Kernel {
  readonly label: string;
  readonly code: string;
  readonly resources: readonly Resource[];
  readonly workgroups: readonly [number, number, number];
}

/** Subgroups of matrix.wgsl take the same path within a workgroup, but the compiler's analysis cannot see that. */
const MATRICES = `enable chromium_experimental_subgroup_matrix;
diagnostic(off, chromium.subgroup_matrix_uniformity);`;

/** Joins bindings and parts of WGSL to a kernel. */
export function assemble(
  label: string,
  precision: Precision,
  bindings: Bindings,
  workgroups: readonly [number, number, number],
  ...parts: string[]
): Kernel {
  const enabled = precision === 'f16' ? 'enable f16;' : '';
  const matrices = parts.some((part) => part.includes('subgroup_matrix')) ? MATRICES : '';
  const code = [enabled, matrices, bindings.code(), ...parts].filter(Boolean).join('\n\n');
  return { label, code, resources: bindings.resources, workgroups };
}
