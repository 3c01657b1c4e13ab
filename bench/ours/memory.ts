/** Bytes a texel, for the formats in use. */
const TEXEL_BYTES: Partial<Record<GPUTextureFormat, number>> = {
  r8unorm: 1,
  rg8unorm: 2,
  rgba8unorm: 4,
  bgra8unorm: 4,
  rgba16float: 8,
  r32float: 4,
  rg32float: 8,
  rgba32float: 16,
};

/** Counts the bytes of live buffers and textures by patching the methods that create and destroy them. */
export class MemoryLedger {
  #live = 0;
  #most = 0;
  readonly #open = new WeakMap<object, number>();
  readonly #originals = {
    createBuffer: GPUDevice.prototype.createBuffer,
    createTexture: GPUDevice.prototype.createTexture,
    destroyBuffer: GPUBuffer.prototype.destroy,
    destroyTexture: GPUTexture.prototype.destroy,
  };

  constructor() {
    const ledger = this;
    const { createBuffer, createTexture, destroyBuffer, destroyTexture } = this.#originals;
    GPUDevice.prototype.createBuffer = function (this: GPUDevice, descriptor) {
      const buffer = createBuffer.call(this, descriptor);
      ledger.#add(buffer, buffer.size);
      return buffer;
    };
    GPUDevice.prototype.createTexture = function (this: GPUDevice, descriptor) {
      const texture = createTexture.call(this, descriptor);
      const texelBytes = TEXEL_BYTES[texture.format];
      if (texelBytes === undefined) throw new Error(`The ledger does not know how large ${texture.format} is.`);
      ledger.#add(texture, texture.width * texture.height * texture.depthOrArrayLayers * texelBytes);
      return texture;
    };
    GPUBuffer.prototype.destroy = function (this: GPUBuffer) {
      ledger.#remove(this);
      return destroyBuffer.call(this);
    };
    GPUTexture.prototype.destroy = function (this: GPUTexture) {
      ledger.#remove(this);
      return destroyTexture.call(this);
    };
  }

  /** Bytes created since the ledger was opened and not destroyed yet. */
  get bytes(): number {
    return this.#live;
  }

  /** Most bytes at one time since the ledger was opened. */
  get peak(): number {
    return this.#most;
  }

  close(): void {
    const { createBuffer, createTexture, destroyBuffer, destroyTexture } = this.#originals;
    Object.assign(GPUDevice.prototype, { createBuffer, createTexture });
    GPUBuffer.prototype.destroy = destroyBuffer;
    GPUTexture.prototype.destroy = destroyTexture;
  }

  #add(made: object, bytes: number): void {
    this.#open.set(made, bytes);
    this.#live += bytes;
    this.#most = Math.max(this.#most, this.#live);
  }

  #remove(made: object): void {
    this.#live -= this.#open.get(made) ?? 0;
    this.#open.delete(made);
  }
}
