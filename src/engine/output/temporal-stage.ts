import betweenSource from '../../../shaders/lib/bilinear.wgsl?raw';
import settingsSource from '../../../shaders/lib/settings.wgsl?raw';
import styledSource from '../../../shaders/lib/styled-index.wgsl?raw';
import resolveSource from '../../../shaders/temporal/resolve.wgsl?raw';
import { Bindings } from '../codegen/bindings';
import { assemble, type Kernel } from '../codegen/kernels';
import { emitSource } from '../codegen/wgsl-codegen';
import type { Expression, Tensor } from '../compiler/expression';
import type { Precision } from '../device';
import type { PictureSize } from '../input/frame';
import type { Network } from '../runtime/network';
import { OpticalFlow, type OpticalFlowPipelines } from './optical-flow';

/** Pixels in a row of the styled picture: copies to textures need rows of whole 256 bytes. */
const rowOf = (width: number): number => Math.ceil(width / 64) * 64;

/**
 * The styled picture (shaders/lib/styled-index.wgsl) as a tensor, four pixels of 4 bytes a vector. It lies in the network's
 * memory, which is free once the network has run, and stays there until the next frame's network runs.
 */
export const styledTensor = ({ width, height }: PictureSize): Tensor => ({
  id: -1,
  shape: { channels: 4, height, width: rowOf(width) / 4 },
  keepF32: true,
});

/**
 * Writes the kernel of the temporal stage (shaders/temporal/resolve.wgsl), which turns the network's output into the styled
 * picture. It runs without a temporal blend as well.
 * @param output the network's picture, 3 channels
 * @param styled made by `styledTensor`
 * @param size of the picture in pixels, without the network's padding
 */
export function temporalKernel(output: Expression, styled: Tensor, size: PictureSize, precision: Precision): Kernel {
  const bindings = new Bindings(precision === 'f16');
  bindings.frame();
  const source = emitSource('source', output, bindings);
  bindings.external('now', 'var<storage, read> now: array<f32>;');
  bindings.external('before', 'var<storage, read> before: array<f32>;');
  bindings.external('vectors', 'var<storage, read> vectors: array<vec2f>;');
  bindings.external('history', 'var history: texture_2d<f32>;');
  bindings.packed(styled, 'styled');
  bindings.external('settings', 'var<uniform> settings: Settings;');
  const workgroups = [Math.ceil(size.width / 16), Math.ceil(size.height / 16), 1] as const;
  const parts = [settingsSource, betweenSource, styledSource, source, resolveSource];
  return assemble('resolve', precision, bindings, workgroups, ...parts);
}

/** Steadies the styled picture in time: finds the motion of the video and blends with the last styled frame along it. */
export class TemporalStage {
  readonly #flow: OpticalFlow;
  /** The last styled frame. */
  readonly #history: GPUTexture;
  #hasHistory = false;

  /** @param input the texture that holds every frame at the network's size, one after the other */
  constructor(device: GPUDevice, pipelines: OpticalFlowPipelines, input: GPUTexture) {
    this.#flow = new OpticalFlow(device, pipelines, input);
    this.#history = device.createTexture({
      label: 'last styled',
      size: [input.width, input.height],
      format: 'rgba8unorm',
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
    });
  }

  /** Whether the last styled frame is there to blend with. */
  get hasHistory(): boolean {
    return this.#hasHistory;
  }

  /** Resources that `temporalKernel` reads besides the network's output and the settings. */
  get bindings(): Record<'now' | 'before' | 'vectors' | 'history', GPUBindingResource> {
    return { ...this.#flow.bindings, history: this.#history.createView() };
  }

  /**
   * Encodes the stage for the frame that the network has just drawn.
   * @param network holds `temporalKernel` as its stage `temporal`
   * @param isWatched looks at this frame's motion: the next frame is to be blended with this one
   * @param isBlended blends this frame with the last one, which must be remembered
   */
  encode(pass: GPUComputePassEncoder, network: Network<'temporal'>, isWatched: boolean, isBlended: boolean): void {
    if (isWatched) this.#flow.encode(pass, isBlended);
    network.encode(pass, 'temporal');
  }

  /** Encodes the copies that keep this frame for the next frame's blend; after `encode`. */
  remember(encoder: GPUCommandEncoder, { buffer, offset }: Required<GPUBufferBinding>): void {
    const { width, height } = this.#history;
    const bytesPerRow = rowOf(width) * 4;
    encoder.copyBufferToTexture({ buffer, offset, bytesPerRow }, { texture: this.#history }, [width, height]);
    this.#flow.remember(encoder);
    this.#hasHistory = true;
  }

  /** Leaves the next frame nothing to blend with. */
  forget(): void {
    this.#hasHistory = false;
  }

  get gpuBytes(): number {
    return this.#flow.gpuBytes + this.#history.width * this.#history.height * 4;
  }

  destroy(): void {
    this.#flow.destroy();
    this.#history.destroy();
  }
}
