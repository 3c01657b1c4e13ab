import type { PictureSize } from '../input/frame';

/**
 * The format of targets that a kernel can write. Devices have it as a storage texture: rgba8unorm always, bgra8unorm, which most
 * canvases prefer, with a feature.
 */
export const storedFormat = ({ features }: GPUDevice): 'rgba8unorm' | 'bgra8unorm' =>
  features.has('bgra8unorm-storage') ? 'bgra8unorm' : 'rgba8unorm';

/** Binds targets as group 1 of the kernel of shaders/temporal/resolve.wgsl, which writes them without another pass. */
export class StoredTarget {
  readonly #device: GPUDevice;
  readonly #layout: GPUBindGroupLayout;
  readonly #size: PictureSize;
  readonly #format: GPUTextureFormat;
  /** 1 x 1 texture bound where there is no target. */
  readonly #placeholder: GPUTexture;
  readonly #none: GPUBindGroup;

  /**
   * @param layout of group 1
   * @param size of the styled picture, which a target must have
   */
  constructor(device: GPUDevice, layout: GPUBindGroupLayout, size: PictureSize) {
    this.#device = device;
    this.#layout = layout;
    this.#size = size;
    this.#format = storedFormat(device);
    const usage = GPUTextureUsage.STORAGE_BINDING;
    this.#placeholder = device.createTexture({ label: 'no target', size: [1, 1], format: this.#format, usage });
    this.#none = this.#groupOf(this.#placeholder);
  }

  /** Whether the kernel can show the picture on this target. */
  accepts({ format, width, height, usage }: GPUTexture): boolean {
    const isStored = format === this.#format && (usage & GPUTextureUsage.STORAGE_BINDING) !== 0;
    return isStored && width === this.#size.width && height === this.#size.height;
  }

  /** Group 1 of the kernel; without a target it shows nothing. */
  bindGroup(target: GPUTexture | undefined): GPUBindGroup {
    return target ? this.#groupOf(target) : this.#none;
  }

  get gpuBytes(): number {
    return 4;
  }

  destroy(): void {
    this.#placeholder.destroy();
  }

  #groupOf(texture: GPUTexture): GPUBindGroup {
    const entries = [{ binding: 0, resource: texture.createView() }];
    return this.#device.createBindGroup({ label: 'target', layout: this.#layout, entries });
  }
}
