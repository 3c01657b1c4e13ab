import {
  type EngineDevice,
  GpuWeights,
  type PlanesFrame,
  type StylizeOptions,
  Stylizer,
  storedFormat,
} from '../../src/engine';
import type { BenchRequest, PresentTimes } from '../rows';
import { DispatchClock, type DispatchTime } from './dispatches';
import { NETWORKS } from './networks';
import { median, noise } from './ours';

/** Share of the last frame that the temporal blend keeps, as usual. */
const BLEND = 0.6;

/** Makes two frames of noise without likeness: the time of the temporal blend does not depend on the picture. */
function unlikeFrames(width: number, height: number): PlanesFrame[] {
  const [halfWidth, halfHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const luma = width * height;
  const chroma = halfWidth * halfHeight;
  const layout = [
    { offset: 0, stride: width },
    { offset: luma, stride: halfWidth },
    { offset: luma + chroma, stride: halfWidth },
  ];
  const pixels = noise(luma + 2 * chroma + 1);
  return [0, 1].map((first) => ({
    ...{ kind: 'planes', format: 'I420', width, height, matrix: 'bt709', fullRange: true, layout },
    data: pixels.slice(first, first + luma + 2 * chroma).buffer,
  }));
}

/** Measures the last pass, without and with the temporal blend, and each of its kernels: medians of GPU time. */
export async function measurePresent(engine: EngineDevice, request: BenchRequest): Promise<PresentTimes> {
  const { network, width, height, warmMs } = request;
  const weights = await GpuWeights.create(engine, NETWORKS[network]!());
  const stylizer = await Stylizer.create(engine, weights, { frameWidth: width, frameHeight: height });
  const usage = GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.STORAGE_BINDING;
  const target = engine.device.createTexture({ size: [width, height], format: storedFormat(engine.device), usage });
  const frames = unlikeFrames(width, height);
  let drawn = 0;
  const draw = (options: Partial<StylizeOptions>) =>
    stylizer.stylize(frames[drawn++ % 2]!, target, { strength: 1, ...options });
  const measure = async (blend: number): Promise<number> => {
    const times: number[] = [];
    const end = performance.now() + warmMs;
    for (let i = 0; i < 30 || performance.now() < end; i++) {
      draw({ blend });
      times.push((await stylizer.timings())?.presentMs ?? 0);
    }
    return median(times.slice(-20));
  };
  const [plain, blended] = [await measure(0), await measure(BLEND)];
  const kernels = await measureKernels(engine.device, () => draw({ blend: BLEND, timed: false }));
  stylizer.destroy();
  weights.destroy();
  target.destroy();
  return { plain, blended, kernels };
}

/** Median times of the kernels of the last pass, from the first one of the search for motion. */
async function measureKernels(device: GPUDevice, draw: () => void): Promise<DispatchTime[]> {
  const clock = new DispatchClock(device);
  const frames: DispatchTime[][] = [];
  for (let i = 0; i < 15; i++) frames.push(await clock.measure(draw));
  clock.destroy();
  const kernels = frames[0]!.map(({ kernel }, k) => ({ kernel, us: median(frames.map((frame) => frame[k]!.us)) }));
  return kernels.slice(kernels.findIndex(({ kernel }) => kernel === 'pyramid'));
}
