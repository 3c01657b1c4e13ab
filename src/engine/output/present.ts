import presentSource from '../../../shaders/io/present.wgsl?raw';
import styledSource from '../../../shaders/lib/styled-index.wgsl?raw';
import type { Tensor } from '../compiler/expression';
import type { FrameUpload } from '../input/frame-upload';

/** Formats a canvas can have. */
export const TARGET_FORMATS = ['bgra8unorm', 'rgba8unorm'] as const;
export type TargetFormat = (typeof TARGET_FORMATS)[number];

/** Pixels a row of the styled picture takes: whole 256 bytes. */
const rowOf = (width: number): number => Math.ceil(width / 64) * 64;

/**
 * The styled picture (shaders/lib/styled-index.wgsl) in the network's own memory, which is free by then, four pixels a vector: it stays
 * there until the next frame's network runs.
 */
export const styledTensor = (width: number, height: number): Tensor => ({
  id: -1,
  shape: { channels: 4, height, width: rowOf(width) / 4 },
  keepF32: true,
});

/** Numbers in the settings (present.wgsl; the sixth is normalise.wgsl's): whole vectors of 4. */
export const SETTINGS = 8;

/** What the last passes need beside the styled picture: the last frame's, and settings. */
export class Resources {
  readonly history: GPUTexture;
  readonly settings: GPUBuffer;

  constructor(device: GPUDevice, width: number, height: number) {
    const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
    this.history = device.createTexture({ label: 'last styled', size: [width, height], format: 'rgba8unorm', usage });
    this.settings = device.createBuffer({
      size: SETTINGS * 4,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
  }

  /** Keeps the styled picture for the next frame's temporal blend. */
  remember(encoder: GPUCommandEncoder, { buffer, offset }: Required<GPUBufferBinding>): void {
    const { width, height } = this.history;
    const bytesPerRow = rowOf(width) * 4;
    encoder.copyBufferToTexture({ buffer, offset, bytesPerRow }, { texture: this.history }, [width, height]);
  }

  get gpuBytes(): number {
    return this.history.width * this.history.height * 4;
  }

  destroy(): void {
    this.history.destroy();
    this.settings.destroy();
  }
}

/** Draws the mix of original and styled picture to targets of one format. */
export class Presenter {
  readonly #bindGroup: GPUBindGroup;

  readonly #pipeline: GPURenderPipeline;

  constructor(
    device: GPUDevice,
    pipeline: GPURenderPipeline,
    { original, input }: FrameUpload,
    { settings }: Resources,
    styled: GPUBufferBinding,
  ) {
    this.#pipeline = pipeline;
    const linear = device.createSampler({ magFilter: 'linear', minFilter: 'linear' });
    const resources = [{ buffer: settings }, original.createView(), styled, input.createView(), linear];
    this.#bindGroup = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: resources.map((resource, binding) => ({ binding, resource })),
    });
  }

  /** Stretches the picture over all of `target`. */
  encode(encoder: GPUCommandEncoder, target: GPUTexture, timestampWrites?: GPURenderPassTimestampWrites): void {
    const pass = encoder.beginRenderPass({
      label: 'present',
      colorAttachments: [{ view: target.createView(), loadOp: 'clear', storeOp: 'store' }],
      ...(timestampWrites && { timestampWrites }),
    });
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#bindGroup);
    pass.draw(3);
    pass.end();
  }
}

/** @throws where the GPU refuses the shader */
export function compilePresenter(device: GPUDevice, format: GPUTextureFormat): Promise<GPURenderPipeline> {
  const module = device.createShaderModule({ label: 'present', code: `${styledSource}\n${presentSource}` });
  return device.createRenderPipelineAsync({
    label: 'present',
    layout: 'auto',
    vertex: { module },
    fragment: { module, targets: [{ format }] },
  });
}
