/** Puts parts of what the viewer watches in the place of some of the photos that a style is learned on. */

/** Part of a trainer that takes photos. */
interface PhotoTaker {
  replacePhoto(index: number, rgba: Uint8Array<ArrayBuffer>): void;
}

/** Share of the photos that stay: a video may show the same picture for long. */
const KEPT_SHARE = 0.5;

/** A part of a frame, in pixels of the frame. */
interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** The squares at the two ends of a frame. A nearly square frame gives one, in its middle. */
export function squaresOf({ width, height }: { width: number; height: number }): Square[] {
  const side = Math.min(width, height);
  const [right, bottom] = [width - side, height - side];
  if (Math.max(right, bottom) < side / 4) return [{ left: right >> 1, top: bottom >> 1, side }];
  return [
    { left: 0, top: 0, side },
    { left: right, top: bottom, side },
  ];
}

/** Cuts a square out of a frame, in the size of a photo. @returns RGBA */
function cut(frame: ImageBitmap, { left, top, side }: Square, size: number): Uint8Array<ArrayBuffer> {
  const context = new OffscreenCanvas(size, size).getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(frame, left, top, side, side, 0, 0, size, size);
  return new Uint8Array(context.getImageData(0, 0, size, size).data);
}

export class OwnFrames {
  readonly #trainer: PhotoTaker;
  readonly #photos: number;
  readonly #side: number;
  readonly #cut: typeof cut;
  #count = 0;

  /**
   * @param photos number of photos that the trainer holds
   * @param side rows and columns of a photo
   */
  constructor(trainer: PhotoTaker, photos: number, side: number, cutOut = cut) {
    this.#trainer = trainer;
    this.#photos = photos;
    this.#side = side;
    this.#cut = cutOut;
  }

  /** Number of squares taken so far. */
  get count(): number {
    return this.#count;
  }

  /** Takes the squares of a frame; the newest ones replace the oldest. */
  take(frame: ImageBitmap): void {
    const first = Math.ceil(this.#photos * KEPT_SHARE);
    for (const square of squaresOf(frame)) {
      const index = first + (this.#count++ % (this.#photos - first));
      this.#trainer.replacePhoto(index, this.#cut(frame, square, this.#side));
    }
  }
}
