import { expect, it } from 'vitest';
import { create, globals } from 'webgpu';
import { NETWORKS } from '../../../bench/ours/networks';
import { GpuWeights, requestEngineDevice } from '../../../src/engine';
import type { Kernel } from '../../../src/engine/codegen/kernel';
import { kernelOf } from '../../../src/engine/codegen/kernels';
import { loadExpression, type Tensor } from '../../../src/engine/compiler/expression';
import { planNetwork } from '../../../src/engine/compiler/fusion';
import type { ConvStep, Step } from '../../../src/engine/compiler/step';
import { type CompileTarget, familyOf, nameOf, tilesFor } from '../../../src/engine/compiler/tile-selection';
import { createModel, type Model } from '../../../src/engine/model/model';
import type { WeightTensor } from '../../../src/engine/model/safetensors';
import { Network } from '../../../src/engine/runtime/network';
import { openDevice } from '../support/device';
import { emulatingMatrices } from '../support/emulated-matrices';
import { readBuffer, relativeError } from '../support/run';

Object.assign(globalThis, globals);

/** Software adapters have no matrix units, but Dawn's null backend checks that WGSL and pipelines are valid. */
const gpu = create(['backend=null', 'enable-dawn-features=allow_unsafe_apis']);
const target: CompileTarget = { precision: 'f16', software: false, workgroupBytes: 32768, matrices: true };

/** The steps of a network, each convolution by the n-th of its tiles for matrix units. */
function matrixSteps(model: Model, height: number, width: number, choice: number): readonly Step[] {
  const plan = (tiles: ReadonlyMap<string, string>) => planNetwork(model, height, width, { ...target, tiles });
  const convs = plan(new Map()).steps.filter((step): step is ConvStep => step.kind === 'conv');
  const chosen = convs.flatMap(({ shape }) => {
    const tiles = tilesFor(shape).filter(({ kind }) => kind === 'matrix');
    const tile = tiles[Math.min(choice, tiles.length - 1)];
    return tile ? [[familyOf(shape), nameOf(tile)] as const] : [];
  });
  return plan(new Map(chosen)).steps;
}

const isMatrix = (step: Step): boolean => step.kind === 'conv' && step.tile.kind === 'matrix';

/** Largest relative error of inputs that are rounded to f16. */
const MOST_ERROR = 3e-3;

/** Most tiles for matrix units that a convolution can choose among. */
const MOST_TILES = 4;

it.each(Object.keys(NETWORKS))('kernels for matrix units are valid: %s', async (name) => {
  const { device } = await requestEngineDevice(gpu, { precision: 'f16' });
  const kernels = new Map<string, Kernel>();
  for (let choice = 0; choice < MOST_TILES; choice++)
    for (const step of matrixSteps(NETWORKS[name]!(), 96, 176, choice).filter(isMatrix)) {
      const kernel = kernelOf(step, 'f16');
      kernels.set(kernel.code, kernel);
    }
  expect(kernels.size > 0).toBe(name !== '9-9-6');
  device.pushErrorScope('validation');
  for (const { code } of kernels.values()) {
    const module = device.createShaderModule({ code });
    const { messages } = await module.getCompilationInfo();
    expect(messages.filter(({ type }) => type === 'error').map(({ message }) => message)).toEqual([]);
  }
  expect((await device.popErrorScope())?.message).toBeUndefined();
  device.destroy();
});

/** A convolution of 32 channels to 64 with an instance norm, between two others. */
function oneLayer(stride: 1 | 2, padMode: 'reflect' | 'zero'): Model {
  const tensors = new Map<string, WeightTensor>();
  const conv = (name: string, input: string, [out, inner, kernel]: [number, number, number], step = 1) => {
    const data = Float32Array.from({ length: out * inner * kernel ** 2 }, (_, i) => Math.sin(i * i) / (3 * kernel));
    tensors.set(name, { shape: [out, inner, kernel, kernel], data });
    return { op: 'conv2d', name, inputs: [input], weight: name, stride: step, padding: kernel >> 1, padMode };
  };
  const nodes = [
    conv('first', 'image', [32, 3, 1]),
    conv('layer', 'first', [64, 32, 3], stride),
    { op: 'instanceNorm', name: 'norm', inputs: ['layer'], eps: 1e-5 },
    ...(stride === 2 ? [{ op: 'upsampleNearest', name: 'up', inputs: ['norm'], scale: 2 }] : []),
    conv('last', stride === 2 ? 'up' : 'norm', [3, 64, 1]),
  ];
  return createModel({ version: 1, input: 'image', multiple: 2, nodes, output: 'last' }, tensors);
}

/** Runs steps on a software adapter; those for matrix units are emulated. Returns what the last convolution stored. */
async function run(model: Model, steps: readonly Step[], height: number, width: number): Promise<Float32Array> {
  const engine = await openDevice('f32');
  const weights = await GpuWeights.create(engine, model);
  const { TEXTURE_BINDING, COPY_DST } = GPUTextureUsage;
  const size = [width, height];
  const frame = engine.device.createTexture({ size, format: 'rgba8unorm', usage: TEXTURE_BINDING | COPY_DST });
  const bytes = Uint8Array.from({ length: width * height * 4 }, (_, i) => (i * i * 37) % 251);
  engine.device.queue.writeTexture({ texture: frame }, bytes, { bytesPerRow: width * 4 }, size);
  const output: Tensor = { id: 1_000_000, shape: { channels: 3, height, width }, keepF32: true };
  const last = steps.findLast((step) => step.kind === 'conv')! as ConvStep;
  const picture: Step = { kind: 'map', label: 'picture', input: loadExpression(last.output), output };
  const kernels = [...steps, picture].map((step) =>
    isMatrix(step) ? emulatingMatrices(kernelOf(step, 'f16')) : kernelOf(step, 'f32'),
  );
  const made = await Network.create(weights, { layers: kernels }, { frame: frame.createView(), externals: {} });
  const encoder = engine.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  made.encode(pass, 'layers');
  pass.end();
  engine.device.queue.submit([encoder.finish()]);
  const values = new Float32Array(await readBuffer(engine.device, made.bindingOf(output)));
  engine.device.destroy();
  return values;
}

it.each([
  [1, 'reflect', 0],
  [2, 'zero', 1],
] as const)(
  'by emulated matrices, stride %i with %s padding agrees with plain kernels',
  async (stride, padMode, choice) => {
    const [model, height, width] = [oneLayer(stride, padMode), 22, 38];
    const plain = { ...target, precision: 'f32', matrices: false, software: true } as const;
    const others = planNetwork(model, height, width, plain).steps;
    const steps = matrixSteps(model, height, width, choice);
    expect(steps.filter(isMatrix)).toHaveLength(1);
    const [actual, expected] = [await run(model, steps, height, width), await run(model, others, height, width)];
    const shape = [actual.length];
    expect(relativeError({ shape, data: actual }, { shape, data: expected })).toBeLessThan(MOST_ERROR);
  },
);
