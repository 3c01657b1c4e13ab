import gatherSource from '../../../../shaders/learning/layers/gather.wgsl?raw';
import outerSource from '../../../../shaders/learning/layers/outer.wgsl?raw';
import mirroredSource from '../../../../shaders/lib/mirrored.wgsl?raw';
import { groupsOf, type Tensor } from '../../compiler/expression';
import type { CompileTarget } from '../../compiler/tile-selection';
import type { NodeOf } from '../../model/graph';
import type { Shape } from '../../model/shapes';
import { learningKernel } from './learning-kernel';
import type { PackedParameter } from './parameters';
import type { LearningKernel, Tape } from './tape';

/** Sums over pixels of outer products of two batches' pixels. */
export interface OuterProducts {
  readonly label: string;
  readonly images: number;
  readonly lefts: { readonly tensor: Tensor; readonly shape: Shape };
  readonly rights: { readonly tensor: Tensor; readonly shape: Shape };
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly padMode: NodeOf<'conv2d'>['padMode'];
  /** Destination of the sums: to a parameter's gradient over all images, or to a tensor of each image's own. */
  readonly result: PackedParameter | Tensor;
  /** Multiplications of the whole. */
  readonly products: number;
  /** Multiplies the sums. */
  readonly scale?: number;
}

/** Size of a tile of pixels in shaders/learning/layers/outer.wgsl. */
const TILE_WIDTH = 8;
const TILE_HEIGHT = 4;
/** Workgroups that keep a large GPU busy. */
const ENOUGH_WORKGROUPS = 512;
/** Most bytes of partial sums. */
const MOST_BYTES = 16 << 20;

/** Makes two kernels: shares of the sums over splits of the pixels, and the sums of those. */
export function outerProducts(tape: Tape, run: OuterProducts): LearningKernel[] {
  const { label, images, lefts, rights, kernel, result } = run;
  const leftGroups = groupsOf(lefts.shape.channels);
  const rightGroups = groupsOf(rights.shape.channels);
  const vectors = leftGroups * rightGroups * kernel ** 2 * 4;
  const { a, b, c, leftBlock, rightBlock } = blocksOf(tape.target, kernel, leftGroups, rightGroups);
  const pairs = Math.ceil(leftGroups / leftBlock) * Math.ceil(rightGroups / rightBlock);
  const ofImage = Math.ceil(lefts.shape.height / TILE_HEIGHT) * Math.ceil(lefts.shape.width / TILE_WIDTH);
  const isShared = 'offset' in result;
  const { share, splits } = split(ofImage, images, pairs, vectors, isShared);
  const partials = tape.tensor({ channels: 4, height: splits, width: vectors });
  const products = learningKernel({
    label,
    sources: [mirroredSource, outerSource],
    parameters: {
      LEFT_HEIGHT: lefts.shape.height,
      LEFT_WIDTH: lefts.shape.width,
      LEFT_GROUPS: leftGroups,
      RIGHT_HEIGHT: rights.shape.height,
      RIGHT_WIDTH: rights.shape.width,
      RIGHT_GROUPS: rightGroups,
      K: kernel,
      STRIDE: run.stride,
      PADDING: run.padding,
      LEFT_BLOCK: leftBlock,
      RIGHT_BLOCK: rightBlock,
      A: a,
      B: b,
      C: c,
      TILES: ofImage * images,
      SHARE: share,
      ZERO: run.padMode === 'zero',
      REFLECT: run.padMode === 'reflect',
    },
    workgroups: [pairs, splits, 1],
    bound: { reads: { lefts: lefts.tensor }, writes: { partials } },
    shared: { RIGHTS: rights.tensor },
    products: run.products,
  });
  const sums = learningKernel({
    label: `${label} sum`,
    sources: [gatherSource],
    parameters: { VECTORS: vectors, SPLITS: isShared ? splits : splits / images, SCALE: run.scale ?? 1 },
    workgroups: [Math.ceil(vectors / 64), isShared ? 1 : images, 1],
    bound: {
      reads: { partials },
      ...(isShared ? { gradients: { sums: result } } : { writes: { sums: result } }),
    },
  });
  return [products, sums];
}

/** Groups of a workgroup, and left groups, right groups and taps of a thread: at most 256 threads, 16 KiB staged. On a CPU, few. */
function blocksOf({ software }: CompileTarget, kernel: number, leftGroups: number, rightGroups: number) {
  if (kernel === 1) {
    const most = software ? 2 : 16;
    const even = (groups: number) => Math.min(most, Math.ceil(groups / 2) * 2);
    return { a: 2, b: 2, c: 1, leftBlock: even(leftGroups), rightBlock: even(rightGroups) };
  }
  const large = kernel === 3 ? 8 : 2;
  const most = software ? 1 : large;
  const [leftBlock, rightBlock] = [Math.min(most, leftGroups), Math.min(most, rightGroups)];
  return { a: 1, b: 1, c: kernel % 3 === 0 ? 3 : 1, leftBlock, rightBlock };
}

/** Splits tiles of pixels evenly; those of one image's own sums never span two images. */
function split(ofImage: number, images: number, pairs: number, vectors: number, isShared: boolean) {
  const tiles = isShared ? ofImage * images : ofImage;
  const parts = isShared ? 1 : images;
  const most = Math.max(1, Math.floor(MOST_BYTES / (vectors * 16 * parts)));
  const wanted = Math.min(tiles, most, Math.ceil(ENOUGH_WORKGROUPS / (pairs * parts)));
  // An image's own splits have to come out even.
  let share = Math.ceil(tiles / wanted);
  if (!isShared) while (tiles % share !== 0) share++;
  return { share, splits: Math.ceil(tiles / share) * parts };
}
