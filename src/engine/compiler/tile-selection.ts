import type { EngineDevice, Precision } from '../device';
import type { Shape } from '../model/shapes';
import { groupsOf } from './expression';

/** Chooses kernels and tiles. Every threshold of the engine is in this file, with its reason. */

/** The facts about the device that the choice depends on. */
export interface CompileTarget {
  readonly precision: Precision;
  /** The adapter is a software one: the CPU executes the shaders. */
  readonly software: boolean;
  /** Prefers kernels that compile soonest to kernels that run fastest. */
  readonly draft?: boolean;
  /** Bytes of workgroup memory that a kernel may use. */
  readonly workgroupBytes: number;
  /** Subgroups of 32 can multiply matrices of 16 x 16 in f16. */
  readonly matrices?: boolean;
  /** Fastest tiles on this device: `nameOf` a tile by `familyOf` a convolution. */
  readonly tiles?: ReadonlyMap<string, string>;
}

/** With more workgroup memory a kernel, too few workgroups fit a multiprocessor to hide the latency of memory. */
const MAX_WORKGROUP_BYTES = 32768;

/** Most rows of a draft: a quarter of the pixels of 720p makes up for kernels that take a few times as long a pixel. */
export const DRAFT_ROWS = 360;

/**
 * Collects the facts about a device that compiling depends on.
 * @param draft asks for kernels that compile at once, however slowly they run; ignored on software adapters
 */
export function targetOf(
  { device, precision, isSoftware, tiles, hasMatrices }: EngineDevice,
  draft = false,
): CompileTarget {
  return {
    precision,
    tiles,
    matrices: hasMatrices,
    software: isSoftware,
    draft: draft && !isSoftware,
    workgroupBytes: Math.min(device.limits.maxComputeWorkgroupStorageSize, MAX_WORKGROUP_BYTES),
  };
}

/** A way to compute a convolution and to cut it into workgroups. */
export type ConvTile = SharedTile | PlainTile;

/** Tiles of workgroups that share their inputs in workgroup memory. */
export type SharedTile = DirectTile | WinogradTile | MatrixTile;

/** A thread makes `pixels` rows of one output group; the workgroup shares nothing. */
export interface PlainTile {
  readonly kind: 'plain';
  readonly pixels: 1 | 4;
}

/**
 * A workgroup has threadsX x threadsY threads; each makes `pixels` rows of `block` groups of 4 output channels. `phases` is the
 * same for a 3x3 convolution of an input upsampled by 2, counted in input pixels.
 */
export interface DirectTile {
  readonly kind: 'direct' | 'phases';
  readonly threadsX: number;
  readonly threadsY: number;
  readonly pixels: number;
  readonly block: number;
}

/**
 * A workgroup makes tilesX x tilesY tiles of 2x2 pixels in `block` groups of 4 output channels, with 4 threads a tile; a thread
 * multiplies every `tileLanes`-th tile. In f16, a sum covers `flush` groups of input channels before it is added up in f32.
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
 * A workgroup of four subgroups makes 16 x 8 pixels of `block` groups of 4 output channels. `across` subgroups lie side by side
 * over the output channels, each with `columns` matrices of 16 channels.
 */
export interface MatrixTile {
  readonly kind: 'matrix';
  readonly across: 1 | 2;
  readonly columns: number;
  readonly block: number;
}

/** The facts about a convolution that the choice depends on. */
export interface ConvShape {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly input: Shape;
  readonly output: Shape;
  readonly target: CompileTarget;
  readonly statistics: boolean;
  /** The input is a smaller one, upsampled by 2. */
  readonly upsampled: boolean;
}

/** Chooses the tile of a convolution: the one measured on this device, else the first of `tilesFor`. */
export function chooseConvTile(shape: ConvShape): ConvTile {
  const fitting = tilesFor(shape);
  const measured = shape.target.tiles?.get(familyOf(shape));
  return fitting.find((tile) => nameOf(tile) === measured) ?? fitting[0]!;
}

/**
 * Lists tiles that suit a convolution and fit workgroup memory. The first is the best one on an H100 (bench/RESULTS.md); GPUs
 * with the same limits rank tiles the same. The others are worth a measurement elsewhere.
 */
export function tilesFor(shape: ConvShape): ConvTile[] {
  // A software adapter takes seconds to compile unrolled code, and it has no use for shared memory. It has few registers to fill,
  // but each load of a tap costs one load a lane: four rows share the taps.
  if (shape.target.software) return [{ kind: 'plain', pixels: 4 }];
  if (shape.target.draft) return [PLAIN];
  const groups = groupsOf(shape.output.channels);
  const fits = (tile: SharedTile) =>
    groups % tile.block === 0 && workgroupBytes(shape, tile) <= shape.target.workgroupBytes;
  const small = isSmallGrid(shape) ? smallGridTiles(shape) : [];
  const usual = [...small, ...candidates(shape, groups), ...alternatives(shape)].filter(fits);
  const matrices = matrixTiles(shape).filter(fits);
  // A strided convolution of many input channels stages too much for matrices to pay: only the tuner takes them.
  const pays = shape.stride === 1 || shape.input.channels <= 32;
  const fitting = pays ? [...matrices, ...usual] : [...usual.slice(0, 1), ...matrices, ...usual.slice(1)];
  const distinct = new Map(fitting.map((tile) => [nameOf(tile), tile]));
  return distinct.size > 0 ? [...distinct.values()].slice(0, MAX_TILES) : [PLAIN];
}

/** Tiles for matrix units, where the channels fill their matrices: several times as fast as anything else. */
function matrixTiles(shape: ConvShape): MatrixTile[] {
  const { kernel, stride, padding, input, output, target } = shape;
  const isWhole = input.channels % 16 === 0 && output.channels % 16 === 0;
  // The phases of an upsampled picture need so few products that they are faster still.
  if (!target.matrices || target.precision !== 'f16' || !isWhole || shape.upsampled) return [];
  if (kernel !== 3 || padding !== 1 || stride > 2) return [];
  const matrices = output.channels / 16;
  if (stride === 2) return matrices % 4 === 0 ? [matrix(1, 4), matrix(1, 2)] : matrices % 2 === 0 ? [matrix(1, 2)] : [];
  // More sums share what a workgroup stages. Fewer of them let more subgroups hide each other's loads.
  if (matrices % 8 === 0) return [matrix(2, 4), matrix(2, 2), matrix(1, 4), matrix(2, 1)];
  if (matrices % 4 === 0) return [matrix(2, 1), matrix(2, 2), matrix(1, 4)];
  // With few channels, two matrices save loads; on the smallest pictures, one leaves fewer multiprocessors idle.
  const wide = matrix(1, matrices % 2 === 0 ? 2 : matrices % 3 === 0 ? 3 : 1);
  return isSmallGrid(shape) && thousandsOf(output) < SMALLEST_GRID ? [matrix(1, 1), wide] : [wide, matrix(1, 1)];
}

function matrix(across: 1 | 2, columns: number): MatrixTile {
  return { kind: 'matrix', across, columns, block: across * columns * 4 };
}

/** Thousands of output values in groups of 4 below which a small picture of many channels leaves a large GPU idle. */
const SMALL_GRID = 256;
/** Below this many, not even 32 channels a workgroup give every multiprocessor one. */
const SMALLEST_GRID = 64;

const thousandsOf = ({ channels, height, width }: Shape): number => (height * width * groupsOf(channels)) / 1024;

/** Whether a picture is small and has many channels, as the coarse levels of a network with context. */
const isSmallGrid = ({ output, statistics }: ConvShape): boolean =>
  !statistics && output.channels >= 32 && thousandsOf(output) < SMALL_GRID;

/** Tiles of little work a thread, so that there are enough workgroups: up to 40 % less time than the usual ones on an H200. */
function smallGridTiles(shape: ConvShape): DirectTile[] {
  const { kernel, stride, output, target } = shape;
  const isF16 = target.precision === 'f16';
  const isSmallest = thousandsOf(output) < SMALLEST_GRID;
  if (suitsPhases(shape)) return [{ ...direct(16, 4, isF16 ? 1 : 2, 1), kind: 'phases' }];
  if (kernel > MAX_STAGED_KERNEL) return [];
  if (stride === 2) return [...(isSmallest ? [direct(16, 4, 1, 3)] : []), ...(isF16 ? [] : [direct(16, 4, 2, 2)])];
  return isSmallest || isF16 ? [direct(16, 4, 2, 1)] : [direct(16, 4, 2, 2)];
}

/** Most tiles to measure: each has to be compiled first. */
const MAX_TILES = 5;

/** Tiles worth a try on GPUs with fewer registers or less shared memory than an H100. */
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

/** A short name of a tile: equal for equal tiles. */
export const nameOf = (tile: ConvTile): string => Object.values(tile).join(' ');

/** The facts that the speed of a tile depends on: equal for convolutions that share a measurement. */
export function familyOf({ kernel, stride, input, output, target, statistics, upsampled }: ConvShape): string {
  const { channels, height, width } = output;
  const extras = [statistics && 'statistics', upsampled && 'upsampled'].filter(Boolean);
  const shape = `${kernel}x${kernel}/${stride} ${input.channels}-${channels} ${width}x${height}`;
  return [target.precision, shape, ...extras].join(' ');
}

const PLAIN: PlainTile = { kind: 'plain', pixels: 1 };

/** Tiles for each shape, best first; each line gives the reason, as measured against similar tiles. */
function candidates(shape: ConvShape, groups: number): (DirectTile | WinogradTile)[] {
  const { kernel, stride, input, output, target, statistics } = shape;
  const sumsInF16 = target.precision === 'f16' && !sumsInF32(statistics, input);
  // Four phases take 16 products for 4 pixels and no transform: twice as fast as convolving the upsampled picture.
  if (suitsPhases(shape))
    return (sumsInF16 ? [direct(16, 4, 2, 1)] : [direct(16, 8, 2, 2), direct(16, 4, 2, 1)]).map((tile) => ({
      ...tile,
      kind: 'phases',
    }));
  // Large kernels use an input so often that wide rows pay. With one output group, registers are left for more pixels.
  if (kernel > MAX_STAGED_KERNEL)
    return [
      ...(groups > 1 ? [direct(32, 4, 4, 4)] : sumsInF16 ? [direct(32, 4, 8, 1)] : []),
      direct(16, 8, 4, 1),
      direct(16, 4, 2, 1),
    ];
  // A strided tile needs four times the inputs: it shares them among many output channels.
  if (stride === 2) return [direct(16, 4, 2, 4), direct(16, 8, 2, 3), direct(16, 8, 2, 2), direct(16, 8, 2, 1)];
  // From 64 channels on, Winograd's transforms cost less than the products they save; in f16 products are too cheap for that.
  if (!sumsInF16 && input.channels >= 64 && groups % 8 === 0 && suitsWinograd(shape))
    return [WINOGRAD, direct(16, 8, 4, 2)];
  // Sums for a norm take registers. If there are few workgroups, smaller ones leave fewer multiprocessors idle.
  const workgroups = (output.height * output.width * groups) / 1024;
  if (!sumsInF16 && statistics && workgroups < 512)
    return [direct(16, 8, 2, 2), direct(16, 8, 4, 1), direct(16, 8, 2, 1)];
  // 32 accumulators a thread are enough arithmetic for a load, and few enough registers for four workgroups at a time.
  const wide =
    input.channels <= 32 ? [direct(32, 4, 4, 2)] : sumsInF16 && input.channels >= 64 ? [direct(16, 8, 6, 2)] : [];
  return [...wide, direct(16, 8, 4, 2), direct(16, 8, sumsInF16 ? 2 : 4, 3), direct(16, 8, 4, 1)];
}

const WINOGRAD: WinogradTile = { kind: 'winograd', tilesX: 8, tilesY: 4, block: 8, tileLanes: 4, flush: 1 };

function direct(threadsX: number, threadsY: number, pixels: number, block: number): DirectTile {
  return { kind: 'direct', threadsX, threadsY, pixels, block };
}

/** Whether Winograd's F(2x2, 3x3) computes this convolution. */
function suitsWinograd({ kernel, stride, padding }: ConvShape): boolean {
  return kernel === 3 && stride === 1 && padding === 1;
}

/** Whether four phases of 2x2 taps compute this convolution. */
function suitsPhases(shape: ConvShape): boolean {
  return shape.upsampled && suitsWinograd(shape);
}

/** Kernels up to this size stage all their taps in workgroup memory; larger ones stage a column at a time. */
export const MAX_STAGED_KERNEL = 3;

/**
 * Most input channels with which a convolution before an instance norm sums in f32 whatever it stores. The norm magnifies the
 * error of f16 sums (S with instance norm is 3.9/255 off with them, 1.4 without), and few channels are little arithmetic.
 */
const MAX_F32_SUM_CHANNELS = 32;

/** Whether a convolution sums in f32 in any precision. */
export const sumsInF32 = (statistics: boolean, input: Shape): boolean =>
  statistics && input.channels <= MAX_F32_SUM_CHANNELS;

/** Input pixels that a direct tile stages for one group of channels. */
export function patchOf(tile: DirectTile, kernel: number, stride: number): { height: number; width: number } {
  const span = (outputs: number) => (outputs - 1) * stride + kernel;
  return { height: span(tile.threadsY * tile.pixels), width: span(tile.threadsX) };
}

/**
 * Threads that share a sum for an instance norm. A software adapter runs them in turn, a vector of four at a time, and
 * compiles code with barriers slowly.
 */
export const normThreads = ({ software }: CompileTarget): number => (software ? 4 : 256);

/** Scalars from a staged pixel of a matrix tile to the next: a gap where there is room, so that eight pixels lie in different banks. */
export const matrixPitch = (stride: number): number => (stride === 1 ? 24 : 16);

/** Bytes of workgroup memory that a tile takes. */
function workgroupBytes({ kernel, stride, target, statistics }: ConvShape, tile: SharedTile): number {
  const vector = target.precision === 'f16' ? 8 : 16;
  if (tile.kind === 'matrix') {
    const patch = (15 * stride + kernel) * (7 * stride + kernel);
    return patch * matrixPitch(stride) * 2 + tile.across * 8192 + (statistics ? 4096 + tile.across * 64 : 0);
  }
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
