/**
 * Sends pictures as pixels to an overlay that neither canvases nor bitmaps reach, as in Firefox. The GPU copies each picture to
 * a buffer that is mapped once it is filled. Reading a canvas would block the host until the GPU has finished all its work,
 * which takes as long as a network compiles.
 */
import { type HostToOverlay, parseOverlayToHost } from '../../protocol/overlay-host';
import { withTimeout } from '../../util/with-timeout';
import { OVERLAY_TIMEOUT_MS, type OverlayPresenter } from './overlay-presenter';

/** Rows of a buffer that a texture is copied to begin at multiples of this. */
const ROW_BYTES = 256;

/** Texture and buffer for pictures of one size. */
class Readback {
  readonly texture: GPUTexture;
  readonly #device: GPUDevice;
  readonly #stride: number;
  readonly #buffer: GPUBuffer;

  constructor(device: GPUDevice, width: number, height: number) {
    const { RENDER_ATTACHMENT, STORAGE_BINDING, COPY_SRC } = GPUTextureUsage;
    this.#device = device;
    this.#stride = Math.ceil((4 * width) / ROW_BYTES) * ROW_BYTES;
    this.texture = device.createTexture({
      label: 'picture',
      size: [width, height],
      format: 'rgba8unorm',
      usage: RENDER_ATTACHMENT | STORAGE_BINDING | COPY_SRC,
    });
    this.#buffer = device.createBuffer({
      label: 'picture',
      size: this.#stride * height,
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
  }

  fits(device: GPUDevice, width: number, height: number): boolean {
    return device === this.#device && width === this.texture.width && height === this.texture.height;
  }

  /** Resolves to the rows of the texture, without gaps. Rejects where the device is lost or `destroy` is called meanwhile. */
  async read(): Promise<Uint8ClampedArray<ArrayBuffer>> {
    const { width, height } = this.texture;
    const encoder = this.#device.createCommandEncoder();
    const target = { buffer: this.#buffer, bytesPerRow: this.#stride };
    encoder.copyTextureToBuffer({ texture: this.texture }, target, [width, height]);
    this.#device.queue.submit([encoder.finish()]);
    await this.#buffer.mapAsync(GPUMapMode.READ);
    const rows = new Uint8ClampedArray(this.#buffer.getMappedRange());
    const pixels = new Uint8ClampedArray(4 * width * height);
    for (let y = 0; y < height; y++)
      pixels.set(rows.subarray(y * this.#stride, y * this.#stride + 4 * width), 4 * width * y);
    this.#buffer.unmap();
    return pixels;
  }

  destroy(): void {
    this.texture.destroy();
    this.#buffer.destroy();
  }
}

/** Divides colours by their alpha in place. */
function straighten(pixels: Uint8ClampedArray): void {
  for (let i = 0; i < pixels.length; i += 4) {
    const alpha = pixels[i + 3]!;
    if (alpha === 255 || alpha === 0) continue;
    for (let channel = i; channel < i + 3; channel++) pixels[channel] = (255 * pixels[channel]!) / alpha;
  }
}

export class PixelsPresenter implements OverlayPresenter {
  readonly #overlay: MessagePort;
  readonly #copies: { resolve(copy: ImageBitmap): void; reject(reason: Error): void }[] = [];
  #readback: Readback | undefined;
  #hasAlpha = false;
  #resolveShown: (() => void) | undefined;

  constructor(overlay: MessagePort) {
    this.#overlay = overlay;
    overlay.onmessage = ({ data }) => {
      if (parseOverlayToHost(data)?.type === 'shown') this.#resolveShown?.();
    };
  }

  async renew(): Promise<void> {
    this.#post({ type: 'begin', sameProcess: false });
  }

  begin(device: GPUDevice, width: number, height: number, hasAlpha: boolean): GPUTexture {
    this.#hasAlpha = hasAlpha;
    if (!this.#readback?.fits(device, width, height)) {
      this.#readback?.destroy();
      this.#readback = new Readback(device, width, height);
    }
    return this.#readback.texture;
  }

  async end(): Promise<void> {
    if (!this.#readback) throw new Error('No picture has begun.');
    const { width, height } = this.#readback.texture;
    const pixels = await this.#readback.read();
    if (this.#hasAlpha) straighten(pixels);
    for (const { resolve } of this.#copies.splice(0))
      resolve(await createImageBitmap(new ImageData(pixels, width, height)));
    const shown = new Promise<void>((resolve) => {
      this.#resolveShown = resolve;
    });
    this.#post({ type: 'pixels', width, height, data: pixels.buffer }, [pixels.buffer]);
    await withTimeout(shown, OVERLAY_TIMEOUT_MS, 'The overlay showed no picture.');
  }

  copyNext(): Promise<ImageBitmap> {
    return new Promise((resolve, reject) => this.#copies.push({ resolve, reject }));
  }

  destroy(): void {
    this.#readback?.destroy();
    this.#resolveShown?.();
    for (const { reject } of this.#copies.splice(0)) reject(new Error('There are no more pictures.'));
  }

  #post(message: HostToOverlay, transfer: Transferable[] = []): void {
    this.#overlay.postMessage(message, transfer);
  }
}
