import convSource from '../../../shaders/conv/conv.wgsl?raw';
import matrixSource from '../../../shaders/conv/matrix.wgsl?raw';
import plainSource from '../../../shaders/conv/plain.wgsl?raw';
import winogradSource from '../../../shaders/conv/winograd.wgsl?raw';
import mirroredSource from '../../../shaders/lib/mirrored.wgsl?raw';
import totalSource from '../../../shaders/lib/workgroup-sum.wgsl?raw';
import { groupsOf } from '../compiler/expression';
import { type ConvStep, tileOf } from '../compiler/step';
import {
  type DirectTile,
  MAX_STAGED_KERNEL,
  type MatrixTile,
  matrixPitch,
  patchOf,
  type SharedTile,
  sumsInF32,
  type WinogradTile,
} from '../compiler/tile-selection';
import type { Precision } from '../device';
import { Bindings } from './bindings';
import { assemble, type Kernel } from './kernel';
import { emitEpilogue, emitSource } from './wgsl-codegen';
import { expand, type TemplateParameters } from './wgsl-preprocessor';

/** Writes a convolution's kernel. The body follows from the tile: plain, or shared through workgroup memory. */
export function convKernel(step: ConvStep, precision: Precision, anySize: boolean): Kernel {
  const bindings = new Bindings(precision === 'f16', anySize && step.tile.kind === 'plain');
  bindings.result(step.output, step.overwrites);
  const source = emitSource('source', step.input, bindings);
  const finish = emitEpilogue('finish', step.epilogue, bindings);
  bindings.parameter(step.weights, 'weights', step.tile.kind === 'matrix');
  bindings.parameter(step.bias, 'bias');
  if (step.statistics) bindings.tensor(step.statistics, 'read_write', 'partials');
  const { tile, output } = step;
  const { channels, height, width } = output.shape;
  const groups = groupsOf(channels);
  if (tile.kind === 'plain') {
    const workgroups = [Math.ceil(width / 8), Math.ceil(height / 8), groups] as const;
    const body = expandConv(plainSource, {
      ...plainParameters(step, bindings),
      PIXELS: tile.pixels,
      SCALAR: precision,
    });
    return assemble(step.label, precision, bindings, workgroups, source, finish, body);
  }
  const cover = tileOf(tile)!;
  const workgroups = [Math.ceil(width / cover.width), Math.ceil(height / cover.height), groups / tile.block] as const;
  const body = sharedBody(step, tile, precision);
  return assemble(
    step.label,
    precision,
    bindings,
    workgroups,
    source,
    finish,
    step.statistics ? totalSource : '',
    body,
  );
}

function sharedBody(step: ConvStep, tile: SharedTile, precision: Precision): string {
  if (tile.kind === 'matrix') return matrixBody(step, tile);
  return tile.kind === 'winograd' ? winogradBody(step, tile, precision) : directBody(step, tile, precision);
}

/** Expands a convolution's template with the padding it shares with the others. */
const expandConv = (source: string, parameters: TemplateParameters): string =>
  expand(`${mirroredSource}\n${source}`, parameters);

function convParameters({ input, output, kernel, stride, padding, padMode }: ConvStep): TemplateParameters {
  return {
    IN_HEIGHT: input.shape.height,
    IN_WIDTH: input.shape.width,
    IN_GROUPS: groupsOf(input.shape.channels),
    OUT_HEIGHT: output.shape.height,
    OUT_WIDTH: output.shape.width,
    K: kernel,
    STRIDE: stride,
    PADDING: padding,
    ZERO: padMode === 'zero',
    REFLECT: padMode === 'reflect',
  };
}

/** The parameters of plain.wgsl: sizes are texts. */
function plainParameters(step: ConvStep, bindings: Bindings): TemplateParameters {
  const { K, ZERO, REFLECT, ...sizes } = convParameters(step);
  const texts = Object.entries(sizes).map(([name, size]) => [name, bindings.size(Number(size))] as const);
  return { K: K!, ZERO: ZERO!, REFLECT: REFLECT!, ...Object.fromEntries(texts) };
}

function directBody(step: ConvStep, tile: DirectTile, precision: Precision): string {
  const { kernel } = step;
  const upsample = tile.kind === 'phases';
  const sumsInF16 = precision === 'f16' && !sumsInF32(step.statistics !== undefined, step.input.shape);
  const columns = kernel <= MAX_STAGED_KERNEL ? kernel : 1;
  const threads = tile.threadsX * tile.threadsY;
  const stagedTaps = (upsample ? 16 : columns * kernel) * 4;
  const patch = patchOf(tile, kernel, step.stride);
  return expandConv(convSource, {
    ...convParameters(step),
    THREADS_X: tile.threadsX,
    THREADS_Y: tile.threadsY,
    PIXELS: tile.pixels,
    BLOCK: tile.block,
    SPAN: (tile.pixels - 1) * step.stride + kernel,
    STAGED_COLUMNS: columns,
    INPUT_LOADS: Math.ceil((patch.height * patch.width) / threads),
    TAP_LOADS: Math.ceil((stagedTaps * tile.block) / threads),
    STAGED_TAPS: stagedTaps,
    UPSAMPLE: upsample,
    PHASES: upsample ? 4 : 1,
    SCALE: upsample ? 2 : 1,
    ACCUMULATORS: tile.pixels * tile.block * (upsample ? 4 : 1),
    LANES: Math.min(4, step.input.shape.channels),
    STATISTICS: step.statistics !== undefined,
    F16: sumsInF16,
    SUM: sumsInF16 ? 'f16' : 'f32',
    SCALAR: precision,
  });
}

function winogradBody(step: ConvStep, tile: WinogradTile, precision: Precision): string {
  const tiles = tile.tilesX * tile.tilesY;
  const span = tiles / tile.tileLanes;
  const repeat = tiles / (tile.tileLanes * tile.block);
  return expandConv(winogradSource, {
    HEIGHT: step.output.shape.height,
    WIDTH: step.output.shape.width,
    IN_GROUPS: groupsOf(step.input.shape.channels),
    OUT_GROUPS: groupsOf(step.output.shape.channels),
    ZERO: step.padMode === 'zero',
    REFLECT: step.padMode === 'reflect',
    TILES_X: tile.tilesX,
    TILES_Y: tile.tilesY,
    BLOCK: tile.block,
    TILE_LANES: tile.tileLanes,
    TAP_LOADS: (tile.block * 16) / tiles,
    FLUSH: tile.flush,
    SPAN: span,
    COLUMNS: (tile.block * tile.tileLanes * 4) / tiles,
    REPEAT: repeat,
    ROUNDS: span / repeat,
    STATISTICS: step.statistics !== undefined,
    F16: precision === 'f16',
    SCALAR: precision,
    PRODUCTS: precision === 'f16' ? 'products' : 'staged',
  });
}

function matrixBody(step: ConvStep, tile: MatrixTile): string {
  const { height, width, channels } = step.output.shape;
  return expandConv(matrixSource, {
    IN_HEIGHT: step.input.shape.height,
    IN_WIDTH: step.input.shape.width,
    HEIGHT: height,
    WIDTH: width,
    CHUNKS: step.input.shape.channels / 16,
    OUT: channels,
    ACROSS: tile.across,
    COLUMNS: tile.columns,
    ROWS: tile.across * 2,
    SPAN: (tile.across * 2 - 1) * step.stride + 3,
    BLOCK: tile.block,
    STRIDE: step.stride,
    PITCH: matrixPitch(step.stride),
    LOADS: Math.ceil(((15 * step.stride + 3) * (7 * step.stride + 3)) / 32),
    SHARE: tile.across * 4,
    ZERO: step.padMode === 'zero',
    REFLECT: step.padMode === 'reflect',
    STATISTICS: step.statistics !== undefined,
  });
}
