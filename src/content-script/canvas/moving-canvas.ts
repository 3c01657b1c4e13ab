/** Looks for a canvas that may show a video, in pages without one: large, seen, and painted again and again. */
import { logged } from '../../util/log';
import type { OpenShadowRoot } from '../page/finder';
import { largeCanvases } from './canvas-finder';

/** Pictures counted a second, time for which they are counted, and pause until the next search. */
const [RATE, LOOK_MS, PAUSE_MS] = [5, 2000, 4000];
/** Fewest pictures in that time that count as a video. */
const LEAST_PICTURES = 5;

/** Counts the pictures that a canvas paints; null where the page may not read it. */
async function countPictures(canvas: HTMLCanvasElement): Promise<number | null> {
  let stream: MediaStream;
  try {
    stream = HTMLCanvasElement.prototype.captureStream.call(canvas, RATE);
  } catch (error) {
    if ((error as Partial<DOMException>).name === 'SecurityError') return null;
    throw error;
  }
  const [track] = stream.getVideoTracks();
  if (!track) return 0;
  const end = setTimeout(() => track.stop(), LOOK_MS);
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  let pictures = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    value.close();
    pictures++;
  }
  clearTimeout(end);
  return pictures;
}

export class MovingCanvas {
  readonly #root: () => Element;
  readonly #openShadowRoot: OpenShadowRoot;
  #found: HTMLCanvasElement | null = null;
  #nextLook = 0;

  constructor(root: () => Element, openShadowRoot: OpenShadowRoot) {
    this.#root = root;
    this.#openShadowRoot = openShadowRoot;
  }

  /** Returns the canvas found last, and searches again after a pause. Call it only while the popup asks. */
  look(): HTMLCanvasElement | null {
    if (this.#found && !largeCanvases(this.#root(), this.#openShadowRoot).includes(this.#found)) this.#found = null;
    if (performance.now() >= this.#nextLook) void this.#search();
    return this.#found;
  }

  async #search(): Promise<void> {
    this.#nextLook = performance.now() + LOOK_MS + PAUSE_MS;
    const [largest] = largeCanvases(this.#root(), this.#openShadowRoot);
    const pictures = largest && (await countPictures(largest).catch(logged('canvas', 'No look at the canvas', 0)));
    // Offer a canvas that cannot be read too: it may show a video, and choosing it tells why it stays unchanged.
    const isMoving = pictures === null || (pictures ?? 0) >= LEAST_PICTURES;
    this.#found = largest && isMoving ? largest : null;
  }
}
