import type { StylePicture } from './style-grams';

type Triple = readonly [number, number, number];
/** Lower triangle of a symmetric 3x3 matrix, or a lower triangular matrix: 00, 10, 11, 20, 21, 22. */
type Triangle = readonly [number, number, number, number, number, number];

interface Colours {
  readonly mean: Triple;
  /** Cholesky factor of the covariance. */
  readonly factor: Triangle;
}

/** Added to each variance, in bytes squared, so that a grey picture has a factor too. */
const LEAST_VARIANCE = 4;

/**
 * Gives a picture the mean and the covariance of the colours of photos. What is learned from it has the strokes of the picture
 * and the colours of the video (Gatys et al. 2017, Controlling Perceptual Factors in Neural Style Transfer, section 5.1).
 * @param photos RGBA in bytes
 */
export function matchColours({ width, height, rgba }: StylePicture, photos: Uint8Array): StylePicture {
  const from = coloursOf(rgba);
  const to = coloursOf(photos);
  const [a, b, c, d, e, f] = from.factor;
  const [p, q, r, s, t, u] = to.factor;
  const matched = new Uint8Array(rgba.length);
  for (let i = 0; i < rgba.length; i += 4) {
    // Solve the picture's triangle, then multiply by that of the photos.
    const x = (rgba[i]! - from.mean[0]) / a;
    const y = (rgba[i + 1]! - from.mean[1] - b * x) / c;
    const z = (rgba[i + 2]! - from.mean[2] - d * x - e * y) / f;
    matched[i] = byte(p * x + to.mean[0]);
    matched[i + 1] = byte(q * x + r * y + to.mean[1]);
    matched[i + 2] = byte(s * x + t * y + u * z + to.mean[2]);
    matched[i + 3] = rgba[i + 3]!;
  }
  return { width, height, rgba: matched };
}

const byte = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));

function coloursOf(rgba: Uint8Array): Colours {
  const count = rgba.length / 4;
  const sums = [0, 0, 0];
  const products = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < rgba.length; i += 4) {
    let at = 0;
    for (let row = 0; row < 3; row++) {
      sums[row]! += rgba[i + row]!;
      for (let column = 0; column <= row; column++) products[at++]! += rgba[i + row]! * rgba[i + column]!;
    }
  }
  const mean = sums.map((sum) => sum / count) as unknown as Triple;
  let at = 0;
  const covariance: number[] = [];
  for (let row = 0; row < 3; row++)
    for (let column = 0; column <= row; column++) {
      const value = products[at++]! / count - mean[row]! * mean[column]!;
      covariance.push(row === column ? value + LEAST_VARIANCE : value);
    }
  return { mean, factor: choleskyOf(covariance as unknown as Triangle) };
}

function choleskyOf([a, b, c, d, e, f]: Triangle): Triangle {
  const first = Math.sqrt(a);
  const second = b / first;
  const third = Math.sqrt(c - second ** 2);
  const fourth = d / first;
  const fifth = (e - fourth * second) / third;
  return [first, second, third, fourth, fifth, Math.sqrt(f - fourth ** 2 - fifth ** 2)];
}
