/** The picture on an overlay, as a file. */
import { withTimeout } from '../../util/with-timeout';
import type { FrameLoop } from './frame-loop';
import type { OverlayPresenter } from './overlay-presenter';

const PICTURE_TIMEOUT_MS = 10_000;

async function toPng(bitmap: ImageBitmap): Promise<Blob> {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
  return canvas.convertToBlob({ type: 'image/png' });
}

/**
 * Draws the last frame once more, or a newer one if it comes first, and returns the picture as a PNG.
 * @throws Error if there is no frame, or no picture in time
 */
export async function takeSnapshot(frameLoop: FrameLoop, presenter: OverlayPresenter): Promise<Blob> {
  const copy = withTimeout(presenter.copyNext(), PICTURE_TIMEOUT_MS, 'The host drew no picture.');
  frameLoop.redraw();
  return toPng(await copy);
}
