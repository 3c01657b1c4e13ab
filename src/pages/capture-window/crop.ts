/** Crops a video out of the captured pictures of its tab. */
import { LIMITS } from '../../protocol/limits';
import type { VideoPlace } from '../../protocol/runtime';
import { log } from '../../util/log';

/** Rounds to whole chroma samples, which are two pixels apart. */
const even = (pixels: number, round = Math.round) => 2 * round(pixels / 2);

/**
 * Returns the rectangle of the video in a captured picture, or null if less than `LIMITS.minSide` of it is in sight.
 * A picture of another aspect ratio than the tab has the tab in its middle.
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

/** Interval at which a still page's picture is requested or shown again. Chromium captures it only once, and it may get lost. */
const REPEAT_MS = 500;

/** Turns the track of a tab into the track of its video. */
export class TabCrop {
  /** The cropped video. */
  readonly track = new MediaStreamTrackGenerator({ kind: 'video' });
  readonly #writer = this.track.writable.getWriter();
  readonly #tab: MediaStreamTrack;
  #reader: ReadableStreamDefaultReader<VideoFrame> | null = null;
  #place: VideoPlace | null = null;
  #frame: VideoFrame | null = null;

  /** @param tab track of the whole tab */
  constructor(tab: MediaStreamTrack) {
    this.#tab = tab;
    void this.#run();
    setInterval(() => (this.#frame ? this.#show() : void this.#run()), REPEAT_MS);
  }

  /** Sets the video's place and crops the last picture again, since a still page sends no other. */
  setPlace(place: VideoPlace): void {
    this.#place = place;
    this.#show();
  }

  /** Starts a new reader, because Chromium sends the current picture to each new reader. */
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
    this.#writer.write(picture).catch((error) => {
      log('capture', 'The track takes no picture', error);
      picture.close();
    });
  }
}
