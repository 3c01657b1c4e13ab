import { type EngineDevice, type Frame, type GpuWeights, type StylizeOptions, Stylizer } from '../../engine';

/** How the style is shown. */
export type DrawnAs = Pick<StylizeOptions, 'strength' | 'keepColours' | 'lineWeight'>;

interface CanvasSize {
  width: number;
  height: number;
}

/**
 * Draws a frame once into a new canvas.
 * @param networkHeight rows on which the network works
 * @param read returns the frame and how the style is shown when all is ready; undefined where it is gone
 * @param frameSize size that the frame had before
 */
export async function drawOnce(
  engine: EngineDevice,
  weights: GpuWeights,
  networkHeight: number,
  size: CanvasSize,
  read: () => { frame: Frame; shown: DrawnAs } | undefined,
  frameSize: CanvasSize,
): Promise<OffscreenCanvas | undefined> {
  const { width: frameWidth, height: frameHeight } = frameSize;
  const stylizer = await Stylizer.create(engine, weights, { frameWidth, frameHeight, networkHeight, draft: true });
  try {
    // The video may have gone on while the stylizer was made: its frames are closed then.
    const now = read();
    if (now?.frame.width !== frameWidth || now.frame.height !== frameHeight) return undefined;
    const canvas = new OffscreenCanvas(size.width, size.height);
    const context = canvas.getContext('webgpu')!;
    context.configure({ device: engine.device, format: 'rgba8unorm', alphaMode: 'opaque' });
    stylizer.stylize(now.frame, context.getCurrentTexture(), { ...now.shown, reset: true, timed: false });
    await engine.device.queue.onSubmittedWorkDone();
    return canvas;
  } finally {
    stylizer.destroy();
  }
}
