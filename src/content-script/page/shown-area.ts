/** Where a video is in what its tab shows. */
import type { VideoPlace } from '../../protocol/runtime';
import type { Box } from '../session/playback-report';

/** What of the window and of its magnified part counts. */
type Viewport = Pick<Window, 'innerWidth' | 'innerHeight'>;
type Magnified = Pick<VisualViewport, 'offsetLeft' | 'offsetTop' | 'scale'>;

const share = (value: number) => Math.min(1, Math.max(0, value));

/** In shares of the view, which neither zoom nor the density of pixels changes; `magnified`: by pinching. */
export function placeOf(box: Box, viewport: Viewport, magnified: Magnified | null): VideoPlace {
  const { offsetLeft, offsetTop, scale } = magnified ?? { offsetLeft: 0, offsetTop: 0, scale: 1 };
  const along = (at: number, whole: number) => share((at * scale) / whole);
  return {
    type: 'place',
    left: along(box.left - offsetLeft, viewport.innerWidth),
    top: along(box.top - offsetTop, viewport.innerHeight),
    right: along(box.right - offsetLeft, viewport.innerWidth),
    bottom: along(box.bottom - offsetTop, viewport.innerHeight),
    shape: viewport.innerWidth / viewport.innerHeight,
  };
}
