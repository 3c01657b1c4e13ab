import presentSource from '../../shaders/present.wgsl?raw';
import type { FrameImport } from './frame';

/** Formats a canvas can have. */
export const TARGET_FORMATS = ['bgra8unorm', 'rgba8unorm'] as const;
export type TargetFormat = (typeof TARGET_FORMATS)[number];

/** What lies between the network and the target, and the last frame. */
export class Resources {
  /** The last styled picture, 8 bits a colour, a number a pixel: WebGPU lets no kernel read and write colours in place. */
  readonly styled: GPUTexture;
  readonly previousFrame: GPUTexture;
  readonly settings: GPUBuffer;

  constructor(device: GPUDevice, width: number, height: number, frameFormat: GPUTextureFormat) {
    const { TEXTURE_BINDING, STORAGE_BINDING, COPY_DST } = GPUTextureUsage;
    const texture = (label: string, format: GPUTextureFormat, usage: number) =>
      device.createTexture({ label, size: [width, height], format, usage: usage | TEXTURE_BINDING });
    this.styled = texture('styled', 'r32uint', STORAGE_BINDING);
    this.previousFrame = texture('last frame', frameFormat, COPY_DST);
    this.settings = device.createBuffer({ size: 16, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
  }

  /** Keeps this frame for the next one's temporal blend. */
  remember(encoder: GPUCommandEncoder, frame: GPUTexture): void {
    encoder.copyTextureToTexture({ texture: frame }, { texture: this.previousFrame }, [frame.width, frame.height]);
  }

  get gpuBytes(): number {
    return this.styled.width * this.styled.height * (4 + (this.previousFrame.format === 'rgba16float' ? 8 : 4));
  }

  destroy(): void {
    for (const texture of [this.styled, this.previousFrame]) texture.destroy();
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
