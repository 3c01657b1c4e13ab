import type { Precision } from './device';
import { groupsOf } from './expression';
import type { Shape } from './shapes';

/** Kernel choice: every threshold of the engine is in this file, with its reason. */

/** How a convolution is cut: a workgroup of threadsX x threadsY, a thread `pixels` rows of `block` output groups. */
export interface ConvTile {
  readonly threadsX: number;
  readonly threadsY: number;
  readonly pixels: number;
  readonly block: number;
}

export interface ConvShape {
  readonly kernel: number;
  readonly stride: number;
  readonly input: Shape;
  readonly output: Shape;
  readonly precision: Precision;
  readonly statistics: boolean;
}

/** Every device has this much workgroup memory. */
const WORKGROUP_BYTES = 16384;

/** The tile of a convolution, the largest of those liked that fits in workgroup memory. */
export function chooseConvTile(shape: ConvShape): ConvTile {
  const groups = groupsOf(shape.output.channels);
  // 64 accumulators a thread: the most that leave enough registers for operands on all vendors.
  const block = groups % 2 === 0 ? 2 : 1;
  for (const [threadsX, threadsY, pixels] of [
    [16, 8, 8 / block],
    [16, 8, 4],
    [16, 8, 2],
    [16, 4, 2],
    [8, 8, 1],
  ] as const) {
    const tile = { threadsX, threadsY, pixels, block };
    if (workgroupBytes(shape, tile) <= WORKGROUP_BYTES) return tile;
  }
  return { threadsX: 8, threadsY: 4, pixels: 1, block: 1 };
}

/** Kernels up to this size keep all their taps in workgroup memory; larger ones a column at a time. */
export const MAX_STAGED_KERNEL = 3;

export function workgroupBytes({ kernel, stride, precision, statistics }: ConvShape, tile: ConvTile): number {
  const vector = precision === 'f16' ? 8 : 16;
  const patch = ((tile.threadsY * tile.pixels - 1) * stride + kernel) * ((tile.threadsX - 1) * stride + kernel);
  const taps = kernel * (kernel <= MAX_STAGED_KERNEL ? kernel : 1) * 4 * tile.block;
  return (patch + taps) * vector + (statistics ? tile.threadsX * tile.threadsY * 16 : 0);
}
