import { targetOf } from '../compiler/tile-selection';
import type { EngineDevice } from '../device';
import type { Model } from '../model/model';
import { GpuWeights } from '../runtime/gpu-weights';
import { Network } from '../runtime/network';
import { type GpuTurns, UNHURRIED } from '../runtime/slices';
import { externalValues, stored } from './layers/external-values';
import { gram } from './layers/gram';
import { costOf, parameterBindings } from './layers/learning-kernel';
import { PackedParameters } from './layers/parameters';
import { recordLayers } from './layers/record';
import { batchVectors, Tape } from './layers/tape';
import type { PerceptualNetwork } from './perceptual';
import { StepSlicer } from './step-slicer';

/** A picture in bytes. */
export interface StylePicture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Gram matrices of a style picture by layer, as the buffers of learning hold them. */
export type StyleGrams = ReadonlyMap<string, Float32Array<ArrayBuffer>>;

/**
 * Computes the Gram matrices that a network learns to match, in slices beside other work of the GPU.
 * @throws EngineError where the GPU cannot hold the picture's features
 */
export async function styleGrams(
  engine: EngineDevice,
  model: Model,
  perceptual: PerceptualNetwork,
  { width, height, rgba }: StylePicture,
  turns: GpuTurns = UNHURRIED,
): Promise<StyleGrams> {
  const { device } = engine;
  const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
  const tape = new Tape(targetOf(engine));
  const parameters = new PackedParameters(false);
  const image = externalValues(tape, 'picture', 1, { channels: 3, height, width });
  const features = recordLayers(tape, perceptual.nodes, { tensors: perceptual.tensors, parameters }, 'image', image);
  const sizes = new Map<string, number>();
  for (const layer of perceptual.style) {
    const matrix = gram(tape, `${layer} gram`, features.get(layer)!);
    stored(tape, matrix, layer);
    sizes.set(layer, batchVectors(matrix) * 16);
  }
  const floats = Float32Array.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? 0 : rgba[i]! / 255));
  const uploaded = (data: Float32Array<ArrayBuffer>): GPUBuffer => {
    const buffer = device.createBuffer({ size: data.byteLength, usage: STORAGE | COPY_DST });
    device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  };
  const picture = uploaded(floats);
  const values = uploaded(parameters.pack(perceptual.tensors));
  const results = [...sizes].map(([layer, size]) => ({
    layer,
    buffer: device.createBuffer({ size, usage: STORAGE | COPY_SRC }),
    readable: device.createBuffer({ size, usage: MAP_READ | COPY_DST }),
  }));
  const weights = await GpuWeights.create(engine, model);
  try {
    const externals = {
      picture: { buffer: picture },
      ...parameterBindings(parameters, values),
      ...Object.fromEntries(results.map(({ layer, buffer }) => [layer, { buffer }])),
    };
    const kernels = tape.finish().forward;
    const network = await Network.create(weights, { grams: kernels }, { externals });
    const submit = (first: number, end: number) => {
      const slice = device.createCommandEncoder();
      const pass = slice.beginComputePass();
      for (let i = first; i < end; i++) network.encodeDispatch(pass, i);
      pass.end();
      device.queue.submit([slice.finish()]);
    };
    const done = () => device.queue.onSubmittedWorkDone().then(() => undefined);
    await new StepSlicer(turns).run({ costs: kernels.map(costOf), submit, done }, kernels.length);
    const encoder = device.createCommandEncoder();
    for (const { buffer, readable } of results) encoder.copyBufferToBuffer(buffer, 0, readable, 0, buffer.size);
    device.queue.submit([encoder.finish()]);
    await Promise.all(results.map(({ readable }) => readable.mapAsync(GPUMapMode.READ)));
    network.destroy();
    return new Map(results.map(({ layer, readable }) => [layer, new Float32Array(readable.getMappedRange().slice(0))]));
  } finally {
    for (const buffer of [picture, values, ...results.flatMap(({ buffer, readable }) => [buffer, readable])])
      buffer.destroy();
    weights.destroy();
  }
}
