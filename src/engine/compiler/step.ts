/** The steps of a plan: one dispatch each. */

import type { NodeOf } from '../model/graph';
import type { Shape } from '../model/shapes';
import type { Expression, Parameter, Tensor } from './expression';
import type { ConvShape, ConvTile } from './tile-selection';

/** One dispatch of the network. Sizes are those of the values; the kernel derives its workgroups from them. */
export type Step =
  | ConvStep
  | {
      readonly kind: 'map';
      readonly label: string;
      readonly input: Expression;
      readonly output: Tensor;
      /** Tensor of the input over which the output may be written: read only at the place written, and never later. */
      readonly overwrites?: Tensor;
    }
  | {
      readonly kind: 'statistics';
      readonly label: string;
      readonly input: Expression;
      readonly threads: number;
      readonly output: Tensor;
    }
  | {
      readonly kind: 'normalise';
      readonly label: string;
      readonly partials: Tensor;
      /** Size of the normalised picture, and of the tiles it was cut into. */
      readonly size: TileSize;
      readonly tile: TileSize;
      readonly scaleShift: Parameter;
      readonly eps: number;
      readonly threads: number;
      readonly output: Tensor;
      /** Mean and variance of the last frames, if this frame's follow them slowly. */
      readonly followed?: Tensor;
    };

export interface ConvStep {
  readonly kind: 'conv';
  readonly label: string;
  readonly input: Expression;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly padMode: NodeOf<'conv2d'>['padMode'];
  readonly weights: Parameter;
  readonly bias: Parameter;
  readonly epilogue: Expression;
  /** The facts that the tile was chosen by. */
  readonly shape: ConvShape;
  readonly tile: ConvTile;
  readonly output: Tensor;
  /** Tensor of the epilogue over which the output may be written: read only at the place written, and never later. */
  readonly overwrites?: Tensor;
  /** Receives the tiles' means and squared deviations, if an instance norm follows and the kernel can sum them. */
  readonly statistics?: Tensor;
}

/** Size in pixels: of a picture, or of the tiles over which partial statistics are taken. */
export interface TileSize {
  readonly height: number;
  readonly width: number;
}

/** The tile that one workgroup of the statistics kernel covers. */
export const STATISTICS_TILE: TileSize = { height: 32, width: 32 };

/** Output pixels that one workgroup covers and can sum up for a norm; undefined for a kernel without workgroup memory. */
export function tileOf(tile: ConvTile): TileSize | undefined {
  if (tile.kind === 'plain') return undefined;
  if (tile.kind === 'matrix') return { height: 8, width: 16 };
  if (tile.kind === 'winograd') return { height: tile.tilesY * 2, width: tile.tilesX * 2 };
  const scale = tile.kind === 'phases' ? 2 : 1;
  return { height: tile.threadsY * tile.pixels * scale, width: tile.threadsX * scale };
}

/** Shape of partial statistics: per group and tile two vec4, a mean and a sum of squared deviations. */
export function partialsShape({ channels, height, width }: Shape, tile: TileSize): Shape {
  return { channels, height: Math.ceil(height / tile.height) * Math.ceil(width / tile.width), width: 2 };
}
