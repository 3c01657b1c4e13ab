import type { EngineDevice } from '../../../src/engine';
import { kernelOf } from '../../../src/engine/codegen/kernels';
import type { Tensor } from '../../../src/engine/compiler/expression';
import { planNetwork } from '../../../src/engine/compiler/fusion';
import type { Step } from '../../../src/engine/compiler/step';
import { type CompileTarget, targetOf } from '../../../src/engine/compiler/tile-selection';
import { float16ToFloat32 } from '../../../src/engine/model/float16';
import type { Model } from '../../../src/engine/model/model';
import type { WeightTensor } from '../../../src/engine/model/safetensors';
import { GpuWeights } from '../../../src/engine/runtime/gpu-weights';
import { Network } from '../../../src/engine/runtime/network';

/** Runs a model's kernels on RGBA bytes and gives its output, unclamped, as [channels][height][width]. */
export async function runModel(
  engine: EngineDevice,
  model: Model,
  height: number,
  width: number,
  rgba: Uint8Array<ArrayBuffer>,
  target: CompileTarget = targetOf(engine),
): Promise<WeightTensor> {
  const { device, precision } = engine;
  const weights = await GpuWeights.create(engine, model);
  const { TEXTURE_BINDING, COPY_DST } = GPUTextureUsage;
  const frame = device.createTexture({
    size: [width, height],
    format: 'rgba8unorm',
    usage: TEXTURE_BINDING | COPY_DST,
  });
  device.queue.writeTexture({ texture: frame }, rgba, { bytesPerRow: width * 4 }, [width, height]);
  const { multiple } = model.graph;
  const pad = (length: number) => Math.ceil(length / multiple) * multiple;
  const plan = planNetwork(model, pad(height), pad(width), target);
  const result: Tensor = { id: 1_000_000, shape: plan.output.shape, keepF32: true };
  const last: Step = { kind: 'map', label: 'result', input: plan.output, output: result };
  const kernels = [...plan.steps, last].map((step) => kernelOf(step, precision, target.draft));
  const network = await Network.create(weights, { layers: kernels }, { frame: frame.createView(), externals: {} });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  network.encode(pass, 'layers');
  pass.end();
  device.queue.submit([encoder.finish()]);
  const vectors = await readBuffer(device, network.bindingOf(result));
  network.destroy();
  weights.destroy();
  frame.destroy();
  return unpack(vectors, plan.output.shape, precision === 'f16' && !result.keepF32);
}

/** Reads the bytes of a buffer, or of a part of it. */
export async function readBuffer(
  device: GPUDevice,
  { buffer, offset = 0, size = buffer.size }: GPUBufferBinding,
): Promise<ArrayBuffer> {
  const readable = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, offset, readable, 0, size);
  device.queue.submit([encoder.finish()]);
  await readable.mapAsync(GPUMapMode.READ);
  const bytes = readable.getMappedRange().slice(0);
  readable.destroy();
  return bytes;
}

/** Reads the RGBA bytes of a texture. */
export async function readTexture(device: GPUDevice, texture: GPUTexture): Promise<Uint8Array> {
  const bytesPerRow = Math.ceil((texture.width * 4) / 256) * 256;
  const { MAP_READ, COPY_DST } = GPUBufferUsage;
  const buffer = device.createBuffer({ size: bytesPerRow * texture.height, usage: MAP_READ | COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow }, [texture.width, texture.height]);
  device.queue.submit([encoder.finish()]);
  await buffer.mapAsync(GPUMapMode.READ);
  const padded = new Uint8Array(buffer.getMappedRange());
  const rows = Array.from({ length: texture.height }, (_, y) => [
    ...padded.subarray(y * bytesPerRow, y * bytesPerRow + texture.width * 4),
  ]);
  buffer.destroy();
  return Uint8Array.from(rows.flat());
}

/** Reorders [group][y][x] vec4 to [channel][y][x]. */
function unpack(bytes: ArrayBuffer, shape: Tensor['shape'], isF16: boolean): WeightTensor {
  const packed = isF16 ? float16ToFloat32(new Uint16Array(bytes)) : new Float32Array(bytes);
  const { channels, height, width } = shape;
  const area = height * width;
  const data = Float32Array.from({ length: channels * area }, (_, i) => {
    const channel = Math.floor(i / area);
    return packed[((channel >> 2) * area + (i % area)) * 4 + (channel & 3)]!;
  });
  return { shape: [channels, height, width], data };
}

/** Largest absolute difference over the largest expected magnitude. */
export function relativeError(actual: WeightTensor, expected: WeightTensor): number {
  const magnitude = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largestDifference(actual, expected) / magnitude;
}

/**
 * Largest difference of a network's picture, in 1/255 of the range of its values, at most 0 to 1. Networks with random weights
 * may keep to a small range; measured against 0 to 1, any picture of theirs would pass.
 */
export function pictureDifference(actual: WeightTensor, expected: WeightTensor): number {
  const [least, most] = [Math.min, Math.max].map((pick) => expected.data.reduce((a, b) => pick(a, b)));
  return (largestDifference(actual, expected) * 255) / Math.min(1, most! - least!);
}

/** Largest absolute difference; infinite for arrays of different length, and for NaN. */
function largestDifference(actual: WeightTensor, expected: WeightTensor): number {
  if (actual.data.length !== expected.data.length) return Number.POSITIVE_INFINITY;
  return expected.data.reduce((most, value, i) => {
    const off = Math.abs(value - actual.data[i]!);
    return Math.max(most, Number.isNaN(off) ? Number.POSITIVE_INFINITY : off);
  }, 0);
}
