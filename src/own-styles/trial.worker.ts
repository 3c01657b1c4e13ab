/** Worker of a trial. It has a graphics device of its own, which ends with it. */
import {
  EngineError,
  GpuWeights,
  type Model,
  ModelError,
  NoGpuError,
  NoWebgpuError,
  operationsOf,
  readStyleFile,
  requestEngineDevice,
  Stylizer,
  targetOf,
  timesAsLong,
} from '../engine';
import { BOUNDS, TrialError, type TrialEvent, type TrialRequest } from './trial';

/** The parts of a worker's global scope in use. TypeScript's own types for it clash with the DOM's. */
const scope = self as unknown as {
  onmessage: (event: MessageEvent<TrialRequest>) => void;
  postMessage(event: TrialEvent, transfer?: Transferable[]): void;
};

/** Size at which the speed counts. */
const [WIDTH, HEIGHT] = [1280, 720];
/** Frames that warm up, and those measured until the time is over. */
const WARM_UP = 2;
const LEAST_MEASURED = 3;
const MEASURED_MS = 600;
/** A style that is predicted to be slower than this, from its time on the small picture, is heavy: measuring it would take long. */
const HOPELESS_MS = 300;

/** Reads a file within the bounds. @throws ModelError, TrialError */
function read(file: ArrayBuffer): Model {
  if (file.byteLength > BOUNDS.fileBytes)
    throw new TrialError('too-large', `The file has ${(file.byteLength / 2 ** 20).toFixed(1)} MiB.`);
  const model = readStyleFile(file);
  const parameters = [...model.tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
  if (parameters > BOUNDS.parameters)
    throw new TrialError('too-heavy', `${(parameters / 1e6).toFixed(0)} million weights.`);
  const operations = operationsOf(model, HEIGHT, WIDTH);
  if (operations > BOUNDS.operations)
    throw new TrialError('too-heavy', `${(operations / 1e9).toFixed(0)} GFLOP for a frame of ${WIDTH} x ${HEIGHT}.`);
  return model;
}

/** A style at one size, which draws a picture again and again. */
class Drawer {
  readonly canvas: OffscreenCanvas;
  readonly #device: GPUDevice;
  readonly #context: GPUCanvasContext;
  readonly #stylizer: Stylizer;
  readonly #picture: ImageBitmap;

  private constructor(device: GPUDevice, stylizer: Stylizer, picture: ImageBitmap) {
    this.canvas = new OffscreenCanvas(picture.width, picture.height);
    this.#device = device;
    this.#stylizer = stylizer;
    this.#picture = picture;
    this.#context = this.canvas.getContext('webgpu')!;
    this.#context.configure({ device, format: 'rgba8unorm', alphaMode: 'opaque' });
  }

  static async create(weights: GpuWeights, picture: ImageBitmap): Promise<Drawer> {
    const { width, height } = picture;
    const stylizer = await Stylizer.create(weights.engine, weights, { frameWidth: width, frameHeight: height });
    return new Drawer(weights.engine.device, stylizer, picture);
  }

  /** Draws once and resolves to the milliseconds it took. */
  async draw(): Promise<number> {
    const { width, height } = this.#picture;
    const start = performance.now();
    const frame = { kind: 'image', width, height, image: this.#picture } as const;
    this.#stylizer.stylize(frame, this.#context.getCurrentTexture(), { strength: 1, reset: true, timed: false });
    await this.#device.queue.onSubmittedWorkDone();
    return performance.now() - start;
  }

  async measure(): Promise<number> {
    for (let i = 0; i < WARM_UP; i++) await this.draw();
    const times: number[] = [];
    const start = performance.now();
    while (times.length < LEAST_MEASURED || performance.now() - start < MEASURED_MS) times.push(await this.draw());
    return times.sort((a, b) => a - b)[times.length >> 1]!;
  }

  destroy(): void {
    this.#stylizer.destroy();
  }
}

async function attempt({ file, picture }: TrialRequest): Promise<void> {
  const model = read(file);
  const { name = '', credit = '', licence = '' } = model.style ?? {};
  scope.postMessage({ type: 'read', facts: { name, credit, licence } });
  if (!picture) return;
  const engine = await requestEngineDevice(navigator.gpu);
  const { device } = engine;
  let error: string | undefined;
  device.onuncapturederror = (event) => {
    error ??= event.error.message;
  };
  void device.lost.then(({ message }) => {
    error ??= message || 'The graphics device was lost.';
  });
  const check = () => {
    if (error !== undefined) throw new EngineError(error);
  };
  const weights = await GpuWeights.create(engine, model);
  const small = await Drawer.create(weights, picture);
  const first = await small.draw();
  check();
  const drawn = await createImageBitmap(small.canvas);
  scope.postMessage({ type: 'drawn', picture: drawn }, [drawn]);
  const scale = timesAsLong(model, { height: HEIGHT, width: WIDTH }, picture, targetOf(engine));
  const again = Math.min(first, await small.draw());
  small.destroy();
  if (again * scale > HOPELESS_MS) return scope.postMessage({ type: 'measured', frameMs: again * scale });
  const frame = await createImageBitmap(picture, { resizeWidth: WIDTH, resizeHeight: HEIGHT });
  const frameMs = await (await Drawer.create(weights, frame)).measure();
  check();
  scope.postMessage({ type: 'measured', frameMs });
}

function refusalOf(error: unknown): TrialEvent {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof ModelError || error instanceof TrialError)
    return { type: 'refused', fault: error.fault, detail };
  if (error instanceof NoWebgpuError) return { type: 'refused', fault: 'no-webgpu', detail };
  if (error instanceof NoGpuError) return { type: 'refused', fault: 'no-gpu', detail };
  return { type: 'refused', fault: error instanceof EngineError ? 'gpu-refused' : 'unfit', detail };
}

scope.onmessage = ({ data }) => {
  attempt(data).catch((error) => scope.postMessage(refusalOf(error)));
};
