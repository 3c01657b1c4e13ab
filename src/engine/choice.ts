import type { EngineDevice, Precision } from './device';
import { groupsOf } from './expression';
import type { Shape } from './shapes';

/** Kernel choice: every threshold of the engine is in this file, with its reason. */

/** What the choice depends on besides the shape. */
export interface Target {
  readonly precision: Precision;
  /** A GPU played by the CPU. */
  readonly software: boolean;
}

export function targetOf({ precision, adapterInfo }: EngineDevice): Target {
  return { precision, software: /swiftshader|llvmpipe|lavapipe/i.test(Object.values(adapterInfo).join(' ')) };
}

/** How a convolution is computed and cut into workgroups. */
export type ConvTile = DirectTile | WinogradTile;

/** A workgroup of threadsX x threadsY, a thread `pixels` rows of `block` groups of 4 output channels. */
export interface DirectTile {
  readonly kind: 'direct';
  readonly threadsX: number;
  readonly threadsY: number;
  readonly pixels: number;
  readonly block: number;
}

/**
 * A workgroup of tilesX x tilesY tiles of 2x2 pixels, 4 threads a tile, and `block` groups of 4 output channels; a thread
 * multiplies every `tileLanes`-th tile. In f16, sums of `flush` groups of input channels are kept before f32 takes over.
 */
export interface WinogradTile {
  readonly kind: 'winograd';
  readonly tilesX: number;
  readonly tilesY: number;
  readonly block: number;
  readonly tileLanes: number;
  readonly flush: number;
}

export interface ConvShape {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly input: Shape;
  readonly output: Shape;
  readonly target: Target;
  readonly statistics: boolean;
}

/** Every device has this much workgroup memory. */
const WORKGROUP_BYTES = 16384;

/** The tile of a convolution, the largest of those liked that fits in workgroup memory. */
export function chooseConvTile(shape: ConvShape): ConvTile {
  // Software adapters compile for seconds what is unrolled far; a small tile starts at once and runs hardly slower.
  if (shape.target.software) return { kind: 'direct', threadsX: 8, threadsY: 8, pixels: 1, block: 1 };
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
    const tile: DirectTile = { kind: 'direct', threadsX, threadsY, pixels, block };
    if (directBytes(shape, tile) <= WORKGROUP_BYTES) return tile;
  }
  return { kind: 'direct', threadsX: 8, threadsY: 4, pixels: 1, block: 1 };
}

/** Whether Winograd's F(2x2, 3x3) computes this convolution. */
export function suitsWinograd({ kernel, stride, padding }: ConvShape): boolean {
  return kernel === 3 && stride === 1 && padding === 1;
}

/** Kernels up to this size keep all their taps in workgroup memory; larger ones a column at a time. */
export const MAX_STAGED_KERNEL = 3;

/** Input pixels a direct tile stages for one group of channels. */
export function patchOf(tile: DirectTile, kernel: number, stride: number): { height: number; width: number } {
  const span = (outputs: number) => (outputs - 1) * stride + kernel;
  return { height: span(tile.threadsY * tile.pixels), width: span(tile.threadsX) };
}

function directBytes({ kernel, stride, target, statistics }: ConvShape, tile: DirectTile): number {
  const vector = target.precision === 'f16' ? 8 : 16;
  const { height, width } = patchOf(tile, kernel, stride);
  const row = Math.ceil(width / stride) * stride;
  const taps = kernel * (kernel <= MAX_STAGED_KERNEL ? kernel : 1) * 4 * tile.block;
  return (height * row + taps) * vector + (statistics ? tile.threadsX * tile.threadsY * 32 + 16 : 0);
}
