import presentSource from '../../../shaders/io/present.wgsl?raw';
import shownSource from '../../../shaders/io/shown.wgsl?raw';
import settingsSource from '../../../shaders/lib/settings.wgsl?raw';
import { expand } from '../codegen/wgsl-preprocessor';
import type { FrameUpload } from '../input/frame-upload';
import type { Finish } from '../model/model';
import { PipelineCache } from '../runtime/pipeline-cache';
import { finishCode } from './finish-code';
import type { FrameSettings } from './frame-settings';
import type { TurnIndex } from './optical-flow';

/** Formats that a canvas can have. */
const TARGET_FORMATS = ['bgra8unorm', 'rgba8unorm'] as const;

const cache = new PipelineCache<GPURenderPipeline>();

/** A render pipeline for each format of a target. */
export type PresentPipelines = ReadonlyMap<GPUTextureFormat, GPURenderPipeline>;

/** Last passes that `compilePresent` has compiled. */
const compiled = new WeakMap<GPUDevice, PresentPipelines>();

/** Compiles what a `PresentPass` of any size and style needs, once for each device. @throws where the GPU refuses the shader */
export async function compilePresent(device: GPUDevice): Promise<PresentPipelines> {
  const pipelines = await pipelinesOf(device, presentCode());
  compiled.set(device, pipelines);
  return pipelines;
}

/**
 * The same for pictures of this finish that were never blended: in much less time, unless all is compiled already.
 * @throws where the GPU refuses the shader
 */
export const compileDraftPresent = async (device: GPUDevice, finish: Finish): Promise<PresentPipelines> =>
  compiled.get(device) ?? pipelinesOf(device, presentCode(finish));

/** WGSL of the pass: for everything, or for pictures of one finish that were never blended. */
export function presentCode(only?: Finish): string {
  const body = expand(presentSource, { SHARPENED: only === undefined });
  return [settingsSource, finishCode(only), shownSource, body].join('\n');
}

async function pipelinesOf(device: GPUDevice, code: string): Promise<PresentPipelines> {
  const pipelines = TARGET_FORMATS.map((format) =>
    cache.get(device, `${format} ${code}`, () => {
      const module = device.createShaderModule({ label: 'present', code });
      const fragment = { module, targets: [{ format }] };
      return device.createRenderPipelineAsync({ label: 'present', layout: 'auto', vertex: { module }, fragment });
    }),
  );
  const all = await Promise.all(pipelines);
  return new Map(TARGET_FORMATS.map((format, i) => [format, all[i]!]));
}

interface BoundPresent {
  readonly pipeline: GPURenderPipeline;
  /** One for each turn of the styled pictures. */
  readonly bindGroups: readonly [GPUBindGroup, GPUBindGroup];
}

/** Draws the mix of original and styled picture to a target: shaders/io/present.wgsl. */
export class PresentPass {
  readonly #byFormat: ReadonlyMap<GPUTextureFormat, BoundPresent>;

  /** @param styled the styled pictures of either turn, as shaders/temporal/resolve.wgsl writes them */
  constructor(
    device: GPUDevice,
    pipelines: PresentPipelines,
    { original, input }: FrameUpload,
    settings: FrameSettings,
    styled: readonly [GPUTexture, GPUTexture],
  ) {
    const linear = device.createSampler({ magFilter: 'linear', minFilter: 'linear' });
    const [guide, seen] = [original.createView(), input.createView()];
    const bound = [...pipelines].map(([format, pipeline]) => {
      const layout = pipeline.getBindGroupLayout(0);
      const bindGroupOf = (picture: GPUTexture) => {
        const resources = [{ buffer: settings.buffer }, guide, picture.createView(), seen, linear];
        return device.createBindGroup({
          layout,
          entries: resources.map((resource, binding) => ({ binding, resource })),
        });
      };
      return [format, { pipeline, bindGroups: [bindGroupOf(styled[0]), bindGroupOf(styled[1])] }] as const;
    });
    this.#byFormat = new Map<GPUTextureFormat, BoundPresent>(bound);
  }

  /** Whether targets of this format can be drawn to. */
  supports(format: GPUTextureFormat): boolean {
    return this.#byFormat.has(format);
  }

  /** Stretches the picture of a turn over all of `target`, whose format must be supported. */
  encode(
    encoder: GPUCommandEncoder,
    turn: TurnIndex,
    target: GPUTexture,
    timestampWrites?: GPURenderPassTimestampWrites,
  ): void {
    const { pipeline, bindGroups } = this.#byFormat.get(target.format)!;
    const pass = encoder.beginRenderPass({
      label: 'present',
      colorAttachments: [{ view: target.createView(), loadOp: 'clear', storeOp: 'store' }],
      ...(timestampWrites && { timestampWrites }),
    });
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroups[turn]);
    pass.draw(3);
    pass.end();
  }
}
