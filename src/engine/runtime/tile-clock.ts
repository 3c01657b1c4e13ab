import { kernelOf } from '../codegen/kernels';
import type { ConvStep } from '../compiler/step';
import type { EngineDevice } from '../device';
import type { GpuWeights } from './gpu-weights';
import { Network } from './network';
import { type GpuTurns, measureInSlices } from './slices';

/** Measures one dispatch of a convolution, in ms. */
export type Measure = (weights: GpuWeights, step: ConvStep) => Promise<number>;

type OneLayer = Network<'layers'>;

/** Makes a measurement that compiles a convolution by itself and times it on the GPU in slices; its buffers hold zeros. */
export const measuringIn =
  (turns: GpuTurns): Measure =>
  async (weights, step) => {
    const { engine } = weights;
    const { device } = engine;
    const frame = device.createTexture({ size: [1, 1], format: 'rgba8unorm', usage: GPUTextureUsage.TEXTURE_BINDING });
    try {
      const kernel = kernelOf(step, engine.precision);
      const bindings = { frame: frame.createView(), externals: {} };
      const network = await Network.create(weights, { layers: [kernel] }, bindings);
      const clock = await clockOf(engine);
      const slice = (repeats: number, rows: number) => clock(network, repeats, rows);
      return await measureInSlices(slice, kernel.workgroups[1], turns).finally(() => network.destroy());
    } finally {
      frame.destroy();
    }
  };

type Clock = (network: OneLayer, repeats: number, rows: number) => Promise<number>;

async function clockOf({ device, hasTimestamps }: EngineDevice): Promise<Clock> {
  if (hasTimestamps) return (network, repeats, rows) => timestamps(device, network, repeats, rows);
  // An answer of the GPU takes time even where there was nothing to do.
  let overheadMs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) overheadMs = Math.min(overheadMs, await completion(device));
  return async (network, repeats, rows) =>
    Math.max(0, (await completion(device, (encoder) => encodeMany(encoder, network, repeats, rows))) - overheadMs);
}

/** GPU time of a slice, in ms. */
async function timestamps(device: GPUDevice, network: OneLayer, repeats: number, rows: number): Promise<number> {
  const querySet = device.createQuerySet({ type: 'timestamp', count: 2 });
  const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
  const resolved = device.createBuffer({ size: 16, usage: QUERY_RESOLVE | COPY_SRC });
  const readable = device.createBuffer({ size: 16, usage: COPY_DST | MAP_READ });
  try {
    const encoder = device.createCommandEncoder();
    const timestampWrites = { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
    encodeMany(encoder, network, repeats, rows, { timestampWrites });
    encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, readable, 0, 16);
    device.queue.submit([encoder.finish()]);
    await readable.mapAsync(GPUMapMode.READ);
    const [begin, end] = new BigUint64Array(readable.getMappedRange());
    return Number(end! - begin!) / 1e6;
  } finally {
    querySet.destroy();
    resolved.destroy();
    readable.destroy();
  }
}

/** Time until the GPU reports that it has done the work, in ms. */
async function completion(device: GPUDevice, encode: (encoder: GPUCommandEncoder) => void = () => {}): Promise<number> {
  await device.queue.onSubmittedWorkDone();
  const start = performance.now();
  const encoder = device.createCommandEncoder();
  encode(encoder);
  device.queue.submit([encoder.finish()]);
  await device.queue.onSubmittedWorkDone();
  return performance.now() - start;
}

function encodeMany(
  encoder: GPUCommandEncoder,
  network: OneLayer,
  repeats: number,
  rows: number,
  descriptor?: GPUComputePassDescriptor,
): void {
  const pass = encoder.beginComputePass(descriptor);
  for (let i = 0; i < repeats; i++) network.encodeRows(pass, 0, rows);
  pass.end();
}
