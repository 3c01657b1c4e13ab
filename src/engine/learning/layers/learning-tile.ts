import { groupsOf } from '../../compiler/expression';
import type { CompileTarget } from '../../compiler/tile-selection';
import type { Shape } from '../../model/shapes';

/** Work of one workgroup of a convolution: threads, pixels of a thread down a column, groups of output channels. */
export interface LearningTile {
  readonly threadsX: number;
  readonly threadsY: number;
  readonly pixels: number;
  readonly block: number;
}

/** Workgroups that keep a large GPU busy. */
const ENOUGH_WORKGROUPS = 512;
/** Bytes of workgroup memory that every adapter has. */
const WORKGROUP_BYTES = 16384;
const SMALL: LearningTile = { threadsX: 8, threadsY: 8, pixels: 1, block: 1 };
/** As many threads as a CPU runs in step: barriers cost nothing. */
const SOFTWARE: LearningTile = { threadsX: 4, threadsY: 1, pixels: 4, block: 1 };
/** From the most work a thread to the least. */
export const LEARNING_TILES: readonly LearningTile[] = [
  { threadsX: 16, threadsY: 8, pixels: 4, block: 4 },
  { threadsX: 16, threadsY: 8, pixels: 4, block: 2 },
  { threadsX: 16, threadsY: 8, pixels: 2, block: 2 },
  { threadsX: 16, threadsY: 4, pixels: 2, block: 1 },
  SMALL,
];

/**
 * Chooses the largest tile that fits the workgroup memory and still keeps the GPU busy; else the smallest. On a
 * software adapter, short code compiles soonest.
 * @param wanted this tile, if it fits: for tests and measurements
 */
export function chooseTile(
  target: CompileTarget,
  images: number,
  output: Shape,
  kernel: number,
  stride: number,
  wanted?: LearningTile,
): LearningTile {
  const groups = groupsOf(output.channels);
  if (wanted && groups % wanted.block === 0 && bytesOf(wanted, kernel, stride) <= WORKGROUP_BYTES) return wanted;
  if (target.software) return SOFTWARE;
  const fits = LEARNING_TILES.filter(
    (tile) => groups % tile.block === 0 && bytesOf(tile, kernel, stride) <= WORKGROUP_BYTES,
  );
  const busy = fits.find((tile) => workgroups(tile, images, output) >= ENOUGH_WORKGROUPS);
  return busy ?? fits.at(-1) ?? SMALL;
}

function bytesOf({ threadsX, threadsY, pixels, block }: LearningTile, kernel: number, stride: number): number {
  const patch = ((threadsX - 1) * stride + kernel) * ((threadsY * pixels - 1) * stride + kernel);
  return 16 * (patch + 4 * kernel ** 2 * block);
}

const workgroups = ({ threadsX, threadsY, pixels, block }: LearningTile, images: number, output: Shape): number =>
  Math.ceil(output.width / threadsX) *
  Math.ceil(output.height / (threadsY * pixels)) *
  ((images * groupsOf(output.channels)) / block);
