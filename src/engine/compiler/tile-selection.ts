import type { EngineDevice, Precision } from '../device';
import type { Shape } from '../model/shapes';
import { groupsOf } from './expression';

/** Kernel choice: every threshold of the engine is in this file, with its reason. */

/** What the choice depends on besides the shape. */
export interface CompileTarget {
  readonly precision: Precision;
  /** A GPU played by the CPU. */
  readonly software: boolean;
  /** Whether what counts is how soon kernels are compiled. */
  readonly draft?: boolean;
  /** Workgroup memory a kernel may use. */
  readonly workgroupBytes: number;
  /** Whether subgroups of 32 multiply matrices of 16 x 16 in f16. */
  readonly matrices?: boolean;
  /** Tiles found to be the fastest on this device: `nameOf` tiles by `familyOf` convolutions. */
  readonly tiles?: ReadonlyMap<string, string>;
}

/** More workgroup memory than this keeps too few workgroups on a multiprocessor to hide anything. */
const MAX_WORKGROUP_BYTES = 32768;

/** Rows of a draft at most: a quarter of the pixels of 720p makes up for kernels that take a few times as long for each. */
export const DRAFT_ROWS = 360;

/** @param draft for kernels that compile at once, however long they run */
export function targetOf(
  { device, precision, adapterInfo, tiles, hasMatrices }: EngineDevice,
  draft = false,
): CompileTarget {
  const software = /swiftshader|llvmpipe|lavapipe/i.test(Object.values(adapterInfo).join(' '));
  return {
    precision,
    tiles,
    matrices: hasMatrices,
    software,
    draft: draft && !software,
    workgroupBytes: Math.min(device.limits.maxComputeWorkgroupStorageSize, MAX_WORKGROUP_BYTES),
  };
}

/** How a convolution is computed and cut into workgroups. */
export type ConvTile = SharedTile | PlainTile;

/** Of a workgroup that shares what it reads. */
export type SharedTile = DirectTile | WinogradTile | MatrixTile;

/** `pixels` rows of a group a thread, nothing shared. */
export interface PlainTile {
  readonly kind: 'plain';
  readonly pixels: 1 | 4;
}

/**
 * A workgroup of threadsX x threadsY, a thread `pixels` rows of `block` groups of 4 output channels; `phases` is the same
 * for a 3x3 convolution of an input upsampled by 2, in input pixels.
 */
export interface DirectTile {
  readonly kind: 'direct' | 'phases';
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

/**
 * A workgroup of four subgroups, 16 x 8 pixels; `across` of them lie side by side over the output channels, each with
 * `columns` matrices of 16 channels; `block` groups of 4 output channels in all.
 */
export interface MatrixTile {
  readonly kind: 'matrix';
  readonly across: 1 | 2;
  readonly columns: number;
  readonly block: number;
}

export interface ConvShape {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly input: Shape;
  readonly output: Shape;
  readonly target: CompileTarget;
  readonly statistics: boolean;
  /** Whether the input is a smaller one upsampled by 2. */
  readonly upsampled: boolean;
}

/** The kernel and tile of a convolution: the one measured on this device, else the first of `tilesFor`. */
export function chooseConvTile(shape: ConvShape): ConvTile {
  const fitting = tilesFor(shape);
  const measured = shape.target.tiles?.get(familyOf(shape));
  return fitting.find((tile) => nameOf(tile) === measured) ?? fitting[0]!;
}

/**
 * Tiles that suit a convolution and fit workgroup memory. The first is the best one on an H100 (bench/RESULTS.md), whose
 * order other GPUs share as far as they share its limits; those after it are worth a measurement elsewhere.
 */
export function tilesFor(shape: ConvShape): ConvTile[] {
  // What is unrolled takes drivers long to compile: a CPU playing a GPU seconds, which has no use for shared memory either.
  // It has few registers to fill, but every load of a tap costs it one a lane: four rows share them.
  if (shape.target.software) return [{ kind: 'plain', pixels: 4 }];
  if (shape.target.draft) return [PLAIN];
  const groups = groupsOf(shape.output.channels);
  const fits = (tile: SharedTile) =>
    groups % tile.block === 0 && workgroupBytes(shape, tile) <= shape.target.workgroupBytes;
  const fitting = [...matrixTiles(shape), ...candidates(shape, groups), ...alternatives(shape)].filter(fits);
  const distinct = new Map(fitting.map((tile) => [nameOf(tile), tile]));
  return distinct.size > 0 ? [...distinct.values()].slice(0, MAX_TILES) : [PLAIN];
}

/** By matrix units, where the channels fill their matrices: a multiple of what all else can do. */
function matrixTiles(shape: ConvShape): MatrixTile[] {
  const { input, output, target } = shape;
  const isWhole = input.channels % 16 === 0 && output.channels % 16 === 0;
  // Phases of an upsampled picture need so few products that they win all the same.
  if (!target.matrices || target.precision !== 'f16' || !isWhole || !suitsWinograd(shape) || shape.upsampled) return [];
  const matrices = output.channels / 16;
  // Few sums a subgroup, so that many subgroups hide each other's loads; where channels are few, two matrices save loads.
  return matrices % 4 === 0
    ? [matrix(2, 1), matrix(2, 2)]
    : [matrix(1, matrices % 2 === 0 ? 2 : matrices % 3 === 0 ? 3 : 1)];
}

function matrix(across: 1 | 2, columns: number): MatrixTile {
  return { kind: 'matrix', across, columns, block: across * columns * 4 };
}

/** Each has to be compiled to be measured. */
const MAX_TILES = 5;

/** What is worth a try where a GPU has fewer registers or less shared memory than an H100. */
function alternatives(shape: ConvShape): (DirectTile | WinogradTile)[] {
  const { kernel, stride, input, output, target } = shape;
  if (suitsPhases(shape)) {
    const tiles = [direct(16, 8, 2, 2), direct(16, 8, 2, 1), direct(8, 8, 2, 1), direct(16, 4, 1, 1)];
    return tiles.map((tile) => ({ ...tile, kind: 'phases' }));
  }
  const small = [direct(16, 8, 2, 2), direct(8, 8, 4, 1), direct(16, 8, 2, 1), direct(8, 8, 2, 1)];
  if (kernel > MAX_STAGED_KERNEL || stride === 2) return small;
  const fewProducts = suitsWinograd(shape) && input.channels >= 32 && groupsOf(output.channels) % WINOGRAD.block === 0;
  return fewProducts && target.precision === 'f32' ? [WINOGRAD, ...small] : small;
}

/** A tile in a word or two: equal for equal tiles. */
export const nameOf = (tile: ConvTile): string => Object.values(tile).join(' ');

/** What the speed of a tile depends on: equal for convolutions that are worth one measurement. */
export function familyOf({ kernel, stride, input, output, target, statistics, upsampled }: ConvShape): string {
  const { channels, height, width } = output;
  const extras = [statistics && 'statistics', upsampled && 'upsampled'].filter(Boolean);
  const shape = `${kernel}x${kernel}/${stride} ${input.channels}-${channels} ${width}x${height}`;
  return [target.precision, shape, ...extras].join(' ');
}

const PLAIN: PlainTile = { kind: 'plain', pixels: 1 };

/** A tile for each shape, best first; the reason is what was measured against the tiles around it. */
function candidates(shape: ConvShape, groups: number): (DirectTile | WinogradTile)[] {
  const { kernel, stride, input, output, target, statistics } = shape;
  const sumsInF16 = target.precision === 'f16' && !sumsInF32(statistics, input);
  // 16 products for 4 pixels without any transform: twice as fast as the same convolution of the upsampled picture.
  if (suitsPhases(shape))
    return (sumsInF16 ? [direct(16, 4, 2, 1)] : [direct(16, 8, 2, 2), direct(16, 4, 2, 1)]).map((tile) => ({
      ...tile,
      kind: 'phases',
    }));
  // Large kernels use an input so often that wide rows pay; with one output group, registers are left for more pixels.
  if (kernel > MAX_STAGED_KERNEL)
    return [
      ...(groups > 1 ? [direct(32, 4, 4, 4)] : sumsInF16 ? [direct(32, 4, 8, 1)] : []),
      direct(16, 8, 4, 1),
      direct(16, 4, 2, 1),
    ];
  // A strided tile needs four times the inputs: share them among many output channels.
  if (stride === 2) return [direct(16, 4, 2, 4), direct(16, 8, 2, 3), direct(16, 8, 2, 2), direct(16, 8, 2, 1)];
  // Winograd's transforms cost less than the products they save from 64 channels on; in f16 products are too cheap for it.
  if (!sumsInF16 && input.channels >= 64 && groups % 8 === 0 && suitsWinograd(shape))
    return [WINOGRAD, direct(16, 8, 4, 2)];
  // Sums for a norm take registers: where there are few workgroups, smaller ones leave fewer multiprocessors idle.
  const workgroups = (output.height * output.width * groups) / 1024;
  if (!sumsInF16 && statistics && workgroups < 512)
    return [direct(16, 8, 2, 2), direct(16, 8, 4, 1), direct(16, 8, 2, 1)];
  // 32 accumulators a thread: enough arithmetic for a load, few enough registers for four workgroups at a time.
  const wide =
    input.channels <= 32 ? [direct(32, 4, 4, 2)] : sumsInF16 && input.channels >= 64 ? [direct(16, 8, 6, 2)] : [];
  return [...wide, direct(16, 8, 4, 2), direct(16, 8, sumsInF16 ? 2 : 4, 3), direct(16, 8, 4, 1)];
}

const WINOGRAD: WinogradTile = { kind: 'winograd', tilesX: 8, tilesY: 4, block: 8, tileLanes: 4, flush: 1 };

function direct(threadsX: number, threadsY: number, pixels: number, block: number): DirectTile {
  return { kind: 'direct', threadsX, threadsY, pixels, block };
}

/** Whether Winograd's F(2x2, 3x3) computes this convolution. */
export function suitsWinograd({ kernel, stride, padding }: ConvShape): boolean {
  return kernel === 3 && stride === 1 && padding === 1;
}

/** Whether four phases of 2x2 taps compute this convolution. */
export function suitsPhases(shape: ConvShape): boolean {
  return shape.upsampled && suitsWinograd(shape);
}

/** Kernels up to this size keep all their taps in workgroup memory; larger ones a column at a time. */
export const MAX_STAGED_KERNEL = 3;

/**
 * Input channels up to which a convolution before an instance norm sums in f32 whatever it stores: the norm magnifies what
 * f16 sums lack (S with instance norm is 3.9/255 off with them, 1.4 without), and few channels are little arithmetic.
 */
const MAX_F32_SUM_CHANNELS = 32;

/** Whether a convolution sums in f32 in any precision. */
export const sumsInF32 = (statistics: boolean, input: Shape): boolean =>
  statistics && input.channels <= MAX_F32_SUM_CHANNELS;

/** Input pixels a direct tile stages for one group of channels. */
export function patchOf(tile: DirectTile, kernel: number, stride: number): { height: number; width: number } {
  const span = (outputs: number) => (outputs - 1) * stride + kernel;
  return { height: span(tile.threadsY * tile.pixels), width: span(tile.threadsX) };
}

/**
 * Threads that share a sum for an instance norm: a CPU playing a GPU runs them in turn, a vector of four at a time, and
 * compiles what waits for a barrier slowly.
 */
export const normThreads = ({ software }: CompileTarget): number => (software ? 4 : 256);

/** Workgroup memory a tile takes. */
function workgroupBytes({ kernel, stride, target, statistics }: ConvShape, tile: SharedTile): number {
  const vector = target.precision === 'f16' ? 8 : 16;
  if (tile.kind === 'matrix') return 5760 + tile.across * 8192 + (statistics ? 4096 + tile.across * 64 : 0);
  if (tile.kind === 'winograd') {
    const tiles = tile.tilesX * tile.tilesY;
    const staged = 16 * (tiles + tile.tileLanes + tile.block * 4 + tiles / 4 / tile.tileLanes);
    return staged * vector + (vector === 8 ? tiles * 256 : 0) + (statistics ? (tiles * 8 + tile.block) * 16 : 0);
  }
  const { height, width } = patchOf(tile, kernel, stride);
  const row = Math.ceil(width / stride) * stride;
  const taps = (tile.kind === 'phases' ? 16 : kernel * (kernel <= MAX_STAGED_KERNEL ? kernel : 1)) * 4 * tile.block;
  return (height * row + taps) * vector + (statistics ? tile.threadsX * tile.threadsY * 32 + 16 : 0);
}
