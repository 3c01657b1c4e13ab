import type { EngineDevice } from '../device';

/** Number of uploads before the other way is tried. The first ones include the browser's set-up. */
const TRIED_AFTER = 3;
/** An upload shorter than this did not wait for the GPU. */
const WAITED_MS = 1;
/** Rows of the picture to compare, and the largest allowed difference in 1/255. */
const ROWS = 8;
const MOST_APART = 2;

/**
 * Uploads bitmaps to a texture. Some browsers read a bitmap back from the GPU for this, and the thread waits (Chromium under
 * Linux, crbug.com/1309194). They do not if the upload goes through a VideoFrame made from the bitmap. After an upload that
 * waited, this class tries a VideoFrame once and keeps to it if it is faster and gives the same picture. It does not try on
 * software adapters, where there is no GPU to wait for.
 */
export class BitmapUpload {
  #uploads = 0;
  #asFrames = false;
  readonly #device: GPUDevice;
  readonly #logError: EngineDevice['logError'];
  readonly #isSoftware: boolean;
  readonly #texture: GPUTexture;

  /** @param texture as large as the bitmaps, of 4 bytes a pixel */
  constructor(engine: EngineDevice, texture: GPUTexture) {
    this.#texture = texture;
    this.#device = engine.device;
    this.#logError = engine.logError;
    this.#isSoftware = engine.isSoftware;
  }

  /** Queues the upload of the bitmap's pixels. */
  upload(bitmap: ImageBitmap): void {
    if (this.#asFrames) {
      this.#copyAsFrame(bitmap, this.#texture);
      return;
    }
    const start = performance.now();
    this.#copy(bitmap, this.#texture);
    const waited = performance.now() - start;
    if (++this.#uploads === TRIED_AFTER && waited >= WAITED_MS && !this.#isSoftware)
      void this.#tryFrames(bitmap, waited);
  }

  #copy(source: ImageBitmap | VideoFrame, texture: GPUTexture): void {
    this.#device.queue.copyExternalImageToTexture({ source }, { texture }, [texture.width, texture.height]);
  }

  #copyAsFrame(bitmap: ImageBitmap, texture: GPUTexture): void {
    const frame = new VideoFrame(bitmap, { timestamp: 0 });
    try {
      this.#copy(frame, texture);
    } finally {
      frame.close();
    }
  }

  /**
   * Uploads the bitmap through a VideoFrame to another texture, and compares time and picture.
   * @param usual ms that the upload of the bitmap itself took
   */
  async #tryFrames(bitmap: ImageBitmap, usual: number): Promise<void> {
    const device = this.#device;
    const texture = this.#texture;
    const { COPY_DST, COPY_SRC, RENDER_ATTACHMENT } = GPUTextureUsage;
    const trial = device.createTexture({
      label: 'trial',
      size: [texture.width, texture.height],
      format: texture.format,
      usage: COPY_DST | COPY_SRC | RENDER_ATTACHMENT,
    });
    device.pushErrorScope('validation');
    let took = Number.POSITIVE_INFINITY;
    try {
      // Upload once before measuring: the first upload includes the browser's set-up.
      this.#copyAsFrame(bitmap, trial);
      const start = performance.now();
      this.#copyAsFrame(bitmap, trial);
      took = performance.now() - start;
    } catch (error) {
      this.#logError('A bitmap cannot be uploaded as a VideoFrame', error);
    }
    const refusal = device.popErrorScope();
    const reading = readRows(device, [texture, trial]);
    try {
      const [error, [expected, found]] = await Promise.all([refusal, reading]);
      const isBlack = expected!.every((value, i) => i % 4 === 3 || value === 0);
      const isSame = expected!.every((value, i) => Math.abs(value - found![i]!) <= MOST_APART);
      // A black picture proves nothing, so try again later.
      if (isBlack) this.#uploads = 0;
      else this.#asFrames = !error && isSame && took < usual / 2;
    } catch (error) {
      this.#logError('Two uploads of a bitmap cannot be compared: the device is lost', error);
    } finally {
      trial.destroy();
    }
  }
}

/** Reads ROWS rows of each texture; the textures have one size and 4 bytes a pixel. */
async function readRows(device: GPUDevice, textures: readonly GPUTexture[]): Promise<Uint8Array[]> {
  const { width, height } = textures[0]!;
  const stride = Math.ceil((width * 4) / 256) * 256;
  const { COPY_DST, MAP_READ } = GPUBufferUsage;
  const buffer = device.createBuffer({ size: textures.length * ROWS * stride, usage: COPY_DST | MAP_READ });
  try {
    const encoder = device.createCommandEncoder();
    textures.forEach((texture, t) => {
      for (let row = 0; row < ROWS; row++) {
        const y = Math.floor(((row + 0.5) * height) / ROWS);
        encoder.copyTextureToBuffer(
          { texture, origin: [0, y] },
          { buffer, offset: (t * ROWS + row) * stride, bytesPerRow: stride },
          [width, 1],
        );
      }
    });
    device.queue.submit([encoder.finish()]);
    await buffer.mapAsync(GPUMapMode.READ);
    const bytes = new Uint8Array(buffer.getMappedRange().slice(0));
    return textures.map((_, t) => bytes.subarray(t * ROWS * stride, (t + 1) * ROWS * stride));
  } finally {
    buffer.destroy();
  }
}
