/** Cuts a video out of the pictures of the tab it is in. */
import { LIMITS } from '../link/limits';
import type { VideoPlace } from '../link/messages';

/** To whole chroma samples, which are two pixels apart. */
const even = (pixels: number, round = Math.round) => 2 * round(pixels / 2);

/**
 * The part of a picture that is the video; null where hardly any of it is in sight. A picture of another shape than the tab's
 * has the tab in its middle.
 */
export function cropOf(place: VideoPlace, width: number, height: number): DOMRectInit | null {
  const tabWidth = even(Math.min(width, height * place.shape), Math.floor);
  const tabHeight = even(Math.min(height, width / place.shape), Math.floor);
  const x = even((width - tabWidth) / 2, Math.floor) + even(place.left * tabWidth);
  const y = even((height - tabHeight) / 2, Math.floor) + even(place.top * tabHeight);
  const size = {
    width: Math.min(width - x, even((place.right - place.left) * tabWidth)),
    height: Math.min(height - y, even((place.bottom - place.top) * tabHeight)),
  };
  return Math.min(size.width, size.height) >= LIMITS.minSide ? { x, y, ...size } : null;
}

export class Crop {
  /** The video alone. */
  readonly track = new MediaStreamTrackGenerator({ kind: 'video' });
  readonly #writer = this.track.writable.getWriter();
  #place: VideoPlace | null = null;
  #frame: VideoFrame | null = null;

  /** @param tab pictures of the whole tab */
  constructor(tab: MediaStreamTrack) {
    const { readable } = new MediaStreamTrackProcessor({ track: tab, maxBufferSize: 1 });
    void this.#run(readable.getReader());
  }

  /** The video is here now. A page that stands still is not captured anew, so that its last picture is cut again. */
  setPlace(place: VideoPlace): void {
    this.#place = place;
    this.#show();
  }

  async #run(tab: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
    for (let read = await tab.read(); !read.done; read = await tab.read()) {
      this.#frame?.close();
      this.#frame = read.value;
      this.#show();
    }
    this.#frame?.close();
  }

  #show(): void {
    const visibleRect =
      this.#frame && this.#place && cropOf(this.#place, this.#frame.displayWidth, this.#frame.displayHeight);
    if (!this.#frame || !visibleRect) return;
    const picture = new VideoFrame(this.#frame, { visibleRect, timestamp: performance.now() * 1000 });
    this.#writer.write(picture).catch(() => picture.close());
  }
}
