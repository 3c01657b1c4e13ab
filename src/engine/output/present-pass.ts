import finishSource from '../../../shaders/io/finish.wgsl?raw';
import presentSource from '../../../shaders/io/present.wgsl?raw';
import settingsSource from '../../../shaders/lib/settings.wgsl?raw';
import styledSource from '../../../shaders/lib/styled-index.wgsl?raw';
import type { FrameUpload } from '../input/frame-upload';
import { PipelineCache } from '../runtime/pipeline-cache';
import type { FrameSettings } from './frame-settings';

/** Formats that a canvas can have. */
const TARGET_FORMATS = ['bgra8unorm', 'rgba8unorm'] as const;

const cache = new PipelineCache<GPURenderPipeline>();

/** A render pipeline for each format of a target. */
export type PresentPipelines = ReadonlyMap<GPUTextureFormat, GPURenderPipeline>;

/** Compiles what a `PresentPass` of any size and style needs, once for each device. @throws where the GPU refuses the shader */
export async function compilePresent(device: GPUDevice): Promise<PresentPipelines> {
  const code = [settingsSource, styledSource, finishSource, presentSource].join('\n');
  const pipelines = TARGET_FORMATS.map((format) =>
    cache.get(device, format, () => {
      const module = device.createShaderModule({ label: 'present', code });
      const fragment = { module, targets: [{ format }] };
      return device.createRenderPipelineAsync({ label: 'present', layout: 'auto', vertex: { module }, fragment });
    }),
  );
  const compiled = await Promise.all(pipelines);
  return new Map(TARGET_FORMATS.map((format, i) => [format, compiled[i]!]));
}

interface BoundPresent {
  readonly pipeline: GPURenderPipeline;
  readonly bindGroup: GPUBindGroup;
}

/** Draws the mix of original and styled picture to a target: shaders/io/present.wgsl. */
export class PresentPass {
  readonly #byFormat: ReadonlyMap<GPUTextureFormat, BoundPresent>;

  /** @param styled the styled picture, as shaders/lib/styled-index.wgsl lays it out */
  constructor(
    device: GPUDevice,
    pipelines: PresentPipelines,
    { original, input }: FrameUpload,
    settings: FrameSettings,
    styled: GPUBufferBinding,
  ) {
    const linear = device.createSampler({ magFilter: 'linear', minFilter: 'linear' });
    const resources = [{ buffer: settings.buffer }, original.createView(), styled, input.createView(), linear];
    const entries = resources.map((resource, binding) => ({ binding, resource }));
    const bound = [...pipelines].map(([format, pipeline]) => {
      const bindGroup = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
      return [format, { pipeline, bindGroup }] as const;
    });
    this.#byFormat = new Map(bound);
  }

  /** Whether targets of this format can be drawn to. */
  supports(format: GPUTextureFormat): boolean {
    return this.#byFormat.has(format);
  }

  /** Stretches the picture over all of `target`, whose format must be supported. */
  encode(encoder: GPUCommandEncoder, target: GPUTexture, timestampWrites?: GPURenderPassTimestampWrites): void {
    const { pipeline, bindGroup } = this.#byFormat.get(target.format)!;
    const pass = encoder.beginRenderPass({
      label: 'present',
      colorAttachments: [{ view: target.createView(), loadOp: 'clear', storeOp: 'store' }],
      ...(timestampWrites && { timestampWrites }),
    });
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.draw(3);
    pass.end();
  }
}
