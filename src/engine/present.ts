import presentSource from '../../shaders/present.wgsl?raw';
import type { FrameImport } from './frame';

/** Formats a canvas can have. */
export const TARGET_FORMATS = ['bgra8unorm', 'rgba8unorm'] as const;
export type TargetFormat = (typeof TARGET_FORMATS)[number];

/** What lies between the network and the target: the styled picture, and the last frame's. */
export class Resources {
  readonly styled: GPUTexture;
  readonly history: GPUTexture;
  readonly settings: GPUBuffer;

  constructor(device: GPUDevice, width: number, height: number) {
    const { TEXTURE_BINDING, STORAGE_BINDING, COPY_SRC, COPY_DST } = GPUTextureUsage;
    const texture = (label: string, usage: number) =>
      device.createTexture({ label, size: [width, height], format: 'rgba8unorm', usage: usage | TEXTURE_BINDING });
    this.styled = texture('styled', STORAGE_BINDING | COPY_SRC);
    this.history = texture('last styled', COPY_DST);
    this.settings = device.createBuffer({ size: 16, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
  }

  /** Keeps the styled picture for the next frame's temporal blend. */
  remember(encoder: GPUCommandEncoder): void {
    const { styled, history } = this;
    encoder.copyTextureToTexture({ texture: styled }, { texture: history }, [styled.width, styled.height]);
  }

  get gpuBytes(): number {
    return this.styled.width * this.styled.height * 8;
  }

  destroy(): void {
    for (const texture of [this.styled, this.history]) texture.destroy();
    this.settings.destroy();
  }
}

/** Draws the mix of original and styled picture to targets of one format. */
export class Presenter {
  constructor(
    private readonly pipeline: GPURenderPipeline,
    private readonly bindGroup: GPUBindGroup,
  ) {}

  /** Stretches the picture over all of `target`. */
  encode(encoder: GPUCommandEncoder, target: GPUTexture, timestampWrites?: GPURenderPassTimestampWrites): void {
    const pass = encoder.beginRenderPass({
      colorAttachments: [{ view: target.createView(), loadOp: 'clear', storeOp: 'store' }],
      ...(timestampWrites && { timestampWrites }),
    });
    pass.setPipeline(this.pipeline);
    pass.setBindGroup(0, this.bindGroup);
    pass.draw(3);
    pass.end();
  }
}

/** @throws where the GPU refuses the shader */
export async function createPresenter(
  device: GPUDevice,
  format: GPUTextureFormat,
  { original, input }: FrameImport,
  { settings, styled }: Resources,
): Promise<Presenter> {
  const module = device.createShaderModule({ label: 'present', code: presentSource });
  const pipeline = await device.createRenderPipelineAsync({
    label: 'present',
    layout: 'auto',
    vertex: { module },
    fragment: { module, targets: [{ format }] },
  });
  const linear = device.createSampler({ magFilter: 'linear', minFilter: 'linear' });
  const bindGroup = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ buffer: settings }, original.createView(), styled.createView(), input.createView(), linear].map(
      (resource, binding) => ({ binding, resource }),
    ),
  });
  return new Presenter(pipeline, bindGroup);
}
