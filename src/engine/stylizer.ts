import betweenSource from '../../shaders/lib/bilinear.wgsl?raw';
import styledSource from '../../shaders/lib/styled-index.wgsl?raw';
import resolveSource from '../../shaders/temporal/resolve.wgsl?raw';
import { Bindings } from './codegen/bindings';
import { assemble, type Kernel, kernelOf } from './codegen/kernels';
import { emitSource } from './codegen/wgsl-codegen';
import type { Expression, Tensor } from './compiler/expression';
import { planPicture } from './compiler/fusion';
import { DRAFT_ROWS, targetOf } from './compiler/tile-selection';
import type { EngineDevice, Precision } from './device';
import { EngineError } from './errors';
import type { Frame, PictureSize } from './input/frame';
import { FrameUpload } from './input/frame-upload';
import { compileOpticalFlow, OpticalFlow } from './output/optical-flow';
import {
  compilePresenter,
  Presenter,
  Resources,
  SETTINGS,
  styledTensor,
  TARGET_FORMATS,
  type TargetFormat,
} from './output/present';
import { GpuTimer, type Timings } from './runtime/gpu-timer';
import type { GpuWeights } from './runtime/gpu-weights';
import { Network } from './runtime/network';

/** Share of the last frames' statistics that an instance norm keeps: it follows a video over about eight frames. */
const STATISTICS_KEPT = 0.88;

export interface StylizerSize {
  readonly frameWidth: number;
  readonly frameHeight: number;
  /** Rows the network works on; the frame's own unless smaller. */
  readonly networkHeight?: number;
  /** Be ready as soon as may be, on at most `DRAFT_ROWS` rows, however long a pixel takes; no difference on software adapters. */
  readonly draft?: boolean;
}

export interface StylizeOptions {
  /** 0 the original, 1 the style. */
  readonly strength: number;
  /**
   * How much of the last styled frame is kept where the video shows what it showed, be it moved, 0 (the default) to 1. With
   * any, instance norms' statistics follow the video slowly, too.
   */
  readonly blend?: number;
  /** How much of the sharpness is given back that the blend costs what moves between pixels, 0 (the default) to 2. */
  readonly sharpening?: number;
  /** Forget the last frame: after a cut or a seek. */
  readonly reset?: boolean;
  /** The last frame once more: its styled picture stays what it was, however often it is drawn. */
  readonly again?: boolean;
  /** Whether `timings` is to tell what this frame cost (the default), which costs a little itself. */
  readonly timed?: boolean;
}

/**
 * A style at one frame size: everything is compiled and allocated by `create`; `stylize` allocates nothing but planes, where
 * a frame's are not in the format of the frame's before.
 */
export class Stylizer {
  readonly #settings = new Float32Array(SETTINGS);
  #hasHistory = false;
  #hasStyled = false;

  readonly #device: GPUDevice;
  readonly #weights: GpuWeights;
  readonly #frames: FrameUpload;
  readonly #network: Network;
  readonly #resources: Resources;
  /** The styled picture. */
  readonly #picture: Required<GPUBufferBinding>;
  readonly #motion: OpticalFlow;
  readonly #presenters: Readonly<Record<TargetFormat, Presenter>>;
  readonly #timer: GpuTimer | undefined;

  private constructor(
    device: GPUDevice,
    weights: GpuWeights,
    frames: FrameUpload,
    network: Network,
    /** What the network works on: the frame at the rows asked for, padded to what its layers can halve. */
    readonly networkSize: PictureSize,
    /** Whether another one, made without `draft`, would be faster or finer. */
    readonly isDraft: boolean,
    resources: Resources,
    picture: Required<GPUBufferBinding>,
    motion: OpticalFlow,
    presenters: Readonly<Record<TargetFormat, Presenter>>,
    timer: GpuTimer | undefined,
  ) {
    this.#device = device;
    this.#weights = weights;
    this.#frames = frames;
    this.#network = network;
    this.#resources = resources;
    this.#picture = picture;
    this.#motion = motion;
    this.#presenters = presenters;
    this.#timer = timer;
  }

  /**
   * @throws ModelError where the size does not suit the network, EngineError where the GPU refuses it.
   */
  static async create(engine: EngineDevice, style: GpuWeights, size: StylizerSize): Promise<Stylizer> {
    const { device } = engine;
    const { frameWidth, frameHeight, networkHeight = frameHeight } = size;
    const frame = { width: frameWidth, height: frameHeight };
    const target = targetOf(engine, size.draft);
    const network = sizeWithin(frame, target.draft ? Math.min(networkHeight, DRAFT_ROWS) : networkHeight);
    const { multiple } = style.model.graph;
    const pad = (length: number) => Math.ceil(length / multiple) * multiple;
    const padded = { width: pad(network.width), height: pad(network.height) };
    const plan = planPicture(style.model, padded.height, padded.width, target);
    const kernels = plan.steps.map((step) => kernelOf(step, engine.precision));
    const styled = styledTensor(network.width, network.height);
    kernels.push(resolveKernel(plan.output, styled, network, engine.precision));
    const compiledMotion = compileOpticalFlow(device);
    compiledMotion.catch(() => {}); // told below
    const frames = await FrameUpload.create(engine, frame, network);
    const resources = new Resources(device, network.width, network.height);
    let motion: OpticalFlow | undefined;
    try {
      motion = new OpticalFlow(device, await compiledMotion, frames.input);
      const [compiled, ...pipelines] = await Promise.all([
        Network.create(style, kernels, {
          frame: frames.input.createView(),
          externals: {
            ...motion.bindings,
            history: resources.history.createView(),
            settings: { buffer: resources.settings },
          },
        }),
        ...TARGET_FORMATS.map((format) => compilePresenter(device, format)),
      ]);
      const picture = compiled.bindingOf(styled);
      const presenters = pipelines.map((pipeline) => new Presenter(device, pipeline, frames, resources, picture));
      const byFormat = { bgra8unorm: presenters[0]!, rgba8unorm: presenters[1]! };
      const stopwatch = engine.hasTimestamps ? new GpuTimer(device) : undefined;
      return new Stylizer(
        device,
        style,
        frames,
        compiled,
        padded,
        target.draft ?? false,
        resources,
        picture,
        motion,
        byFormat,
        stopwatch,
      );
    } catch (error) {
      frames.destroy();
      resources.destroy();
      motion?.destroy();
      throw error;
    }
  }

  /**
   * Styles one frame into `target`: one encoder, one submit.
   * @param target a canvas's texture, bgra8unorm or rgba8unorm; the frame is stretched to its size.
   * @throws EngineError for a frame of another size than the stylizer's, or a target of another format.
   */
  stylize(frame: Frame, target: GPUTexture, options: StylizeOptions): void {
    const { strength, blend = 0, sharpening = 0, reset = false, again = false, timed = true } = options;
    const presenter = this.#presenters[target.format as TargetFormat];
    if (!presenter) throw new EngineError(`A ${target.format} texture cannot be drawn to.`);
    const encoder = this.#device.createCommandEncoder();
    const stopwatch = timed ? this.#timer : undefined;
    const isDrawn = again && this.#hasStyled && !reset;
    const isBlended = blend > 0 && this.#hasHistory && !reset;
    if (!isDrawn) this.#frames.upload(frame);
    this.#set([
      clamped(strength, 1),
      isBlended ? clamped(blend, 1) : 0,
      target.width,
      target.height,
      clamped(sharpening, 2),
      isBlended ? STATISTICS_KEPT : 0,
    ]);
    const last = this.#network.length - 1;
    inPass(encoder, stopwatch?.stage(0), (pass) => !isDrawn && this.#frames.encode(pass));
    inPass(encoder, stopwatch?.stage(1), (pass) => !isDrawn && this.#network.encode(pass, 0, last));
    inPass(encoder, stopwatch?.stage(2, 'begin'), (pass) => {
      if (isDrawn) return;
      if (blend > 0) this.#motion.encode(pass, isBlended);
      this.#network.encode(pass, last);
    });
    presenter.encode(encoder, target, stopwatch?.stage(2, 'end'));
    if (!isDrawn) {
      this.#hasStyled = true;
      this.#hasHistory = blend > 0;
      if (this.#hasHistory) this.#remember(encoder);
    }
    stopwatch?.encode(encoder);
    this.#device.queue.submit([encoder.finish()]);
  }

  /** GPU milliseconds of the last measured frame, or undefined where the adapter cannot measure. */
  async timings(): Promise<Timings | undefined> {
    return this.#timer?.read();
  }

  /** GPU memory of this size and the style's weights. */
  get gpuBytes(): number {
    return (
      this.#network.gpuBytes +
      this.#frames.gpuBytes +
      this.#resources.gpuBytes +
      this.#motion.gpuBytes +
      this.#weights.gpuBytes
    );
  }

  destroy(): void {
    this.#network.destroy();
    this.#frames.destroy();
    this.#resources.destroy();
    this.#motion.destroy();
    this.#timer?.destroy();
  }

  /** Keeps what this frame showed for the next one's temporal blend. */
  #remember(encoder: GPUCommandEncoder): void {
    this.#resources.remember(encoder, this.#picture);
    this.#motion.remember(encoder);
  }

  #set(settings: readonly number[]): void {
    if (settings.every((value, i) => Math.fround(value) === this.#settings[i])) return;
    this.#settings.set(settings);
    this.#device.queue.writeBuffer(this.#resources.settings, 0, this.#settings);
  }
}

function inPass(
  encoder: GPUCommandEncoder,
  timestampWrites: GPUComputePassTimestampWrites | undefined,
  encode: (pass: GPUComputePassEncoder) => void,
): void {
  const pass = encoder.beginComputePass(timestampWrites ? { timestampWrites } : {});
  encode(pass);
  pass.end();
}

/** The kernel that takes the network's output to the styled picture. */
function resolveKernel(
  output: Expression,
  styled: Tensor,
  { width, height }: PictureSize,
  precision: Precision,
): Kernel {
  const bindings = new Bindings(precision === 'f16');
  bindings.frame();
  const source = emitSource('source', output, bindings);
  bindings.external('now', 'var<storage, read> now: array<f32>;');
  bindings.external('before', 'var<storage, read> before: array<f32>;');
  bindings.external('vectors', 'var<storage, read> vectors: array<vec2f>;');
  bindings.external('history', 'var history: texture_2d<f32>;');
  bindings.packed(styled, 'styled');
  bindings.external('settings', 'var<uniform> settings: vec4f;');
  const workgroups = [Math.ceil(width / 16), Math.ceil(height / 16), 1] as const;
  return assemble('resolve', precision, bindings, workgroups, betweenSource, styledSource, source, resolveSource);
}

/** Keeps the frame's shape; never larger than the frame. */
function sizeWithin(frame: PictureSize, rows: number): PictureSize {
  if (rows >= frame.height) return frame;
  return { width: Math.max(1, Math.round((frame.width * rows) / frame.height)), height: Math.max(1, rows) };
}

const clamped = (value: number, most: number): number =>
  Math.min(most, Math.max(0, Number.isFinite(value) ? value : 0));
