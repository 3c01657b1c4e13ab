import type { EngineDevice } from '../../src/engine';
import { vectorsOf } from '../../src/engine/compiler/expression';
import { targetOf } from '../../src/engine/compiler/tile-selection';
import type { LearningKernel } from '../../src/engine/learning/layers/tape';
import { vgg19 } from '../../src/engine/learning/perceptual';
import { learningProgram } from '../../src/engine/learning/program';
import { Trainer } from '../../src/engine/learning/trainer';
import type { WeightTensor } from '../../src/engine/model/safetensors';
import type { LearningKernelTime, LearningRequest, LearningRow } from '../rows';
import { DispatchClock, type DispatchTime } from './dispatches';
import { NETWORKS } from './networks';
import { median, noise } from './ours';

const CHANNELS = { '1_1': [3, 64], '1_2': [64, 64], '2_1': [64, 128], '2_2': [128, 128], '3_1': [128, 256] } as const;

/** VGG-19 without what it has learned: speed does not depend on that. */
function emptyVgg(): ReadonlyMap<string, WeightTensor> {
  const tensor = (...shape: number[]): WeightTensor => ({
    shape,
    data: new Float32Array(shape.reduce((product, size) => product * size, 1)),
  });
  return new Map(
    Object.entries(CHANNELS).flatMap(([name, [inner, out]]) => [
      [`conv${name}.weight`, tensor(out, inner, 3, 3)] as const,
      [`conv${name}.bias`, tensor(out)] as const,
    ]),
  );
}

/** Weights of the losses; they do not change the work. */
const WEIGHTS = { style: 8, content: 1, tone: 0.5, hue: 0, variation: 0.05, steadiness: 150 };

/** Counts a kernel's arithmetic and the bytes of the tensors that it binds, each read or written once. */
function workOf({ label, products, resources }: LearningKernel): Omit<LearningKernelTime, 'us'> {
  const bytes = resources.reduce(
    (sum, resource) => (resource.kind === 'tensor' ? sum + vectorsOf(resource.tensor.shape) * 16 : sum),
    0,
  );
  return { label, gflop: (2 * products) / 1e9, bytes };
}

/** Measures steps of learning the network `S-instance` through VGG-19 to relu3_1. */
export async function measureLearning(
  engine: EngineDevice,
  { images, size, steps, layers }: LearningRequest,
): Promise<LearningRow> {
  const shape = { images, size, side: size };
  const perceptual = vgg19(emptyVgg());
  const model = NETWORKS['S-instance']!();
  const { kernels } = learningProgram(targetOf(engine), model, perceptual, shape);
  const work = kernels.map(workOf);
  const channels = { relu1_1: 64, relu2_1: 128, relu3_1: 256 };
  const grams = new Map(
    Object.entries(channels).map(([layer, count]) => [layer, new Float32Array(count * count).fill(1)]),
  );
  const photos = noise(images * size * size * 4);
  const start = performance.now();
  const trainer = await Trainer.create(engine, model, perceptual, { shape, photos, grams, weights: WEIGHTS });
  const crop = { top: 0, left: 0, isFlipped: false, noise: 0.01, seed: 1 };
  const crops = Array.from({ length: images }, (_, photo) => ({ ...crop, photo, isMoved: photo % 2 === 1 }));
  const batch = async (count: number): Promise<number> => {
    const before = performance.now();
    for (let i = 0; i < count; i++) trainer.step(crops, 1e-3);
    await engine.device.queue.onSubmittedWorkDone();
    return (performance.now() - before) / count;
  };
  await batch(1);
  const readyMs = performance.now() - start;
  const rounds: number[] = [];
  for (let i = 0; i < 5; i++) rounds.push(await batch(steps));
  const row = { readyMs, ms: median(rounds), gpuBytes: trainer.gpuBytes, gflop: sum(work.map(({ gflop }) => gflop)) };
  const times = layers && engine.hasTimestamps ? await kernelTimes(engine.device, () => trainer.step(crops, 1e-3)) : [];
  trainer.destroy();
  return { ...row, kernels: work.map((each, i) => ({ ...each, us: times[i] ?? 0 })) };
}

/** Median microseconds of every dispatch of a step. */
async function kernelTimes(device: GPUDevice, step: () => void): Promise<number[]> {
  const clock = new DispatchClock(device);
  const rounds: DispatchTime[][] = [];
  for (let i = 0; i < 9; i++) rounds.push(await clock.measure(step));
  clock.destroy();
  return rounds[0]!.map((_, k) => median(rounds.map((round) => round[k]!.us)));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
