/** Reads from the page how much attention a video has. */
import { attentionOf } from '../page/attention';
import { contains, fullscreenElementOf, isShadowRoot, rectOf, rootOf } from '../page/dom';
import type { Point } from '../page/quad';

const isWithin = ({ x, y }: Point, { left, top, right, bottom }: DOMRect): boolean =>
  x >= left && x < right && y >= top && y < bottom;

/** Position of the pointer in the window of this document; null while it is elsewhere. */
export class PointerPlace {
  place: Point | null = null;

  /** @param signal ends the watch */
  constructor(signal: AbortSignal) {
    const options = { signal, capture: true, passive: true };
    const move = ({ clientX, clientY }: PointerEvent) => {
      this.place = { x: clientX, y: clientY };
    };
    for (const type of ['pointermove', 'pointerdown'] as const) window.addEventListener(type, move, options);
    const leave = ({ relatedTarget }: MouseEvent) => {
      if (relatedTarget === null) this.place = null;
    };
    window.addEventListener('mouseout', leave, options);
  }
}

/** Whether the video or a container of it is in fullscreen. */
function isInFullscreen(video: HTMLVideoElement): boolean {
  const shown = fullscreenElementOf(document);
  if (!shown) return false;
  let node: Node = video;
  while (!contains(shown, node)) {
    const root = rootOf(node);
    if (!isShadowRoot(root)) return false;
    node = root.host;
  }
  return true;
}

export const isPlayingVideo = ({ paused, ended }: Pick<HTMLVideoElement, 'paused' | 'ended'>): boolean =>
  !paused && !ended;

/**
 * Reads how much attention a video has.
 * @param area visible device pixels of it
 */
export const readAttention = (video: HTMLVideoElement, area: number, { place }: PointerPlace): number =>
  attentionOf({
    area,
    isPlaying: isPlayingVideo(video),
    isAudible: !video.muted && video.volume > 0,
    isPointedAt: place !== null && isWithin(place, rectOf(video)),
    isFullscreen: isInFullscreen(video),
  });
