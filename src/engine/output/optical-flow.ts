import betweenSource from '../../../shaders/lib/bilinear.wgsl?raw';
import motionSource from '../../../shaders/temporal/motion.wgsl?raw';
import pyramidSource from '../../../shaders/temporal/pyramid.wgsl?raw';
import { type BoundPipeline, bindResources, compilePipeline } from '../runtime/compute-pass';

/** Levels of the pyramid, from a half to a 32nd of the frame's size. A tenth of the picture is a few values on the coarsest. */
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

/** Dispatches for the frames of one turn. */
interface Turn {
  readonly pyramid: BoundPipeline;
  /** One for each level. */
  readonly searches: readonly BoundPipeline[];
}

/** Frames take turns: resources of one turn hold the last frame while those of the other hold this one. */
export type TurnIndex = 0 | 1;

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
  /** The buffers of two frames take turns: each holds this frame's pyramid, then the last frame's. */
  readonly #luma: readonly [GPUBuffer, GPUBuffer];
  readonly #turns: readonly [Turn, Turn];
  readonly #vectors: GPUBuffer;
  readonly #uniforms: GPUBuffer;

  /** @param frame the texture that holds every frame, one after the other */
  constructor(device: GPUDevice, frame: GPUTexture, { pyramid, search }: OpticalFlowPipelines) {
    this.#levels = gridsOf(frame, 2);
    this.#cells = gridsOf(frame, 2 * CELL);
    const { STORAGE, UNIFORM, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const buffer = (label: string, grids: readonly Grid[], bytes: number) =>
      device.createBuffer({ label, size: countOf(grids) * bytes, usage: STORAGE | COPY_SRC });
    this.#luma = [buffer('luma', this.#levels, 4), buffer('luma', this.#levels, 4)];
    this.#vectors = buffer('motion', this.#cells, 8);
    this.#uniforms = device.createBuffer({ size: LEVELS * UNIFORM_STRIDE, usage: UNIFORM | COPY_DST });
    const searched = this.#levels.map((grid, level) => {
      const offset = level * UNIFORM_STRIDE;
      const numbers = [grid, this.#cells[level], this.#cells[level + 1]].flatMap(structOf);
      device.queue.writeBuffer(this.#uniforms, offset, new Uint32Array(numbers));
      return { buffer: this.#uniforms, offset, size: numbers.length * 4 };
    });
    const view = frame.createView();
    const turnOf = (index: TurnIndex): Turn => {
      const { now, before, vectors } = this.bindings(index);
      return {
        pyramid: { pipeline: pyramid, bindGroup: bindResources(device, pyramid, [view, now]) },
        searches: searched.map((uniform) => ({
          pipeline: search,
          bindGroup: bindResources(device, search, [now, before, vectors, uniform]),
        })),
      };
    };
    this.#turns = [turnOf(0), turnOf(1)];
  }

  /** Encodes the frame's pyramid and, if `hasBefore`, the search for motion since the frame of the other turn. */
  encode(pass: GPUComputePassEncoder, turn: TurnIndex, hasBefore: boolean): void {
    const run = ({ pipeline, bindGroup }: BoundPipeline, across: number, down: number) => {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(across, down);
    };
    const { pyramid, searches } = this.#turns[turn];
    const { width, height } = this.#levels[0]!;
    run(pyramid, Math.ceil(width / 16), Math.ceil(height / 16));
    if (!hasBefore) return;
    for (let level = LEVELS - 1; level >= 0; level--) {
      const cells = this.#cells[level]!;
      run(searches[level]!, Math.ceil(cells.width / ROW), cells.height);
    }
  }

  /**
   * Buffers for kernels, row by row, each starting with the finest level. `now` and `before` are f32 luma of this frame and of
   * the last one at half size. `vectors` are vec2f: for each 4 x 4 values of `now` the offset to their place in `before`.
   */
  bindings(turn: TurnIndex): Record<'now' | 'before' | 'vectors', GPUBufferBinding> {
    const [now, before] = turn === 0 ? this.#luma : [this.#luma[1], this.#luma[0]];
    return { now: { buffer: now }, before: { buffer: before }, vectors: { buffer: this.#vectors } };
  }

  get gpuBytes(): number {
    return this.#buffers.reduce((sum, { size }) => sum + size, 0);
  }

  destroy(): void {
    for (const buffer of this.#buffers) buffer.destroy();
  }

  get #buffers(): GPUBuffer[] {
    return [...this.#luma, this.#vectors, this.#uniforms];
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
