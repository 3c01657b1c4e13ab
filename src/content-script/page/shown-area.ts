/** Computes where a video is shown and how much of it is visible, from boxes that the caller has read from the page. */
import type { PlaybackReport } from '../../protocol/page-host';
import type { VideoPlace } from '../../protocol/runtime';

/** A video's box in CSS pixels, as getBoundingClientRect returns it. */
export type VideoBox = Pick<DOMRect, 'left' | 'top' | 'right' | 'bottom' | 'width' | 'height'>;

/** The part of `Window` that a measurement reads. */
export type WindowSize = Pick<Window, 'innerWidth' | 'innerHeight' | 'devicePixelRatio'>;

/** The part of `VisualViewport` that a measurement reads: how far the user has pinched into the page. */
type PinchZoom = Pick<VisualViewport, 'offsetLeft' | 'offsetTop' | 'scale'>;

/** Measures how large a video is shown and how much of it lies in the window, in device pixels. */
export function measureShown(box: VideoBox, view: WindowSize): Pick<PlaybackReport, 'area' | 'lines'> {
  const width = Math.max(0, Math.min(box.right, view.innerWidth) - Math.max(box.left, 0));
  const height = Math.max(0, Math.min(box.bottom, view.innerHeight) - Math.max(box.top, 0));
  const scale = view.devicePixelRatio;
  return { area: width * height * scale ** 2, lines: Math.min(box.width, box.height) * scale };
}

const clampToUnit = (value: number) => Math.min(1, Math.max(0, value));

/**
 * Locates a video in what its tab shows. Positions are fractions of the window, because neither page zoom nor pixel
 * density changes those.
 * @param pinch null where the browser does not report pinch zoom
 */
export function placeOf(
  box: VideoBox,
  view: Pick<WindowSize, 'innerWidth' | 'innerHeight'>,
  pinch: PinchZoom | null,
): VideoPlace {
  const { offsetLeft, offsetTop, scale } = pinch ?? { offsetLeft: 0, offsetTop: 0, scale: 1 };
  const along = (at: number, whole: number) => clampToUnit((at * scale) / whole);
  return {
    type: 'place',
    left: along(box.left - offsetLeft, view.innerWidth),
    top: along(box.top - offsetTop, view.innerHeight),
    right: along(box.right - offsetLeft, view.innerWidth),
    bottom: along(box.bottom - offsetTop, view.innerHeight),
    shape: view.innerWidth / view.innerHeight,
  };
}
