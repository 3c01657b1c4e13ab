import { kernelOf } from './codegen/kernels';
import { planPicture } from './compiler/fusion';
import { type CompileTarget, DRAFT_ROWS } from './compiler/tile-selection';
import type { PictureSize } from './input/frame';
import type { Finish } from './model/model';
import type { TurnIndex } from './output/optical-flow';
import { storedFormat } from './output/stored-target';
import { temporalKernel, unblendedKernel } from './output/temporal-stage';
import type { GpuWeights } from './runtime/gpu-weights';

export interface StylizerSize {
  readonly frameWidth: number;
  readonly frameHeight: number;
  /** Rows the network works on; the frame's own unless smaller. */
  readonly networkHeight?: number;
  /**
   * Compiles in the shortest time and draws at most `DRAFT_ROWS` rows, however slow each pixel is. Makes no difference on
   * software adapters.
   */
  readonly draft?: boolean;
  /** Lets frames come in between that something else draws on the device, and takes a little longer. */
  readonly unhurried?: boolean;
}

/**
 * Whether kernels of all sizes share their code, which reads sizes from a uniform. That draws a little slower. On a software
 * adapter it spares seconds of compiling for each new size of a video.
 */
export const sharesCode = ({ draft, software }: CompileTarget): boolean => draft === true || software;

/** The finish of a style on the paper. */
export const finishOf = ({ model }: GpuWeights): Finish => model.style?.finish ?? 'none';

/** Plans kernels and sizes without compiling. @throws ModelError */
export function planOf(weights: GpuWeights, size: StylizerSize, target: CompileTarget) {
  const { engine, model } = weights;
  const { precision, device } = engine;
  const { frameWidth, frameHeight, networkHeight = frameHeight } = size;
  const frameSize = { width: frameWidth, height: frameHeight };
  const inputSize = sizeWithin(frameSize, target.draft ? Math.min(networkHeight, DRAFT_ROWS) : networkHeight);
  const pad = (length: number) => Math.ceil(length / model.graph.multiple) * model.graph.multiple;
  const networkSize = { width: pad(inputSize.width), height: pad(inputSize.height) };
  const plan = planPicture(model, networkSize.height, networkSize.width, target);
  const anySize = sharesCode(target);
  const isDraft = target.draft ?? false;
  const canvas = inputSize === frameSize && !isDraft ? storedFormat(device) : undefined;
  const last = (turn: TurnIndex) =>
    isDraft
      ? unblendedKernel(turn, plan.output, inputSize, precision)
      : temporalKernel(turn, plan.output, inputSize, precision, canvas, anySize);
  const kernels = {
    layers: plan.steps.map((step) => kernelOf(step, precision, anySize)),
    even: [last(0)],
    odd: [last(1)],
  };
  return { frameSize, inputSize, networkSize, canvas, isDraft, kernels };
}

/** The frame's shape at `rows` rows; never larger than the frame. */
function sizeWithin(frame: PictureSize, rows: number): PictureSize {
  if (rows >= frame.height) return frame;
  return { width: Math.max(1, Math.round((frame.width * rows) / frame.height)), height: Math.max(1, rows) };
}
