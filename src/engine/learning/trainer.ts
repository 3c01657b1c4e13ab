import { targetOf } from '../compiler/tile-selection';
import type { EngineDevice } from '../device';
import { EngineError } from '../errors';
import type { Model } from '../model/model';
import { GpuWeights } from '../runtime/gpu-weights';
import { Network } from '../runtime/network';
import { ADAM_BUFFERS, ADAM_KERNELS, adamRate } from './adam';
import { CROP_BYTES, packCrops, type TrainingCrop } from './crops';
import { parameterBindings } from './layers/learning-kernel';
import { MOST_LOSSES } from './layers/losses';
import type { PerceptualNetwork } from './perceptual';
import {
  gramName,
  type LossName,
  type LossWeights,
  learningProgram,
  type Program,
  type StepShape,
  sharesOf,
} from './program';
import { ReadBack } from './read-back';
import { SliceClock } from './slice-clock';
import type { StyleGrams } from './style-grams';

/** Target of a training, and its data. */
export interface TrainingTask {
  readonly shape: StepShape;
  /** Square photos of `shape.side`, RGBA, one after the other. */
  readonly photos: Uint8Array<ArrayBuffer>;
  readonly grams: StyleGrams;
  readonly weights: LossWeights;
}

type Held = (typeof ADAM_BUFFERS)[number];
/** Buffers that a step reads or writes beside those. */
type Data = 'crops' | 'shares' | 'rate' | 'losses' | 'photos';
/** Contents of a checkpoint: gradients are made anew in each step. */
const SAVED = ['values', 'means', 'squares', 'averages'] as const satisfies readonly Held[];

/** State from which a trainer of the same network continues. */
export type TrainerState = { readonly step: number } & Readonly<Record<(typeof SAVED)[number], Float32Array>>;

/** A network that learns a style on the GPU. A step is one submission, and allocates no GPU memory. */
export class Trainer {
  readonly #engine: EngineDevice;
  readonly #program: Program;
  readonly #network: Network<'step'>;
  readonly #weights: GpuWeights;
  readonly #held: Readonly<Record<Held, GPUBuffer>>;
  readonly #data: Readonly<Record<Data, GPUBuffer>>;
  readonly #others: readonly GPUBuffer[];
  readonly #readBack: ReadBack;
  readonly #clock: SliceClock | undefined;
  #step = 0;
  #isLost = false;

  private constructor(
    engine: EngineDevice,
    program: Program,
    network: Network<'step'>,
    weights: GpuWeights,
    held: Readonly<Record<Held, GPUBuffer>>,
    data: Readonly<Record<Data, GPUBuffer>>,
    others: readonly GPUBuffer[],
  ) {
    this.#engine = engine;
    this.#program = program;
    this.#network = network;
    this.#weights = weights;
    this.#held = held;
    this.#data = data;
    this.#others = others;
    engine.device.lost.then(() => {
      this.#isLost = true;
    });
    this.#readBack = new ReadBack(engine.device, SAVED.length * held.values.size);
    this.#clock = engine.hasTimestamps ? new SliceClock(engine.device) : undefined;
  }

  /**
   * @param model the network to start from
   * @throws ModelError for a network that cannot learn; EngineError where the GPU refuses a shader or the memory
   */
  static async create(
    engine: EngineDevice,
    model: Model,
    perceptual: PerceptualNetwork,
    { shape, photos, grams, weights }: TrainingTask,
  ): Promise<Trainer> {
    const { device } = engine;
    const { STORAGE, UNIFORM, COPY_DST, COPY_SRC } = GPUBufferUsage;
    const program = learningProgram(targetOf(engine), model, perceptual, shape);
    const buffer = (label: string, size: number, usage: GPUBufferUsageFlags): GPUBuffer =>
      device.createBuffer({ label, size, usage: usage | COPY_DST });
    const filled = (label: string, data: ArrayBufferView<ArrayBuffer>, usage: GPUBufferUsageFlags): GPUBuffer => {
      const made = buffer(label, data.byteLength, usage);
      device.queue.writeBuffer(made, 0, data);
      return made;
    };
    const start = program.learned.pack(model.tensors);
    const held = Object.fromEntries(
      ADAM_BUFFERS.map((name) => [name, buffer(name, start.byteLength, STORAGE | COPY_SRC)]),
    ) as Record<Held, GPUBuffer>;
    for (const name of ['values', 'averages'] as const) device.queue.writeBuffer(held[name], 0, start);
    const data = {
      crops: buffer('crops', shape.images * CROP_BYTES, STORAGE),
      shares: filled('shares', sharesOf(program.losses, weights), UNIFORM),
      rate: buffer('rate', 16, UNIFORM),
      losses: buffer('losses', MOST_LOSSES * 4, STORAGE | COPY_SRC),
      photos: filled('photos', photos, STORAGE),
    };
    const fixed = filled('perceptual network', program.fixed.pack(perceptual.tensors), STORAGE);
    const goals = [...grams].map(([layer, data]) => [gramName(layer), filled(gramName(layer), data, STORAGE)] as const);
    const bound = { ...held, ...data, ...Object.fromEntries(goals) };
    const externals = {
      ...Object.fromEntries(Object.entries(bound).map(([name, each]) => [name, { buffer: each }])),
      ...parameterBindings(program.learned, held.values, held.gradients),
      ...parameterBindings(program.fixed, fixed),
    };
    const others = [fixed, ...goals.map(([, each]) => each)];
    const gpuWeights = await GpuWeights.create(engine, model);
    try {
      const network = await Network.create(gpuWeights, { step: program.kernels }, { externals });
      return new Trainer(engine, program, network, gpuWeights, held, data, others);
    } catch (error) {
      gpuWeights.destroy();
      for (const each of [...Object.values(held), ...Object.values(data), ...others]) each.destroy();
      throw error;
    }
  }

  /** Steps done since the start. */
  get steps(): number {
    return this.#step;
  }

  /** Dispatches of a step that change nothing that is learned: all but the last ones. */
  get unlearnedLength(): number {
    return this.length - ADAM_KERNELS;
  }

  /** Dispatches of a step. */
  get length(): number {
    return this.#network.length;
  }

  /** Relative time of each dispatch of a step, by its arithmetic and its memory traffic. */
  get costs(): readonly number[] {
    return this.#program.costs;
  }

  get gpuBytes(): number {
    const own = [...Object.values(this.#held), ...Object.values(this.#data), ...this.#others];
    const read = this.#readBack.gpuBytes + (this.#clock?.gpuBytes ?? 0);
    return this.#network.gpuBytes + this.#weights.gpuBytes + read + own.reduce((sum, { size }) => sum + size, 0);
  }

  /** Submits a whole step. @param crops one for each image of a step */
  step(crops: readonly TrainingCrop[], learningRate: number): void {
    this.begin(crops, learningRate);
    this.submit(0, this.length);
  }

  /** Begins a step that goes to the GPU in slices: all its dispatches have to be submitted, in their order, before the next. */
  begin(crops: readonly TrainingCrop[], learningRate: number): void {
    const { queue } = this.#engine.device;
    queue.writeBuffer(this.#data.crops, 0, packCrops(crops));
    queue.writeBuffer(this.#data.rate, 0, adamRate(learningRate, this.#step));
  }

  /** Submits dispatches `first` up to but not including `end` of the step that has begun. */
  submit(first: number, end: number): void {
    const encoder = this.#engine.device.createCommandEncoder();
    const pass = encoder.beginComputePass(this.#clock && { timestampWrites: this.#clock.timestampWrites });
    for (let i = first; i < end; i++) this.#network.encodeDispatch(pass, i);
    pass.end();
    this.#clock?.encode(encoder);
    this.#engine.device.queue.submit([encoder.finish()]);
    if (end === this.length) this.#step++;
  }

  /**
   * Resolves when the GPU has done all that was submitted, to the milliseconds of the last submission; undefined where the
   * device has no clock.
   * @throws EngineError where the device is lost
   */
  async done(): Promise<number | undefined> {
    const ms = await (this.#clock?.read() ?? this.#engine.device.queue.onSubmittedWorkDone()).catch((cause) => {
      throw new EngineError('The GPU does not answer.', { cause });
    });
    if (this.#isLost) throw new EngineError('The GPU was lost while a style was learned.');
    return ms;
  }

  /** The losses of the last step, before their weights. */
  async losses(): Promise<Record<LossName, number>> {
    const [values] = await this.#readBack.read([this.#data.losses]);
    const losses = { style: 0, content: 0, tone: 0, hue: 0, variation: 0, steadiness: 0 };
    const { losses: names } = this.#program;
    names.forEach((name, i) => {
      losses[name] += values![i]! / names.filter((other) => other === name).length;
    });
    return losses;
  }

  /** The model with what it has learned: the average over the last steps, which is steadier than any of them. */
  async model(): Promise<Model> {
    const [averages] = await this.#readBack.read([this.#held.averages]);
    const { graph, tensors, style } = this.#weights.model;
    const learned = new Map([...tensors, ...this.#program.learned.unpack(averages!)]);
    return style ? { graph, tensors: learned, style } : { graph, tensors: learned };
  }

  /** Reads all that `restore` needs. */
  async state(): Promise<TrainerState> {
    const step = this.#step;
    const read = await this.#readBack.read(SAVED.map((name) => this.#held[name]));
    const [values, means, squares, averages] = read as [Float32Array, Float32Array, Float32Array, Float32Array];
    return { step, values, means, squares, averages };
  }

  /** Goes on from a state of a trainer of the same network. */
  restore(state: TrainerState): void {
    for (const name of SAVED) this.#engine.device.queue.writeBuffer(this.#held[name], 0, state[name] as BufferSource);
    this.#step = state.step;
  }

  /** Puts another photo in the place of one, for the steps from now on. @param rgba as large as the others */
  replacePhoto(index: number, rgba: Uint8Array<ArrayBuffer>): void {
    this.#engine.device.queue.writeBuffer(this.#data.photos, index * rgba.byteLength, rgba);
  }

  /** Begins anew from another model with the same graph. */
  startFrom({ tensors }: Model): void {
    const values = this.#program.learned.pack(tensors);
    const zeros = new Float32Array(values.length);
    this.restore({ step: 0, values, averages: values, means: zeros, squares: zeros });
  }

  destroy(): void {
    this.#network.destroy();
    this.#weights.destroy();
    this.#readBack.destroy();
    this.#clock?.destroy();
    for (const buffer of [...Object.values(this.#held), ...Object.values(this.#data), ...this.#others])
      buffer.destroy();
  }
}
