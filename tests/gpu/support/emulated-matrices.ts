import type { Kernel } from '../../../src/engine/codegen/kernel';

/**
 * Matrices of 16 x 16 without matrix units: an operand is the place that it is loaded from, its offset and stride, and each of
 * the 32 threads of a subgroup keeps 8 sums. Staged inputs are f16, all else is f32.
 */
const EMULATION = `
fn multiplied(left: vec2u, right: vec2u, before: array<f32, 8>, lane: u32) -> array<f32, 8> {
  var sums = before;
  for (var i = 0u; i < 8u; i++) {
    let row = (lane * 8u + i) / 16u;
    let column = (lane * 8u + i) % 16u;
    for (var k = 0u; k < 16u; k++) {
      let at = left.x + row * left.y + k;
      sums[i] += unpack2x16float(staged[at / 2u])[at % 2u] * weights[right.x + k * right.y + column];
    }
  }
  return sums;
}

fn storeSums(offset: u32, values: array<f32, 8>, lane: u32) {
  for (var i = 0u; i < 8u; i++) {
    sums[offset + lane * 8u + i] = values[i];
  }
}
`;

/** Writes a kernel for matrix units so that any adapter with 32 KiB of workgroup memory runs it, slowly. */
export function emulatingMatrices(kernel: Kernel): Kernel {
  const code = kernel.code
    .replace(/^(enable|diagnostic).*$/gm, '')
    .replace(/alias (Left|Right) = .*$/gm, 'alias $1 = vec2u;')
    .replace(/alias Sums = .*$/m, 'alias Sums = array<f32, 8>;')
    .replaceAll('f16', 'f32')
    .replace(/(var<workgroup> staged: array<)f32, PATCH \* (\w+)>/, '$1u32, PATCH * $2 / 2>')
    .replace(
      /staged\[at\] = (\w+)\.x;[^}]*/g,
      'staged[at / 2] = pack2x16float($1.xy);\n staged[at / 2 + 1] = pack2x16float($1.zw);\n',
    )
    .replace(/subgroupMatrixLoad<\w+, row_major>\(&\w+, (.*), (.*)\);/g, 'vec2u(u32($1), u32($2));')
    .replace(/subgroupMatrixMultiplyAccumulate\((.*)\);/g, 'multiplied($1, index % 32u);')
    .replace(
      /subgroupMatrixStore<row_major>\(&sums, (.*), (acc\[.*\]), 16\);/g,
      'storeSums(u32($1), $2, index % 32u);',
    );
  return { ...kernel, code: `${code}\n${EMULATION}` };
}
