import shownSource from '../../../shaders/io/shown.wgsl?raw';
import betweenSource from '../../../shaders/lib/bilinear.wgsl?raw';
import settingsSource from '../../../shaders/lib/settings.wgsl?raw';
import resolveSource from '../../../shaders/temporal/resolve.wgsl?raw';
import unblendedSource from '../../../shaders/temporal/unblended.wgsl?raw';
import { Bindings } from '../codegen/bindings';
import { assemble, type Kernel } from '../codegen/kernel';
import { emitSource } from '../codegen/wgsl-codegen';
import { expand } from '../codegen/wgsl-preprocessor';
import type { Expression } from '../compiler/expression';
import type { Precision } from '../device';
import type { PictureSize } from '../input/frame';
import type { Network } from '../runtime/network';
import { finishCode } from './finish-code';
import { OpticalFlow, type OpticalFlowPipelines, type TurnIndex } from './optical-flow';

/** The stages of a network that hold the temporal kernel, one for each turn. */
export const TURN_STAGES = ['even', 'odd'] as const;
type TurnStage = (typeof TURN_STAGES)[number];

/**
 * Writes the kernel of the temporal stage (shaders/temporal/resolve.wgsl), which turns the network's output into the styled
 * picture. It runs without a temporal blend as well.
 * @param output the network's picture, 3 channels
 * @param size of the picture in pixels, without the network's padding
 * @param canvas the format of targets on which the kernel shows the picture itself; undefined where sizes never agree
 * @param anySize see `sharesCode`: kernels of all sizes share their code
 */
export function temporalKernel(
  turn: TurnIndex,
  output: Expression,
  size: PictureSize,
  precision: Precision,
  canvas: GPUTextureFormat | undefined,
  anySize = false,
): Kernel {
  const bindings = new Bindings(precision === 'f16', anySize);
  bindings.frame();
  const source = emitSource('source', output, bindings);
  bindings.external('now', 'var<storage, read> now: array<f32>;', `now${turn}`);
  bindings.external('before', 'var<storage, read> before: array<f32>;', `before${turn}`);
  bindings.external('vectors', 'var<storage, read> vectors: array<vec2f>;', `vectors${turn}`);
  bindings.external('history', 'var history: texture_2d<f32>;', `history${turn}`);
  bindings.external('picture', 'var picture: texture_storage_2d<rgba8unorm, write>;', `picture${turn}`);
  bindings.external('settings', 'var<uniform> settings: Settings;');
  const workgroups = [Math.ceil(size.width / 16), Math.ceil(size.height / 16), 1] as const;
  const shown = canvas ? [finishCode(), shownSource] : [];
  const body = expand(resolveSource, { SHOWN: canvas !== undefined, FORMAT: canvas ?? '' });
  const parts = [settingsSource, betweenSource, ...shown, source, body];
  return assemble('resolve', precision, bindings, workgroups, ...parts);
}

/** Writes the kernel that does the same for drafts, whose pictures are never blended (shaders/temporal/unblended.wgsl). */
export function unblendedKernel(turn: TurnIndex, output: Expression, size: PictureSize, precision: Precision): Kernel {
  const bindings = new Bindings(precision === 'f16', true);
  const source = emitSource('source', output, bindings);
  bindings.external('picture', 'var picture: texture_storage_2d<rgba8unorm, write>;', `picture${turn}`);
  const workgroups = [Math.ceil(size.width / 16), Math.ceil(size.height / 16), 1] as const;
  return assemble('unblended', precision, bindings, workgroups, source, unblendedSource);
}

/** Steadies the styled picture in time: finds the motion of the video and blends with the last styled frame along it. */
export class TemporalStage {
  /** Undefined where nothing is blended. */
  readonly #flow: OpticalFlow | undefined;
  /** Two pictures take turns: each is this frame's, then the last frame's. */
  readonly #pictures: readonly [GPUTexture, GPUTexture];
  #turn: TurnIndex = 0;
  #hasHistory = false;

  /**
   * @param input the texture that holds every frame at the network's size, one after the other
   * @param flow searches for motion; undefined for `unblendedKernel`
   */
  constructor(device: GPUDevice, input: GPUTexture, flow: OpticalFlowPipelines | undefined) {
    this.#flow = flow && new OpticalFlow(device, input, flow);
    const { TEXTURE_BINDING, STORAGE_BINDING } = GPUTextureUsage;
    const picture = () =>
      device.createTexture({
        label: 'styled',
        size: [input.width, input.height],
        format: 'rgba8unorm',
        usage: TEXTURE_BINDING | STORAGE_BINDING,
      });
    this.#pictures = [picture(), picture()];
  }

  /** Whether this frame may be blended with the last one, and take over its statistics. */
  get hasHistory(): boolean {
    return this.#hasHistory;
  }

  /** The styled pictures of either turn: shaders/temporal/resolve.wgsl. */
  get pictures(): readonly [GPUTexture, GPUTexture] {
    return this.#pictures;
  }

  /** The turn of the last frame encoded. */
  get turn(): TurnIndex {
    return this.#turn;
  }

  /** Resources that the kernels of `temporalKernel` read and write besides the network's output and the settings. */
  get bindings(): Record<string, GPUBindingResource> {
    const turns = [0, 1] as const;
    const views = this.#pictures.map((texture) => texture.createView()) as [GPUTextureView, GPUTextureView];
    const resources = turns.map((turn) => ({
      ...this.#flow?.bindings(turn),
      history: views[turn === 0 ? 1 : 0],
      picture: views[turn],
    }));
    return Object.fromEntries(
      turns.flatMap((turn) => Object.entries(resources[turn]!).map(([name, resource]) => [`${name}${turn}`, resource])),
    );
  }

  /**
   * Encodes the stage for the frame that the network has just drawn.
   * @param network holds the kernel of either turn in its stages
   * @param canvas what the kernel shows the picture on, as its group 1, if it was written for a canvas
   * @param isWatched looks at this frame's motion: the next frame is to be blended with this one
   * @param isBlended blends this frame with the last one, which must have been watched
   */
  encode(
    pass: GPUComputePassEncoder,
    network: Network<TurnStage>,
    canvas: GPUBindGroup | undefined,
    isWatched: boolean,
    isBlended: boolean,
  ): void {
    this.#turn = this.#turn === 0 ? 1 : 0;
    if (isWatched) this.#flow?.encode(pass, this.#turn, isBlended);
    if (canvas) pass.setBindGroup(1, canvas);
    network.encode(pass, TURN_STAGES[this.#turn]);
    this.#hasHistory = isWatched;
  }

  /** Discards the last styled frame, so that the next one is not blended. */
  forget(): void {
    this.#hasHistory = false;
  }

  get gpuBytes(): number {
    return (this.#flow?.gpuBytes ?? 0) + this.#pictures.reduce((sum, { width, height }) => sum + width * height * 4, 0);
  }

  destroy(): void {
    this.#flow?.destroy();
    for (const picture of this.#pictures) picture.destroy();
  }
}
