/** Runs in the browser: measures what bench/run.mjs asks for and gives rows back. */

import { type EngineDevice, type Precision, requestEngineDevice } from '../src/engine';
import { DRAFT_ROWS } from '../src/engine/compiler/tile-selection';
import type { Model } from '../src/engine/model/model';
import { goldenNames, runGolden } from './ours/goldens';
import { learnPicture } from './ours/learn-picture';
import { measureLearning } from './ours/learning';
import { learningCurve } from './ours/learning-curve';
import { MemoryLedger } from './ours/memory';
import { NETWORKS } from './ours/networks';
import { median, noise, OurNetwork } from './ours/ours';
import { measurePresent } from './ours/present';
import { measureTiles } from './ours/tiles';
import { LiteRtNetwork } from './peers/litert';
import { OnnxNetwork } from './peers/onnxruntime';
import { TensorFlowNetwork } from './peers/tensorflow.mjs';
import type {
  BenchAdapter,
  BenchRequest,
  BenchRow,
  LearnedPicture,
  LearningCurve,
  LearningCurveRequest,
  LearningRequest,
  LearningRow,
  LearnPictureRequest,
  TileRequest,
  TileTime,
} from './rows';

function nameOf({ adapterInfo }: EngineDevice): string {
  return [...new Set(Object.values(adapterInfo))].filter(Boolean).join(' ');
}

/** Describes the adapter that the bench measures on. */
export async function benchAdapter(): Promise<BenchAdapter> {
  const engine = await requestEngineDevice(navigator.gpu);
  const precisions: Precision[] = engine.device.features.has('shader-f16') ? ['f32', 'f16'] : ['f32'];
  engine.device.destroy();
  return { name: nameOf(engine), software: engine.isSoftware, precisions };
}

/** Median milliseconds a frame, back to back. */
async function backToBack(device: GPUDevice, run: () => void | Promise<void>, warmMs: number): Promise<number> {
  const batch = async (count: number) => {
    const start = performance.now();
    for (let i = 0; i < count; i++) await run();
    await device.queue.onSubmittedWorkDone();
    return (performance.now() - start) / count;
  };
  const warmUntil = performance.now() + warmMs;
  let ms = await batch(1);
  while (performance.now() < warmUntil) ms = await batch(Math.max(1, Math.round(50 / ms)));
  const count = Math.max(1, Math.min(200, Math.round(warmMs / 8 / ms)));
  // A software adapter takes long for each round: three are enough there.
  const rounds = ms > warmMs ? 3 : 7;
  const batches: number[] = [];
  for (let i = 0; i < rounds; i++) batches.push(await batch(count));
  return median(batches);
}

/** Reads a buffer with a vec4 a pixel as planes: [3][area]. */
async function readPlanes(
  device: GPUDevice,
  { buffer, offset }: Required<GPUBufferBinding>,
  area: number,
): Promise<Float32Array> {
  const readable = device.createBuffer({ size: area * 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, offset, readable, 0, area * 16);
  device.queue.submit([encoder.finish()]);
  await readable.mapAsync(GPUMapMode.READ);
  const pixels = new Float32Array(readable.getMappedRange());
  const planes = new Float32Array(area * 3);
  for (let i = 0; i < area; i++) for (let c = 0; c < 3; c++) planes[c * area + i] = pixels[i * 4 + c]!;
  readable.destroy();
  return planes;
}

function difference(a: Float32Array, b: Float32Array): number {
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(clamp(value) - clamp(b[i]!))), 0) * 255;
}

/** A network of another engine. */
interface Peer {
  readonly device: GPUDevice;
  /** Whether its picture is the same as the others'; it is where absent. */
  readonly isExact?: boolean;
  run(): void | Promise<void>;
  picture(): Promise<Float32Array>;
  destroy(): void | Promise<void>;
}

/** Peers by name. The first one's picture is the reference for all others. */
const PEERS: Readonly<Record<string, { create(model: Model, height: number, width: number): Promise<Peer> }>> = {
  'onnxruntime-web': OnnxNetwork,
  'tensorflow.js': TensorFlowNetwork,
  'litert.js': LiteRtNetwork,
};

async function measurePeer({ network, width, height, warmMs }: BenchRequest, engine: string, reference?: Float32Array) {
  const ledger = new MemoryLedger();
  try {
    const peer = await PEERS[engine]!.create(NETWORKS[network]!(), height, width);
    const picture = await peer.picture();
    const ms = await backToBack(peer.device, () => peer.run(), warmMs);
    await peer.destroy();
    const row: BenchRow = {
      ...{ network, width, height, precision: 'f32', engine, ms, gpuBytes: ledger.peak },
      ...(reference && peer.isExact !== false && { difference: difference(picture, reference) }),
    };
    return { row, picture };
  } finally {
    ledger.close();
  }
}

async function measureOurs(request: BenchRequest, precision: Precision, reference?: Float32Array): Promise<BenchRow> {
  const { network, width, height } = request;
  const found = await requestEngineDevice(navigator.gpu, { precision });
  const engine = request.plain ? { ...found, hasMatrices: false } : found;
  try {
    if (engine.precision !== precision) throw new Error(`the adapter has no ${precision}`);
    const model = NETWORKS[network]!();
    const pixels = noise(height * width * 4);
    const start = performance.now();
    const firstPicture = async (network: OurNetwork) => {
      network.run();
      await engine.device.queue.onSubmittedWorkDone();
      return performance.now() - start;
    };
    const { multiple } = model.graph;
    const [rows, columns] = [height, width].map(
      (length) => Math.ceil((length * DRAFT_ROWS) / Math.max(DRAFT_ROWS, height) / multiple) * multiple,
    );
    const draft = await OurNetwork.create(engine, model, rows!, columns!, pixels, { draft: true });
    const firstFrameMs = await firstPicture(draft);
    draft.destroy();
    const ours = await OurNetwork.create(engine, model, height, width, pixels, { tuned: request.tuned });
    const wholeFrameMs = await firstPicture(ours);
    const planes = await readPlanes(engine.device, ours.picture, width * height);
    const ms = await backToBack(engine.device, () => ours.run(), request.warmMs);
    const { gpuBytes } = ours;
    return {
      ...{ network, width, height, precision, engine: 'inkreel', ms, gpuBytes },
      ...(!request.tuned && { firstFrameMs, wholeFrameMs }),
      ...(reference && { difference: difference(planes, reference) }),
      ...(request.layers && engine.hasTimestamps && { layers: await ours.layers() }),
      ...(request.layers && engine.hasTimestamps && { present: await measurePresent(engine, request) }),
    };
  } finally {
    engine.device.destroy();
  }
}

/** Lends an engine for some work, and gives its device back. */
async function withEngine<T>(
  options: Parameters<typeof requestEngineDevice>[1],
  work: (engine: EngineDevice) => Promise<T>,
): Promise<T> {
  const engine = await requestEngineDevice(navigator.gpu, options);
  try {
    return await work(engine);
  } finally {
    engine.device.destroy();
  }
}

/** Measures a step of learning. */
export const benchLearning = (request: LearningRequest): Promise<LearningRow> =>
  withEngine({ precision: 'f32' }, (engine) => measureLearning(engine, request));

/** Learns a style from a picture. */
export const benchPicture = (request: LearnPictureRequest): Promise<LearnedPicture> =>
  withEngine({}, (engine) => learnPicture(engine, request));

/** Learns a style by several schedules. */
export const benchCurve = (request: LearningCurveRequest): Promise<LearningCurve> =>
  withEngine({}, (engine) => learningCurve(engine, request));

/** Measures the tiles of a network. @throws Error where the adapter lacks the precision */
export const benchTiles = (request: TileRequest): Promise<TileTime[]> =>
  withEngine({ precision: request.precision }, async (engine) => {
    if (engine.precision !== request.precision) throw new Error(`the adapter has no ${request.precision}`);
    return measureTiles(engine, request);
  });

/**
 * Measures one network at one size: the peers, then ours in each precision. The size grows to what the network runs on. Returns
 * failures instead of throwing them.
 */
export async function bench(asked: BenchRequest): Promise<{ rows: BenchRow[]; failures: string[] }> {
  const { multiple } = NETWORKS[asked.network]!().graph;
  const grown = (length: number) => Math.ceil(length / multiple) * multiple;
  const request = { ...asked, width: grown(asked.width), height: grown(asked.height) };
  const rows: BenchRow[] = [];
  const failures: string[] = [];
  const attempt = async (engine: string, measure: () => Promise<BenchRow>) => {
    try {
      rows.push(await measure());
    } catch (error) {
      const { network, width, height } = request;
      failures.push(`${engine} ${network} ${width}x${height}: ${error instanceof Error ? error.message : error}`);
    }
  };
  let reference: Float32Array | undefined;
  for (const engine of Object.keys(PEERS).filter((name) => request.peers.includes(name)))
    await attempt(engine, async () => {
      const { row, picture } = await measurePeer(request, engine, reference);
      reference ??= picture;
      return row;
    });
  for (const precision of request.precisions)
    await attempt(`inkreel ${precision}`, () => measureOurs(request, precision, reference));
  return { rows, failures };
}

Object.assign(globalThis, {
  ...{ bench, benchAdapter, benchCurve, benchLearning, benchPicture, benchTiles, goldenNames, runGolden },
});
