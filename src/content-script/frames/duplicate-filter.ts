/** Recognises pictures that are the same as the one before, which need not be styled again. */
import type { Frame, PlanesFrame } from '../../media/frame';

/** Words between those of a sample: prime, so that it does not fall into step with the rows. */
const SAMPLE_STEP = 61;

const shapeOf = ({ format, width, height, matrix, fullRange }: PlanesFrame): string =>
  [format, width, height, matrix, fullRange].join();

/** 64 bits that differ for any two pictures that do, but for a chance of 2^-64: two multiplicative hashes over every word. */
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

/** What differs for nearly any two pictures that do, found by a look at one word in 61. */
export const sampleOf = (picture: PlanesFrame): string => `${shapeOf(picture)} ${digestOf(picture.data, SAMPLE_STEP)}`;

/**
 * Compares each picture with the one before. Moving pictures cost a look at one word in 61; a picture that may be the same
 * is read whole, so that the second of two equal ones is still taken for new and only the third is known as a repeat.
 */
export class DuplicateFilter {
  #sample: string | null = null;
  #digest: string | null = null;
  #seen = 0;
  #repeated = 0;

  /** Whether this picture equals the one before to the bit. */
  isRepeat(frame: Frame): boolean {
    this.#seen++;
    const isSame = this.#take(frame);
    if (isSame) this.#repeated++;
    return isSame;
  }

  /** The picture before is not to be relied on any more. */
  forget(): void {
    this.#sample = null;
    this.#digest = null;
  }

  /** Share of the pictures since the last call that were new; 1 where there were none. */
  takeChanging(): number {
    const changing = this.#seen > 0 ? 1 - this.#repeated / this.#seen : 1;
    this.#seen = 0;
    this.#repeated = 0;
    return changing;
  }

  #take(frame: Frame): boolean {
    // Bitmaps' pixels cannot be had cheaply.
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
