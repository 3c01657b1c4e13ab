import primariesSource from '../../../shaders/io/primaries.wgsl?raw';
import primariesLibrary from '../../../shaders/lib/primaries.wgsl?raw';
import type { EngineDevice } from '../device';
import { type BoundPipeline, bindResources, compilePipeline, dispatchPixels } from '../runtime/compute-pass';
import { BitmapUpload } from './bitmap-upload';
import type { ColorPrimaries } from './frame';
import { toSrgbPrimaries } from './primaries';

interface Stage {
  readonly texture: GPUTexture;
  readonly upload: BitmapUpload;
  readonly conversion: BoundPipeline;
}

/** Uploads images with other primaries than sRGB's and converts them. It creates its texture at the first such image. */
export class ImageConversion {
  readonly #engine: EngineDevice;
  readonly #rgb: GPUTexture;
  readonly #pipeline: GPUComputePipeline;
  readonly #rows: GPUBuffer;
  #stage: Stage | undefined;

  private constructor(engine: EngineDevice, rgb: GPUTexture, pipeline: GPUComputePipeline, rows: GPUBuffer) {
    this.#engine = engine;
    this.#rgb = rgb;
    this.#pipeline = pipeline;
    this.#rows = rows;
  }

  /** Compiles the pipeline, for any size. */
  static compile(device: GPUDevice): Promise<GPUComputePipeline> {
    return compilePipeline(device, 'primaries', [primariesLibrary, primariesSource].join('\n'));
  }

  /** @param rgb the texture to write, as large as the images */
  static async create(engine: EngineDevice, rgb: GPUTexture): Promise<ImageConversion> {
    const { device } = engine;
    const pipeline = await ImageConversion.compile(device);
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    return new ImageConversion(engine, rgb, pipeline, device.createBuffer({ label: 'primaries', size: 48, usage }));
  }

  /** Bytes of the texture. */
  get gpuBytes(): number {
    return this.#stage ? 4 * this.#rgb.width * this.#rgb.height : 0;
  }

  /** Queues the upload of the image's pixels. */
  upload(image: ImageBitmap, primaries: ColorPrimaries): void {
    this.#stage ??= this.#make();
    this.#engine.device.queue.writeBuffer(this.#rows, 0, toSrgbPrimaries(primaries));
    this.#stage.upload.upload(image);
  }

  /** Encodes the conversion of the uploaded image, if there is one. */
  encode(pass: GPUComputePassEncoder): void {
    if (this.#stage) dispatchPixels(pass, this.#stage.conversion, this.#rgb);
  }

  /** Frees the texture. Call it when the next frame needs no conversion. */
  release(): void {
    this.#stage?.texture.destroy();
    this.#stage = undefined;
  }

  destroy(): void {
    this.release();
    this.#rows.destroy();
  }

  #make(): Stage {
    const { device } = this.#engine;
    const { width, height } = this.#rgb;
    const { TEXTURE_BINDING, COPY_DST, COPY_SRC, RENDER_ATTACHMENT } = GPUTextureUsage;
    const usage = TEXTURE_BINDING | COPY_DST | COPY_SRC | RENDER_ATTACHMENT;
    const texture = device.createTexture({ label: 'image', size: [width, height], format: 'rgba8unorm', usage });
    const resources = [{ buffer: this.#rows }, texture.createView(), this.#rgb.createView()];
    const bindGroup = bindResources(device, this.#pipeline, resources);
    return {
      texture,
      upload: new BitmapUpload(this.#engine, texture),
      conversion: { pipeline: this.#pipeline, bindGroup },
    };
  }
}
