import betweenSource from '../../../shaders/lib/bilinear.wgsl?raw';
import motionSource from '../../../shaders/temporal/motion.wgsl?raw';
import pyramidSource from '../../../shaders/temporal/pyramid.wgsl?raw';
import { type BoundPipeline, bindResources, compilePipeline } from '../runtime/compute-pass';

/** Pyramid levels, halves to 32nds of a frame: a move by a tenth of the picture is one of a few values on the coarsest. */
const LEVELS = 5;
/** Values of a level, in either direction, that share a vector. */
const CELL = 4;
/** Cells in a row that a workgroup of motion.wgsl finds. */
const ROW = 8;
/** Bytes from one level's uniforms to the next's: the smallest alignment that every adapter accepts. */
const UNIFORM_STRIDE = 256;

/** A grid of values or vectors: the index of its first one in its buffer, and its size. */
interface Grid {
  readonly first: number;
  readonly width: number;
  readonly height: number;
}

export interface OpticalFlowPipelines {
  readonly pyramid: GPUComputePipeline;
  readonly search: GPUComputePipeline;
}

/** Compiles the pipelines of an `OpticalFlow` of any size. @throws where the GPU refuses a shader */
export async function compileOpticalFlow(device: GPUDevice): Promise<OpticalFlowPipelines> {
  const [pyramid, search] = await Promise.all([
    compilePipeline(device, 'pyramid', pyramidSource),
    compilePipeline(device, 'motion', `${betweenSource}\n${motionSource}`),
  ]);
  return { pyramid, search };
}

/** Finds the motion of a video from frame to frame: shaders/temporal/pyramid.wgsl and shaders/temporal/motion.wgsl. */
export class OpticalFlow {
  readonly #levels: readonly Grid[];
  readonly #cells: readonly Grid[];
  readonly #pyramid: BoundPipeline;
  /** One for each level. */
  readonly #searches: readonly BoundPipeline[];
  readonly #now: GPUBuffer;
  readonly #before: GPUBuffer;
  readonly #vectors: GPUBuffer;
  readonly #uniforms: GPUBuffer;

  /** @param frame the texture that holds every frame, one after the other */
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

  /** Encodes the frame's pyramid and, if `hasBefore`, the search for motion since the remembered frame. */
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
   * Buffers for kernels, row by row, each starting with the finest level. `now` and `before` are f32 luma of this frame and of
   * the remembered one at half size. `vectors` are vec2f: for each 4 x 4 values of `now` the offset to their place in `before`.
   */
  get bindings(): Record<'now' | 'before' | 'vectors', GPUBufferBinding> {
    return { now: { buffer: this.#now }, before: { buffer: this.#before }, vectors: { buffer: this.#vectors } };
  }

  /** Encodes the copy that keeps this frame's pyramid for the next frame's search. */
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

/** The grids of all levels, one after the other; a value of the finest level stands for `pixels` x `pixels` of the frame. */
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
