import { afterAll, beforeAll, expect, it } from 'vitest';
import { MemoryLedger } from '../../../bench/ours/memory';
import { NETWORKS } from '../../../bench/ours/networks';
import { type EngineDevice, GpuWeights, Stylizer } from '../../../src/engine';
import { openDevice, openNullDevice, uncaptured } from '../support/device';
import { frameOf } from '../support/frames';
import { modelOf } from '../support/styles';

const MIB = 2 ** 20;

/** Gets the tiles of real GPUs, on the null backend: SwiftShader would take a minute to compile them. */
let engine: EngineDevice;
/** Gets the tiles of a software adapter. */
let software: EngineDevice;
beforeAll(async () => {
  engine = await openNullDevice();
  software = await openDevice('f32');
});
afterAll(() => {
  engine.device.destroy();
  software.device.destroy();
  expect(uncaptured).toEqual([]);
});

/** Runs `use` on a stylizer made for frames of a size, and checks that nothing is left once it is destroyed. */
async function withStylizer(
  engine: EngineDevice,
  network: string,
  width: number,
  height: number,
  use: (stylizer: Stylizer, ledger: MemoryLedger) => void,
): Promise<void> {
  const ledger = new MemoryLedger();
  try {
    const weights = await GpuWeights.create(engine, NETWORKS[network]!());
    const stylizer = await Stylizer.create(engine, weights, { frameWidth: width, frameHeight: height });
    use(stylizer, ledger);
    stylizer.destroy();
    weights.destroy();
    expect(ledger.bytes).toBe(0);
  } finally {
    ledger.close();
  }
}

/** Bytes of luma, and of two chroma planes of a quarter each. */
const planeBytes = (width: number, height: number) => (width * height * 3) / 2;

it('frames add the planes of their own format to what is there from the beginning, and nothing else', async () => {
  const usage = GPUTextureUsage.RENDER_ATTACHMENT;
  const target = software.device.createTexture({ size: [32, 16], format: 'rgba8unorm', usage });
  await withStylizer(software, 'S', 32, 16, (stylizer, ledger) => {
    const before = ledger.bytes;
    for (const format of ['I420', 'NV12', 'I420'] as const) {
      stylizer.stylize(frameOf(32, 16, { format }), target, { strength: 0.5, blend: 0.6 });
      expect(ledger.bytes - before).toBe(planeBytes(32, 16));
    }
  });
  target.destroy();
});

// The browser owns the memory of its canvas.
it.each([
  ['S', 43],
  ['S-context', 45],
  ['S-instance', 50],
  ['johnson', 450],
] as const)('a video of 1280x720 in %s takes at most %i MiB of GPU memory in f32, all in all', async (name, most) => {
  await withStylizer(engine, name, 1280, 720, (stylizer, ledger) => {
    expect((ledger.bytes + planeBytes(1280, 720)) / MIB).toBeLessThanOrEqual(most);
    expect(stylizer.gpuBytes / MIB).toBeCloseTo(ledger.bytes / MIB, 2);
  });
});

it('a second style of the same architecture adds its weights and nothing else', async () => {
  const ledger = new MemoryLedger();
  const [first, second] = [modelOf('anime-s'), modelOf('manga-s')];
  const weights = await GpuWeights.create(engine, first);
  const stylizer = await Stylizer.create(engine, weights, { frameWidth: 1280, frameHeight: 720 });
  const before = ledger.bytes;
  const others = await GpuWeights.create(engine, second);
  expect(stylizer.use(others)).toBe(true);
  expect(others.gpuBytes).toBe(weights.gpuBytes);
  expect(ledger.bytes - before).toBe(others.gpuBytes);
  // The peak is no higher: the switch never held both styles.
  expect(ledger.peak).toBe(ledger.bytes);
  expect(others.gpuBytes / MIB).toBeLessThan(1.2);
  stylizer.destroy();
  for (const each of [weights, others]) each.destroy();
  expect(ledger.bytes).toBe(0);
  ledger.close();
});
