import { FINISHES, type Finish } from '../model/model';

/** The numbers of one frame, as shaders/lib/settings.wgsl declares them. */
export interface FrameSettingsValues {
  /** 0 shows the original, 1 the styled picture. */
  readonly strength: number;
  /** Share of the last styled frame that the temporal blend keeps, 0 to 1. */
  readonly blend: number;
  /** Size of the target in pixels. */
  readonly targetWidth: number;
  readonly targetHeight: number;
  /** Factor of the restored sharpness: 0 restores nothing, 1 what the temporal blend took, at most 2. */
  readonly sharpening: number;
  /** Share of the last frames' statistics that an instance norm keeps, 0 to 1. */
  readonly statisticsKept: number;
  readonly finish: Finish;
  /** 0 shows the style's colours, 1 the original's. */
  readonly keptColours: number;
  /** -1 (thinnest) to 1 (heaviest); 0 leaves the style's lines. */
  readonly lineWeight: number;
}

/** The struct's 40 bytes, rounded up to whole vectors. */
const FLOATS = 12;
/** Place of the only integer. */
const FINISH = 6;

/** The uniform buffer of the frame settings; a write happens only when a value changes. */
export class FrameSettings {
  readonly buffer: GPUBuffer;
  readonly #device: GPUDevice;
  readonly #values = new Float32Array(FLOATS);
  readonly #integers = new Uint32Array(this.#values.buffer);

  constructor(device: GPUDevice) {
    this.#device = device;
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    this.buffer = device.createBuffer({ label: 'frame settings', size: FLOATS * 4, usage });
  }

  /** Writes the settings for the dispatches submitted from now on. */
  set(settings: FrameSettingsValues): void {
    const { strength, blend, targetWidth, targetHeight, sharpening, statisticsKept } = settings;
    const { keptColours, lineWeight } = settings;
    const kind = FINISHES.indexOf(settings.finish);
    // The order of the struct's members, before and after the integer.
    const first = [strength, blend, targetWidth, targetHeight, sharpening, statisticsKept];
    const second = [keptColours, lineWeight];
    const isKnownFrom = (start: number, values: readonly number[]) =>
      values.every((value, i) => Math.fround(value) === this.#values[start + i]);
    if (isKnownFrom(0, first) && isKnownFrom(FINISH + 1, second) && this.#integers[FINISH] === kind) return;
    this.#values.set(first);
    this.#integers[FINISH] = kind;
    this.#values.set(second, FINISH + 1);
    this.#device.queue.writeBuffer(this.buffer, 0, this.#values);
  }

  destroy(): void {
    this.buffer.destroy();
  }
}
