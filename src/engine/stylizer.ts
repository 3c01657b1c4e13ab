import { type CompileTarget, DRAFT_ROWS, targetOf } from './compiler/tile-selection';
import type { EngineDevice } from './device';
import { EngineError } from './errors';
import type { Frame, PictureSize } from './input/frame';
import { FrameUpload } from './input/frame-upload';
import { FrameSettings } from './output/frame-settings';
import { compileOpticalFlow } from './output/optical-flow';
import { compileDraftPresent, compilePresent, PresentPass } from './output/present-pass';
import { StoredTarget } from './output/stored-target';
import { TemporalStage, type TURN_STAGES } from './output/temporal-stage';
import { GpuTimer, type Timings } from './runtime/gpu-timer';
import type { GpuWeights } from './runtime/gpu-weights';
import { Network } from './runtime/network';
import { finishOf, planOf, type StylizerSize } from './stylizer-plan';

/** Share of the last frames' statistics that an instance norm keeps: it follows a video over about eight frames. */
const STATISTICS_KEPT = 0.88;

export interface StylizeOptions {
  /** 0 shows the original, 1 the style. */
  readonly strength: number;
  /**
   * Share of the last styled frame that is kept where the video shows the same thing, moved or not: 0 (the default) to 1. Any
   * share above 0 also makes the statistics of instance norms follow the video slowly.
   */
  readonly blend?: number;
  /** Share of the sharpness, lost to the blend where the video moves between pixels, to give back: 0 (the default) to 2. */
  readonly sharpening?: number;
  /** Shows the original's colours on the style's brightness; not by default. */
  readonly keepColours?: boolean;
  /** Weight of drawn lines: -1 (thinnest) to 1 (heaviest), 0 by default. */
  readonly lineWeight?: number;
  /** Forgets the last frame: set it after a cut or a seek. */
  readonly reset?: boolean;
  /** Draws the last frame once more: its styled picture stays as it is, however often it is drawn. */
  readonly again?: boolean;
  /** Measures this frame for `timings` (the default); measuring itself costs a little. */
  readonly timed?: boolean;
}

interface StylizerParts {
  readonly device: GPUDevice;
  readonly size: StylizerSize;
  readonly target: CompileTarget;
  /** Stage 1: pixels to textures. */
  readonly frames: FrameUpload;
  /** Stage 2: the layers of the network. It also holds the kernels of stage 3, which read its memory. */
  readonly network: Network<'layers' | (typeof TURN_STAGES)[number]>;
  /** Stage 3: the network's output to the styled picture, steadied in time; and to targets of the picture's size. */
  readonly temporal: TemporalStage;
  /** Binds targets for stage 3; undefined where the picture is always stretched. */
  readonly stored: StoredTarget | undefined;
  /** Stage 4: the styled picture and the original to all other targets. */
  readonly present: PresentPass;
  readonly settings: FrameSettings;
  readonly timer: GpuTimer | undefined;
}

/**
 * Draws frames of one size in one style. `create` compiles and allocates everything; `stylize` allocates only planes, and only
 * when their format changes from one frame to the next.
 */
export class Stylizer {
  readonly #parts: StylizerParts;
  #weights: GpuWeights;
  #hasStyled = false;

  private constructor(
    parts: StylizerParts,
    weights: GpuWeights,
    /** Size the network works on: the frame at the rows asked for, padded to a multiple that its layers can halve. */
    readonly networkSize: PictureSize,
    /** Whether a stylizer made without `draft` would be faster or finer. */
    readonly isDraft: boolean,
  ) {
    this.#parts = parts;
    this.#weights = weights;
  }

  /** Compiles what stylizers of all styles and sizes share. @throws where the GPU refuses a shader */
  static async prepare({ device }: EngineDevice): Promise<void> {
    await Promise.all([compilePresent(device), FrameUpload.prepare(device), compileOpticalFlow(device)]);
  }

  /**
   * Compiles what drafts of this architecture and finish share, whatever size the frames have. Call it
   * before `prepare`, which compiles longer: no first picture needs that.
   * Does nothing on software adapters, which have no drafts.
   * @throws EngineError where the GPU refuses a shader
   */
  static async prepareDraft(weights: GpuWeights): Promise<void> {
    const target = targetOf(weights.engine, true);
    if (!target.draft) return;
    const size = { frameWidth: 4 * DRAFT_ROWS, frameHeight: 2 * DRAFT_ROWS, draft: true };
    const { device } = weights.engine;
    const { kernels } = planOf(weights, size, target);
    await Promise.all([
      compileDraftPresent(device, finishOf(weights)),
      Network.prepare(weights.engine, kernels),
      FrameUpload.prepare(device),
    ]);
  }

  /** @throws ModelError where the size does not suit the network, EngineError where the GPU refuses it */
  static async create(engine: EngineDevice, weights: GpuWeights, size: StylizerSize): Promise<Stylizer> {
    const { device } = engine;
    const target = { ...targetOf(engine, size.draft), tiles: new Map(engine.tiles) };
    const { frameSize, inputSize, networkSize, canvas, isDraft, kernels } = planOf(weights, size, target);
    // Everything is compiled at once: pipelines are kept, and the awaits below meet them half way.
    const compiledNetwork = Network.prepare(engine, kernels, size.unhurried);
    // Pictures of a draft are not blended: what that needs compiles longest.
    const compiledFlow = isDraft ? Promise.resolve(undefined) : compileOpticalFlow(device);
    const compiledPresent = isDraft ? compileDraftPresent(device, finishOf(weights)) : compilePresent(device);
    // Mark the rejection as handled for now: the awaits below throw it, unless an earlier step throws first.
    for (const early of [compiledFlow, compiledPresent, compiledNetwork]) early.catch(() => {});
    const frames = await FrameUpload.create(engine, frameSize, inputSize);
    const settings = new FrameSettings(device);
    let temporal: TemporalStage | undefined;
    try {
      const [flow] = await Promise.all([compiledFlow, compiledNetwork]);
      temporal = new TemporalStage(device, frames.input, flow);
      const [network, pipelines] = await Promise.all([
        Network.create(weights, kernels, {
          frame: frames.input.createView(),
          externals: { ...temporal.bindings, settings: { buffer: settings.buffer } },
        }),
        compiledPresent,
      ]);
      const stored = canvas && new StoredTarget(device, network.bindGroupLayout('even', 1), inputSize);
      const present = new PresentPass(device, pipelines, frames, settings, temporal.pictures);
      const timer = engine.hasTimestamps ? new GpuTimer(engine) : undefined;
      const parts = { device, size, target, frames, network, temporal, stored, present, settings, timer };
      return new Stylizer(parts, weights, networkSize, isDraft);
    } catch (error) {
      frames.destroy();
      settings.destroy();
      temporal?.destroy();
      throw error;
    }
  }

  /**
   * Draws in another style from the next frame on, which is not blended with the one before. Compiles nothing, and takes memory
   * for the weights only.
   * @param weights of the same device
   * @returns whether it does: false, with nothing changed, for weights of another architecture
   */
  use(weights: GpuWeights): boolean {
    const { network, temporal, size, target } = this.#parts;
    // A draft compiled one finish only.
    if (this.isDraft && finishOf(weights) !== finishOf(this.#weights)) return false;
    if (!network.use(weights, planOf(weights, size, target).kernels)) return false;
    this.#weights = weights;
    this.#hasStyled = false;
    temporal.forget();
    return true;
  }

  /**
   * Styles one frame into `target`: one encoder, one submit.
   * @param target a canvas's texture, bgra8unorm or rgba8unorm; the frame is stretched to its size. One of the frame's own size
   * that kernels can write (`storedFormat`) takes a pass less.
   * @throws EngineError for a frame of another size than the stylizer's, or a target of another format.
   */
  stylize(frame: Frame, target: GPUTexture, options: StylizeOptions): void {
    const { strength, blend = 0, sharpening = 0, reset = false, again = false, timed = true } = options;
    const { device, frames, network, temporal, stored, present, settings } = this.#parts;
    if (!present.supports(target.format)) throw new EngineError(`A ${target.format} texture cannot be drawn to.`);
    const encoder = device.createCommandEncoder();
    const timer = timed ? this.#parts.timer : undefined;
    const isDrawn = again && this.#hasStyled && !reset;
    const isBlended = blend > 0 && temporal.hasHistory && !reset;
    const isStored = !isDrawn && stored?.accepts(target);
    if (!isDrawn) frames.upload(frame);
    settings.set({
      strength: clamped(strength, 1),
      blend: isBlended ? clamped(blend, 1) : 0,
      targetWidth: target.width,
      targetHeight: target.height,
      sharpening: clamped(sharpening, 2),
      statisticsKept: isBlended ? STATISTICS_KEPT : 0,
      finish: finishOf(this.#weights),
      keptColours: options.keepColours ? 1 : 0,
      lineWeight: Math.min(1, Math.max(-1, options.lineWeight ?? 0)),
    });
    // A frame that is drawn again still has its passes, although they are empty: each writes a timestamp.
    inPass(encoder, timer?.stage('import'), (pass) => !isDrawn && frames.encode(pass));
    inPass(encoder, timer?.stage('network'), (pass) => !isDrawn && network.encode(pass, 'layers'));
    inPass(encoder, timer?.stage('present', isStored ? 'both' : 'begin'), (pass) => {
      const group = stored?.bindGroup(isStored ? target : undefined);
      if (!isDrawn) temporal.encode(pass, network, group, blend > 0, isBlended);
    });
    if (!isStored) present.encode(encoder, temporal.turn, target, timer?.stage('present', 'end'));
    if (!isDrawn) this.#hasStyled = true;
    timer?.encode(encoder);
    device.queue.submit([encoder.finish()]);
  }

  /** GPU milliseconds of the last measured frame, or undefined where the adapter cannot measure. */
  async timings(): Promise<Timings | undefined> {
    return this.#parts.timer?.read();
  }

  /** Bytes of GPU memory that this size and the style's weights take. */
  get gpuBytes(): number {
    const { network, frames, temporal, stored } = this.#parts;
    return network.gpuBytes + frames.gpuBytes + temporal.gpuBytes + (stored?.gpuBytes ?? 0) + this.#weights.gpuBytes;
  }

  /** Frees everything but the weights, which other sizes use too. */
  destroy(): void {
    const { network, frames, settings, temporal, stored, timer } = this.#parts;
    network.destroy();
    frames.destroy();
    settings.destroy();
    temporal.destroy();
    stored?.destroy();
    timer?.destroy();
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

const clamped = (value: number, most: number): number =>
  Math.min(most, Math.max(0, Number.isFinite(value) ? value : 0));
