import convSource from '../../../shaders/conv/conv.wgsl?raw';
import matrixSource from '../../../shaders/conv/matrix.wgsl?raw';
import plainSource from '../../../shaders/conv/plain.wgsl?raw';
import winogradSource from '../../../shaders/conv/winograd.wgsl?raw';
import mapSource from '../../../shaders/io/map.wgsl?raw';
import mirroredSource from '../../../shaders/lib/mirrored.wgsl?raw';
import settingsSource from '../../../shaders/lib/settings.wgsl?raw';
import totalSource from '../../../shaders/lib/workgroup-sum.wgsl?raw';
import normaliseSource from '../../../shaders/norm/normalise.wgsl?raw';
import statisticsSource from '../../../shaders/norm/statistics.wgsl?raw';
import { groupsOf } from '../compiler/expression';
import { type ConvStep, STATISTICS_TILE, type Step, tileOf } from '../compiler/step';
import {
  type DirectTile,
  MAX_STAGED_KERNEL,
  type MatrixTile,
  patchOf,
  type SharedTile,
  sumsInF32,
  type WinogradTile,
} from '../compiler/tile-selection';
import type { Precision } from '../device';
import { Bindings, type Resource } from './bindings';
import { emitEpilogue, emitSource } from './wgsl-codegen';
import { expand, type TemplateParameters } from './wgsl-preprocessor';

/** A dispatch before compilation: WGSL with entry point `main`, the resources of group 0, and the number of workgroups. */
export interface Kernel {
  readonly label: string;
  readonly code: string;
  readonly resources: readonly Resource[];
  readonly workgroups: readonly [number, number, number];
}

/**
 * Writes the WGSL of a step.
 * @param anySize for drafts: kernels of all sizes share their code, where the step's tile is plain
 */
export function kernelOf(step: Step, precision: Precision, anySize = false): Kernel {
  switch (step.kind) {
    case 'conv':
      return convKernel(step, precision, anySize);
    case 'map': {
      const bindings = new Bindings(precision === 'f16', anySize);
      bindings.result(step.output, step.overwrites);
      const source = emitSource('source', step.input, bindings);
      const { channels, height, width } = step.output.shape;
      const body = expand(mapSource, {
        HEIGHT: bindings.size(height),
        WIDTH: bindings.size(width),
        SCALAR: step.output.keepF32 ? 'f32' : precision,
      });
      const workgroups = [Math.ceil(width / 16), Math.ceil(height / 16), groupsOf(channels)] as const;
      return assemble(step.label, precision, bindings, workgroups, source, body);
    }
    case 'statistics': {
      const bindings = new Bindings(precision === 'f16', anySize);
      const source = emitSource('source', step.input, bindings);
      bindings.tensor(step.output, 'read_write', 'partials');
      const { channels, height, width } = step.input.shape;
      const { height: tileHeight, width: tileWidth } = STATISTICS_TILE;
      const body = expand(statisticsSource, {
        HEIGHT: bindings.size(height),
        WIDTH: bindings.size(width),
        TILE_HEIGHT: tileHeight,
        TILE_WIDTH: tileWidth,
        THREADS: step.threads,
      });
      const workgroups = [Math.ceil(width / tileWidth), Math.ceil(height / tileHeight), groupsOf(channels)] as const;
      return assemble(step.label, precision, bindings, workgroups, source, totalSource, body);
    }
    case 'normalise': {
      const bindings = new Bindings(precision === 'f16', anySize);
      bindings.tensor(step.partials, 'read', 'partials');
      bindings.parameter(step.scaleShift, 'scaleShift');
      bindings.tensor(step.output, 'read_write', 'coefficients');
      if (step.followed) {
        bindings.tensor(step.followed, 'read_write', 'followed');
        bindings.external('settings', 'var<uniform> settings: Settings;');
      }
      const body = expand(normaliseSource, {
        HEIGHT: bindings.size(step.size.height),
        WIDTH: bindings.size(step.size.width),
        TILE_HEIGHT: step.tile.height,
        TILE_WIDTH: step.tile.width,
        TILES_Y: bindings.size(Math.ceil(step.size.height / step.tile.height)),
        TILES_X: bindings.size(Math.ceil(step.size.width / step.tile.width)),
        EPS: step.eps,
        THREADS: step.threads,
        FOLLOWED: step.followed !== undefined,
      });
      const workgroups = [groupsOf(step.output.shape.channels), 1, 1] as const;
      const settings = step.followed ? settingsSource : '';
      return assemble(step.label, precision, bindings, workgroups, settings, totalSource, body);
    }
  }
}

/** Writes a convolution's kernel. The body follows from the tile: plain, or shared through workgroup memory. */
function convKernel(step: ConvStep, precision: Precision, anySize: boolean): Kernel {
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
    LOADS: Math.ceil(((15 * step.stride + 3) * (7 * step.stride + 3)) / 32),
    SHARE: tile.across * 4,
    ZERO: step.padMode === 'zero',
    REFLECT: step.padMode === 'reflect',
    STATISTICS: step.statistics !== undefined,
  });
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
