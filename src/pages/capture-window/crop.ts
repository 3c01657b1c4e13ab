/** Cuts a video out of the pictures of the tab it is in. */
import { LIMITS } from '../../protocol/limits';
import type { VideoPlace } from '../../protocol/runtime';

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

/** A page that stands still is captured once. What of that gets lost on the way is asked for, or shown, again. */
const REPEAT_MS = 500;

export class Crop {
  /** The video alone. */
  readonly track = new MediaStreamTrackGenerator({ kind: 'video' });
  readonly #writer = this.track.writable.getWriter();
  readonly #tab: MediaStreamTrack;
  #reader: ReadableStreamDefaultReader<VideoFrame> | null = null;
  #place: VideoPlace | null = null;
  #frame: VideoFrame | null = null;

  /** @param tab pictures of the whole tab */
  constructor(tab: MediaStreamTrack) {
    this.#tab = tab;
    void this.#run();
    setInterval(() => (this.#frame ? this.#show() : void this.#run()), REPEAT_MS);
  }

  /** The video is here now: the last picture of the tab, which may stay the last one, is cut anew. */
  setPlace(place: VideoPlace): void {
    this.#place = place;
    this.#show();
  }

  /** The browser sends whoever begins to read the picture that there is. */
  async #run(): Promise<void> {
    void this.#reader?.cancel();
    const reader = new MediaStreamTrackProcessor({ track: this.#tab, maxBufferSize: 1 }).readable.getReader();
    this.#reader = reader;
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      this.#frame?.close();
      this.#frame = read.value;
      this.#show();
    }
  }

  #show(): void {
    const visibleRect =
      this.#frame && this.#place && cropOf(this.#place, this.#frame.displayWidth, this.#frame.displayHeight);
    if (!this.#frame || !visibleRect) return;
    const picture = new VideoFrame(this.#frame, { visibleRect, timestamp: performance.now() * 1000 });
    this.#writer.write(picture).catch(() => picture.close());
  }
}
