import reduceSource from '../../../shaders/io/downscale.wgsl?raw';
import type { EngineDevice } from '../device';
import { EngineError } from '../errors';
import { type BoundPipeline, bindResources, compilePipeline, dispatchPixels } from '../runtime/compute-pass';
import { BitmapUpload } from './bitmap-upload';
import type { Frame, PictureSize, PixelsFrame } from './frame';
import { ImageConversion } from './image-conversion';
import { YuvUpload } from './yuv-upload';

/** Uploads frames of one size to RGB textures: `original` at the frame's size, `input` at the network's. */
export class FrameUpload {
  readonly #device: GPUDevice;
  readonly #planes: YuvUpload;
  readonly #bitmaps: BitmapUpload;
  readonly #images: ImageConversion;
  readonly #downscale: BoundPipeline | undefined;

  private constructor(
    device: GPUDevice,
    readonly original: GPUTexture,
    /** The same texture as `original` unless the network runs smaller. */
    readonly input: GPUTexture,
    planes: YuvUpload,
    bitmaps: BitmapUpload,
    images: ImageConversion,
    downscale: BoundPipeline | undefined,
  ) {
    this.#device = device;
    this.#planes = planes;
    this.#bitmaps = bitmaps;
    this.#images = images;
    this.#downscale = downscale;
  }

  /** Compiles what uploads of all sizes share. @throws where the GPU refuses a shader */
  static async prepare(device: GPUDevice): Promise<void> {
    await Promise.all([
      YuvUpload.compile(device),
      ImageConversion.compile(device),
      compilePipeline(device, 'reduce', reduceSource),
    ]);
  }

  static async create(engine: EngineDevice, frame: PictureSize, network: PictureSize): Promise<FrameUpload> {
    const { device } = engine;
    const { TEXTURE_BINDING, STORAGE_BINDING, COPY_DST, COPY_SRC, RENDER_ATTACHMENT } = GPUTextureUsage;
    const texture = (label: string, { width, height }: PictureSize, format: GPUTextureFormat, usage: number) =>
      device.createTexture({ label, size: [width, height], format, usage: usage | TEXTURE_BINDING | STORAGE_BINDING });
    const same = network.width === frame.width && network.height === frame.height;
    const original = texture('original', frame, 'rgba8unorm', COPY_DST | COPY_SRC | RENDER_ATTACHMENT);
    const input = same ? original : texture('network input', network, 'rgba16float', COPY_SRC);
    const shrink = async (): Promise<BoundPipeline> => {
      const pipeline = await compilePipeline(device, 'reduce', reduceSource);
      return { pipeline, bindGroup: bindResources(device, pipeline, [original.createView(), input.createView()]) };
    };
    const [planes, images, reducer] = await Promise.all([
      YuvUpload.create(device, original),
      ImageConversion.create(engine, original),
      same ? undefined : shrink(),
    ]);
    return new FrameUpload(device, original, input, planes, new BitmapUpload(engine, original), images, reducer);
  }

  /** Bytes of the textures. */
  get gpuBytes(): number {
    const area = (texture: GPUTexture) => texture.width * texture.height;
    const converted = this.#planes.gpuBytes + this.#images.gpuBytes;
    return area(this.original) * 4 + (this.#downscale ? area(this.input) * 8 : 0) + converted;
  }

  /** Queues the upload of the frame's pixels. @throws EngineError for a frame of another size or with missing bytes. */
  upload(frame: Frame): void {
    const { width, height } = this.original;
    if (frame.width !== width || frame.height !== height)
      throw new EngineError(`A ${frame.width}x${frame.height} frame came to a ${width}x${height} stylizer.`);
    if (frame.kind === 'planes' && frame.format !== 'RGBA') {
      this.#images.release();
      this.#planes.upload(frame);
      return;
    }
    this.#planes.release();
    if (frame.kind === 'planes') {
      this.#images.release();
      this.#write(frame);
      return;
    }
    if (frame.primaries) {
      this.#images.upload(frame.image, frame.primaries);
      return;
    }
    this.#images.release();
    this.#bitmaps.upload(frame.image);
  }

  #write({ layout: [plane], data }: PixelsFrame): void {
    const { width, height } = this.original;
    if (!plane || plane.offset + plane.stride * (height - 1) + 4 * width > data.byteLength)
      throw new EngineError('The frame lacks pixels.');
    const [texture, rows] = [{ texture: this.original }, { offset: plane.offset, bytesPerRow: plane.stride }];
    this.#device.queue.writeTexture(texture, data, rows, [width, height]);
  }

  /** Encodes the uploaded frame's conversion to RGB and its downscale. */
  encode(pass: GPUComputePassEncoder): void {
    this.#planes.encode(pass);
    this.#images.encode(pass);
    if (this.#downscale) dispatchPixels(pass, this.#downscale, this.input);
  }

  destroy(): void {
    for (const texture of [this.original, this.input]) texture.destroy();
    this.#planes.destroy();
    this.#images.destroy();
  }
}
