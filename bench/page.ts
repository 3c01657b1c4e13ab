import { type Precision, requestEngineDevice } from '../src/engine';
import { NETWORKS } from './networks';
import { type LayerTime, median, OurNetwork } from './ours';
import { OnnxNetwork } from './peers';

/** Runs in the browser: measures what it is asked to and gives rows back. */

export interface BenchOptions {
  readonly networks: readonly string[];
  readonly sizes: readonly (readonly [width: number, height: number])[];
  readonly precisions: readonly Precision[];
  readonly peers: boolean;
  readonly layers: boolean;
  /** Milliseconds of work before and during a measurement: clocks of an idle GPU take that long to rise. */
  readonly warmMs: number;
}

export interface BenchRow {
  readonly network: string;
  readonly width: number;
  readonly height: number;
  readonly precision: Precision;
  readonly engine: string;
  readonly ms: number;
  readonly gpuBytes: number | null;
  /** Largest difference from the f32 peer's picture, in 1/255. */
  readonly difference?: number;
  readonly firstFrameMs?: number;
  readonly layers?: readonly LayerTime[];
}

export interface BenchReport {
  readonly adapter: string;
  readonly rows: BenchRow[];
  readonly failures: string[];
}

/** Median milliseconds a frame, back to back. */
async function backToBack(device: GPUDevice, run: () => void | Promise<void>, warmMs: number): Promise<number> {
  const batch = async (count: number) => {
    const start = performance.now();
    for (let i = 0; i < count; i++) await run();
    await device.queue.onSubmittedWorkDone();
    return (performance.now() - start) / count;
  };
  let ms = await batch(1);
  const warmUntil = performance.now() + warmMs;
  while (performance.now() < warmUntil) ms = await batch(Math.max(1, Math.round(50 / ms)));
  const count = Math.max(1, Math.min(200, Math.round(warmMs / 8 / ms)));
  const batches: number[] = [];
  for (let i = 0; i < 7; i++) batches.push(await batch(count));
  return median(batches);
}

/** RGB planes of a vec4-a-pixel buffer. */
async function readPlanes(device: GPUDevice, buffer: GPUBuffer, area: number): Promise<Float32Array> {
  const readable = device.createBuffer({ size: area * 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, readable, 0, area * 16);
  device.queue.submit([encoder.finish()]);
  await readable.mapAsync(GPUMapMode.READ);
  const pixels = new Float32Array(readable.getMappedRange());
  const planes = Float32Array.from({ length: area * 3 }, (_, i) => pixels[(i % area) * 4 + Math.floor(i / area)]!);
  readable.destroy();
  return planes;
}

function difference(a: Float32Array, b: Float32Array): number {
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(clamp(value) - clamp(b[i]!))), 0) * 255;
}

export async function bench(options: BenchOptions): Promise<BenchReport> {
  const rows: BenchRow[] = [];
  const failures: string[] = [];
  // A GPU process that is just starting has no adapter for a moment; peers do not wait for it.
  (await requestEngineDevice(navigator.gpu)).device.destroy();
  let adapter = '';
  for (const network of options.networks) {
    for (const [width, height] of options.sizes) {
      const model = NETWORKS[network]!();
      let reference: Float32Array | undefined;
      const attempt = async (engineName: string, measure: () => Promise<BenchRow>) => {
        try {
          rows.push(await measure());
        } catch (error) {
          failures.push(
            `${engineName} ${network} ${width}x${height}: ${error instanceof Error ? error.message : error}`,
          );
        }
      };
      if (options.peers)
        await attempt('onnxruntime-web', async () => {
          const peer = await OnnxNetwork.create(model, height, width);
          reference = await peer.picture();
          const ms = await backToBack(peer.device, () => peer.run(), options.warmMs);
          await peer.destroy();
          return { network, width, height, precision: 'f32', engine: 'onnxruntime-web', ms, gpuBytes: null };
        });
      for (const precision of options.precisions)
        await attempt('inkreel', async () => {
          const engine = await requestEngineDevice(navigator.gpu, { precision });
          if (engine.precision !== precision) throw new Error(`the adapter has no ${precision}`);
          adapter = [...new Set(Object.values(engine.adapterInfo))].filter(Boolean).join(' ');
          const start = performance.now();
          const ours = await OurNetwork.create(engine, model, height, width);
          ours.run();
          const planes = await readPlanes(engine.device, ours.picture, width * height);
          const firstFrameMs = performance.now() - start;
          const ms = await backToBack(engine.device, () => ours.run(), options.warmMs);
          const layers = options.layers && engine.hasTimestamps ? { layers: await ours.layers() } : {};
          const { gpuBytes } = ours;
          ours.destroy();
          engine.device.destroy();
          const compared = reference ? { difference: difference(planes, reference) } : {};
          return {
            network,
            width,
            height,
            precision,
            engine: 'inkreel',
            ms,
            gpuBytes,
            firstFrameMs,
            ...compared,
            ...layers,
          };
        });
    }
  }
  return { adapter, rows, failures };
}

Object.assign(globalThis, { bench });
