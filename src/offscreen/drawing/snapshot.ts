/** The picture on an overlay, as a file. */

import { withTimeout } from '../../util/with-timeout';
import type { FrameLoop } from './frame-loop';
import type { OverlayPresenter } from './presenter';

const PATIENCE_MS = 10_000;

async function toPng(bitmap: ImageBitmap): Promise<Blob> {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
  return canvas.convertToBlob({ type: 'image/png' });
}

/**
 * What a painter shows: the last frame is drawn once more for it, or a newer one where that comes first.
 * @throws Error where there is nothing to show, or not soon
 */
export async function takeSnapshot(painter: FrameLoop, presenter: OverlayPresenter): Promise<Blob> {
  const copy = withTimeout(presenter.copyNext(), PATIENCE_MS, 'Nothing was drawn.');
  painter.redraw();
  return toPng(await copy);
}
