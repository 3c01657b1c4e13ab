/** Recognises frames that equal the one before, which need not be styled again. */
import type { Frame, PlanesFrame } from '../../media/frame';

/** Step between sampled words. It is prime, so that samples do not line up with the rows. */
const SAMPLE_STEP = 61;

function shapeOf(frame: PlanesFrame): string {
  const { format, width, height } = frame;
  const colours = frame.format === 'RGBA' ? [] : [frame.matrix, frame.fullRange, frame.primaries];
  return [format, width, height, ...colours].join();
}

/**
 * Hashes every `step`-th word to 64 bits with two multiplicative hashes. Two pictures collide with a chance of 2^-64.
 */
function digestOf(data: ArrayBuffer, step: number): string {
  const words = new Uint32Array(data, 0, data.byteLength >> 2);
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (let i = 0; i < words.length; i += step) {
    const word = words[i]!;
    a = Math.imul(a ^ word, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b + word, 0x5bd1e995);
    b ^= b >>> 13;
  }
  for (const byte of new Uint8Array(data, words.byteLength)) a = Math.imul(a ^ byte, 0x01000193);
  return `${a >>> 0} ${b >>> 0}`;
}

/** Returns a key made from every 61st word. Almost all pairs of different pictures have different keys. */
export const sampleOf = (picture: PlanesFrame): string => `${shapeOf(picture)} ${digestOf(picture.data, SAMPLE_STEP)}`;

/**
 * Compares each frame with the one before. Reads only every 61st word as long as pictures differ. Once a sample matches, the
 * whole frame is read; so the second of two equal frames still counts as new, and the third is recognised.
 */
export class DuplicateFilter {
  #sample: string | null = null;
  #digest: string | null = null;
  #seen = 0;
  #repeated = 0;

  /** Whether this frame equals the one before in every bit. */
  isRepeat(frame: Frame): boolean {
    this.#seen++;
    const isSame = this.#compare(frame);
    if (isSame) this.#repeated++;
    return isSame;
  }

  /** Forgets the last frame, so that the next one counts as new. */
  forget(): void {
    this.#sample = null;
    this.#digest = null;
  }

  /** Returns the share of frames since the last call that were new; 1 where there were none. */
  takeChanging(): number {
    const changing = this.#seen > 0 ? 1 - this.#repeated / this.#seen : 1;
    this.#seen = 0;
    this.#repeated = 0;
    return changing;
  }

  #compare(frame: Frame): boolean {
    // Reading the pixels of an ImageBitmap is too expensive.
    if (frame.kind !== 'planes') {
      this.forget();
      return false;
    }
    const sample = sampleOf(frame);
    const digest = sample === this.#sample ? digestOf(frame.data, 1) : null;
    const isSame = digest !== null && digest === this.#digest;
    [this.#sample, this.#digest] = [sample, digest];
    return isSame;
  }
}
