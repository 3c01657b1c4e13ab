import planesSource from '../../../shaders/io/planes.wgsl?raw';
import primariesLibrary from '../../../shaders/lib/primaries.wgsl?raw';
import { expand } from '../codegen/wgsl-preprocessor';
import { EngineError } from '../errors';
import { type BoundPipeline, bindResources, compilePipeline, dispatchPixels } from '../runtime/compute-pass';
import type { YuvFrame } from './frame';
import { toSrgbPrimaries } from './primaries';
import { yuvToRgb } from './yuv-matrix';

type Format = YuvFrame['format'];

/** Textures of one format, and the pipeline that converts them. */
interface Planes {
  readonly format: Format;
  readonly textures: readonly GPUTexture[];
  readonly conversion: BoundPipeline;
}

/** Uploads frames as planes and converts them to RGB. It keeps textures for one format only, which a video seldom changes. */
export class YuvUpload {
  #planes: Planes | undefined;
  #matrixKey = '';

  readonly #device: GPUDevice;
  readonly #rgb: GPUTexture;
  readonly #matrix: GPUBuffer;
  readonly #pipelines: Readonly<Record<Format, GPUComputePipeline>>;

  private constructor(
    device: GPUDevice,
    rgb: GPUTexture,
    matrix: GPUBuffer,
    pipelines: Readonly<Record<Format, GPUComputePipeline>>,
  ) {
    this.#device = device;
    this.#rgb = rgb;
    this.#matrix = matrix;
    this.#pipelines = pipelines;
  }

  /** Compiles the pipelines of all formats, for any size. */
  static async compile(device: GPUDevice): Promise<Readonly<Record<Format, GPUComputePipeline>>> {
    const pipeline = (biplanar: boolean) =>
      compilePipeline(device, 'planes', [primariesLibrary, expand(planesSource, { BIPLANAR: biplanar })].join('\n'));
    const [i420, nv12] = await Promise.all([pipeline(false), pipeline(true)]);
    return { I420: i420, NV12: nv12 };
  }

  /** @param rgb the texture to write, as large as the frames */
  static async create(device: GPUDevice, rgb: GPUTexture): Promise<YuvUpload> {
    const pipelines = await YuvUpload.compile(device);
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    const matrix = device.createBuffer({ label: 'conversion', size: 96, usage });
    return new YuvUpload(device, rgb, matrix, pipelines);
  }

  /** Bytes of the textures. */
  get gpuBytes(): number {
    const textures = this.#planes?.textures ?? [];
    return textures.reduce((sum, { width, height, format }) => sum + width * height * bytesOf(format), 0);
  }

  /** Queues the upload of the planes. @throws EngineError for a frame with missing bytes. */
  upload(frame: YuvFrame): void {
    if (this.#planes?.format !== frame.format) {
      this.release();
      this.#planes = this.#make(frame.format);
    }
    this.#planes.textures.forEach((texture, i) => {
      const plane = frame.layout[i];
      const { width, height } = texture;
      const rowBytes = width * bytesOf(texture.format);
      if (!plane || plane.stride < rowBytes || plane.offset < 0) throw new EngineError('The frame lacks a plane.');
      if (plane.offset + plane.stride * (height - 1) + rowBytes > frame.data.byteLength)
        throw new EngineError('The frame has fewer bytes than its layout says.');
      const layout = { offset: plane.offset, bytesPerRow: plane.stride };
      this.#device.queue.writeTexture({ texture }, frame.data, layout, [width, height]);
    });
    const key = `${frame.matrix} ${frame.fullRange} ${frame.primaries}`;
    if (key !== this.#matrixKey) {
      const primaries = frame.primaries ? toSrgbPrimaries(frame.primaries) : new Float32Array(12);
      const rows = new Float32Array([...yuvToRgb(frame.matrix, frame.fullRange), ...primaries]);
      this.#device.queue.writeBuffer(this.#matrix, 0, rows);
      this.#matrixKey = key;
    }
  }

  /** Encodes the conversion of the uploaded planes, if there are any. */
  encode(pass: GPUComputePassEncoder): void {
    if (this.#planes) dispatchPixels(pass, this.#planes.conversion, this.#rgb);
  }

  /** Frees the textures. Call it when the next frame has no planes. */
  release(): void {
    for (const texture of this.#planes?.textures ?? []) texture.destroy();
    this.#planes = undefined;
  }

  destroy(): void {
    this.release();
    this.#matrix.destroy();
  }

  #make(format: Format): Planes {
    const { width, height } = this.#rgb;
    const half: [number, number] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
    const texture = (label: string, size: [number, number], format: GPUTextureFormat = 'r8unorm') =>
      this.#device.createTexture({ label, size, format, usage });
    const luma = texture('luma', [width, height]);
    const chroma =
      format === 'NV12' ? [texture('chroma', half, 'rg8unorm')] : [texture('cb', half), texture('cr', half)];
    const pipeline = this.#pipelines[format];
    const views = [luma, this.#rgb, ...chroma].map((plane) => plane.createView());
    const bindGroup = bindResources(this.#device, pipeline, [{ buffer: this.#matrix }, ...views]);
    return { format, textures: [luma, ...chroma], conversion: { pipeline, bindGroup } };
  }
}

const bytesOf = (format: GPUTextureFormat): number => (format === 'rg8unorm' ? 2 : 1);
