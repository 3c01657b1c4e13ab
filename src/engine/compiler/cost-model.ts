/**
 * Predicts the time of a network on a GPU from its published figures: bench/cost-model.md has the predictions beside what was
 * measured. Each dispatch takes the longer of its arithmetic and its memory traffic, and a fixed time to start and to end.
 */
import type { Precision } from '../device';
import type { Model } from '../model/model';
import { buffersOf, type Expression, groupsOf, isTensor, vectorsOf } from './expression';
import { planNetwork } from './fusion';
import { STATISTICS_TILE, type Step, tileOf } from './step';
import { type CompileTarget, type ConvTile, sumsInF32 } from './tile-selection';

/** Figures of a GPU, as its vendor or a database publishes them. */
export interface GpuFigures {
  /** Floating-point operations a second, in 1e12, of f32 and of f16 in the usual units. */
  readonly teraflops: Readonly<Record<Precision, number>>;
  /** Bytes a second to and from memory, in 1e12. */
  readonly terabytes: number;
  /** Units that multiply and add an f32 a clock. */
  readonly lanes: number;
  /** Microseconds between the end of a dispatch and the start of the next. */
  readonly launchUs: number;
}

/** Work of one dispatch. */
export interface StepWork {
  /** Operations that the kernel executes, those on padding channels included; a multiply-add counts 2. */
  readonly flops: number;
  /** Whether they run in f32 in any precision. */
  readonly isF32: boolean;
  /** Bytes of everything that it binds, each read or written once. */
  readonly bytes: number;
  readonly threads: number;
}

/**
 * Share of the published arithmetic that a large convolution reaches, and threads a lane at which it reaches half of that share.
 * Fewer threads leave lanes idle and do not hide the latency of memory. Fitted to an H100's layers in f32.
 */
const MOST_EFFICIENCY = 0.46;
const HALF_FULL = 0.2;
/** Share of the published bandwidth that a large copy reaches. */
const MEMORY_EFFICIENCY = 0.35;
/** Time of Winograd's kernel as a share of the layer's products: 4/9 of them, and its transforms. */
const WINOGRAD_SHARE = 0.65;
/** Operations that a pointwise layer takes for a value, roughly: it is bound by memory. */
const POINTWISE_FLOPS = 2;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const covered = (length: number, tile: number): number => Math.ceil(length / tile) * tile;

/** Counts the work of a step. */
export function workOf(step: Step, precision: Precision): StepWork {
  const bytes = (shape: { channels: number; height: number; width: number }, keepF32 = false) =>
    vectorsOf(shape) * (precision === 'f16' && !keepF32 ? 8 : 16);
  const read = (...expressions: Expression[]) => {
    const buffers = new Set(expressions.flatMap((expression) => [...buffersOf(expression)]));
    return sum([...buffers].filter(isTensor).map(({ shape, keepF32 }) => bytes(shape, keepF32)));
  };
  if (step.kind === 'conv') {
    const { channels, height, width } = step.output.shape;
    const inner = step.input.shape.channels;
    const products = groupsOf(channels) * 4 * inner * step.kernel ** 2;
    return {
      flops: 2 * products * height * width * productsOf(step.tile),
      isF32: sumsInF32(step.statistics !== undefined, step.input.shape),
      bytes: read(step.input, step.epilogue) + bytes(step.output.shape) + products * (precision === 'f16' ? 2 : 4),
      threads: threadsOf(step.tile, groupsOf(channels), height, width),
    };
  }
  if (step.kind === 'normalise') {
    const { channels } = step.output.shape;
    return {
      flops: 0,
      isF32: true,
      bytes: bytes(step.partials.shape, true),
      threads: groupsOf(channels) * step.threads,
    };
  }
  const { shape } = step.input;
  const values = shape.channels * shape.height * shape.width;
  const written = step.kind === 'map' ? bytes(step.output.shape, step.output.keepF32) : 0;
  const tile = step.kind === 'map' ? 1 : STATISTICS_TILE.height * STATISTICS_TILE.width;
  return {
    flops: values * POINTWISE_FLOPS,
    isF32: true,
    bytes: read(step.input) + written,
    threads: Math.ceil(vectorsOf(shape) / tile) * (step.kind === 'map' ? 1 : step.threads),
  };
}

/** Predicts a dispatch's microseconds. */
function stepMicroseconds({ flops, isF32, bytes, threads }: StepWork, gpu: GpuFigures, precision: Precision): number {
  const peak = gpu.teraflops[isF32 ? 'f32' : precision];
  const perLane = threads / gpu.lanes;
  const efficiency = (MOST_EFFICIENCY * perLane) / (perLane + HALF_FULL);
  const arithmetic = flops === 0 ? 0 : flops / (peak * efficiency);
  const traffic = bytes / (gpu.terabytes * MEMORY_EFFICIENCY);
  return gpu.launchUs + Math.max(arithmetic, traffic) / 1e6;
}

/** Predicts the milliseconds of a plan's steps, one after the other. */
export const planMilliseconds = (steps: readonly Step[], gpu: GpuFigures, precision: Precision): number =>
  sum(steps.map((step) => stepMicroseconds(workOf(step, precision), gpu, precision))) / 1e3;

/** A card that many computers have: Intel Iris Xe of 96 units. */
export const USUAL_CARD: GpuFigures = {
  teraflops: { f32: 2.0, f16: 3.99 },
  terabytes: 0.0683,
  lanes: 768,
  launchUs: 10,
};

/** Pictures of rows and columns. */
interface PictureRows {
  readonly height: number;
  readonly width: number;
}

/**
 * Predicts how many times as long a frame of one size takes as one of another, on a usual card.
 * @throws ModelError where a size does not suit the network
 */
export function timesAsLong(model: Model, size: PictureRows, than: PictureRows, target: CompileTarget): number {
  const padded = (length: number) => covered(length, model.graph.multiple);
  const [longer, shorter] = [size, than].map(({ height, width }) =>
    planMilliseconds(planNetwork(model, padded(height), padded(width), target).steps, USUAL_CARD, target.precision),
  );
  return longer! / shorter!;
}

/** Products of these kernels as a share of those of the layer. */
const productsOf = ({ kind }: ConvTile): number =>
  kind === 'phases' ? 4 / 9 : kind === 'winograd' ? WINOGRAD_SHARE : 1;

function threadsOf(tile: ConvTile, groups: number, height: number, width: number): number {
  if (tile.kind === 'plain') return (groups * covered(height, 8) * covered(width, 8)) / tile.pixels;
  const cover = tileOf(tile)!;
  const workgroups = (groups / tile.block) * Math.ceil(height / cover.height) * Math.ceil(width / cover.width);
  if (tile.kind === 'matrix') return workgroups * 128;
  return workgroups * (tile.kind === 'winograd' ? tile.tilesX * tile.tilesY * 4 : tile.threadsX * tile.threadsY);
}
