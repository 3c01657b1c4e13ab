import betweenSource from '../../../shaders/lib/bilinear.wgsl?raw';
import motionSource from '../../../shaders/temporal/motion.wgsl?raw';
import pyramidSource from '../../../shaders/temporal/pyramid.wgsl?raw';
import { type BoundPipeline, bindResources, compilePipeline } from '../runtime/compute-pass';

/** Pyramid levels: halves to 32nds of a frame, so that a move of a tenth of the picture is one of a few values on the last. */
const LEVELS = 5;
/** Values of a level that share a vector, in either direction. */
const CELL = 4;
/** Cells a workgroup of motion.wgsl finds, in a row. */
const ROW = 8;
/** Bytes from one level's uniforms to the next's: the least that every adapter allows. */
const UNIFORM_STRIDE = 256;

/** A grid of values or vectors: where in its buffer it begins, and its size. */
interface Grid {
  readonly first: number;
  readonly width: number;
  readonly height: number;
}

export interface OpticalFlowPipelines {
  readonly pyramid: GPUComputePipeline;
  readonly search: GPUComputePipeline;
}

/** Compiles what a `MotionSearch` of any size needs. */
export async function compileOpticalFlow(device: GPUDevice): Promise<OpticalFlowPipelines> {
  const [pyramid, search] = await Promise.all([
    compilePipeline(device, 'pyramid', pyramidSource),
    compilePipeline(device, 'motion', `${betweenSource}\n${motionSource}`),
  ]);
  return { pyramid, search };
}

/** Finds how a video moves from frame to frame: shaders/temporal/pyramid.wgsl and shaders/temporal/motion.wgsl. */
export class OpticalFlow {
  readonly #levels: readonly Grid[];
  readonly #cells: readonly Grid[];
  readonly #pyramid: BoundPipeline;
  /** One a level. */
  readonly #searches: readonly BoundPipeline[];
  readonly #now: GPUBuffer;
  readonly #before: GPUBuffer;
  readonly #vectors: GPUBuffer;
  readonly #uniforms: GPUBuffer;

  /** @param frame where the frames will be, one after the other */
  constructor(device: GPUDevice, { pyramid, search }: OpticalFlowPipelines, frame: GPUTexture) {
    this.#levels = gridsOf(frame, 2);
    this.#cells = gridsOf(frame, 2 * CELL);
    const { STORAGE, UNIFORM, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const buffer = (label: string, grids: readonly Grid[], bytes: number) =>
      device.createBuffer({ label, size: countOf(grids) * bytes, usage: STORAGE | COPY_SRC | COPY_DST });
    this.#now = buffer('luma now', this.#levels, 4);
    this.#before = buffer('luma before', this.#levels, 4);
    this.#vectors = buffer('motion', this.#cells, 8);
    this.#uniforms = device.createBuffer({ size: LEVELS * UNIFORM_STRIDE, usage: UNIFORM | COPY_DST });
    const { now, before, vectors } = this.bindings;
    this.#pyramid = { pipeline: pyramid, bindGroup: bindResources(device, pyramid, [frame.createView(), now]) };
    this.#searches = this.#levels.map((grid, level): BoundPipeline => {
      const offset = level * UNIFORM_STRIDE;
      const numbers = [grid, this.#cells[level], this.#cells[level + 1]].flatMap(structOf);
      device.queue.writeBuffer(this.#uniforms, offset, new Uint32Array(numbers));
      const uniform = { buffer: this.#uniforms, offset, size: numbers.length * 4 };
      return { pipeline: search, bindGroup: bindResources(device, search, [now, before, vectors, uniform]) };
    });
  }

  /** Encodes a look at the frame, and the search for where all was in the frame remembered, if there is one. */
  encode(pass: GPUComputePassEncoder, hasBefore: boolean): void {
    const run = ({ pipeline, bindGroup }: BoundPipeline, across: number, down: number) => {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(across, down);
    };
    const { width, height } = this.#levels[0]!;
    run(this.#pyramid, Math.ceil(width / 16), Math.ceil(height / 16));
    if (!hasBefore) return;
    for (let level = LEVELS - 1; level >= 0; level--) {
      const cells = this.#cells[level]!;
      run(this.#searches[level]!, Math.ceil(cells.width / ROW), cells.height);
    }
  }

  /**
   * What a kernel reads of it, each with the coarser levels' after what is said here, all row by row: `now` and `before`, f32
   * luma of the halves of this frame and of the one remembered; `vectors`, vec2f, for each 4 x 4 values of the half where in
   * the half before they were, seen from where they are.
   */
  get bindings(): Record<'now' | 'before' | 'vectors', GPUBufferBinding> {
    return { now: { buffer: this.#now }, before: { buffer: this.#before }, vectors: { buffer: this.#vectors } };
  }

  /** Keeps what was seen of this frame for the next one's search. */
  remember(encoder: GPUCommandEncoder): void {
    encoder.copyBufferToBuffer(this.#now, 0, this.#before, 0, this.#now.size);
  }

  get gpuBytes(): number {
    return this.#buffers.reduce((sum, { size }) => sum + size, 0);
  }

  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
  }

  get #buffers(): GPUBuffer[] {
    return [this.#now, this.#before, this.#vectors, this.#uniforms];
  }
}

/** The levels' grids of a frame, one after the other; a value of the finest stands for `pixels` x `pixels`. */
function gridsOf(frame: GPUTexture, pixels: number): Grid[] {
  let first = 0;
  return Array.from({ length: LEVELS }, (_, level) => {
    const [width, height] = [frame.width, frame.height].map((side) => Math.ceil(side / (pixels << level)));
    const grid = { first, width: width!, height: height! };
    first += grid.width * grid.height;
    return grid;
  });
}

const countOf = (grids: readonly Grid[]): number => grids.reduce((sum, { width, height }) => sum + width * height, 0);

/** motion.wgsl's Grid; one of size 0 where there is none. */
const structOf = (grid: Grid | undefined): number[] => [grid?.first ?? 0, 0, grid?.width ?? 0, grid?.height ?? 0];
