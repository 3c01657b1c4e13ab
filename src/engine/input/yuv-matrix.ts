import type { ColorMatrix } from './frame';

/** Weights of red and blue in luma. Green has the rest of 1. */
const LUMA: Record<ColorMatrix, readonly [red: number, blue: number]> = {
  bt601: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
  bt2020: [0.2627, 0.0593],
};

/**
 * The matrix from (Y, Cb, Cr, 1) to R, G, B for 8-bit codes read as texture values (code / 255): three rows of four numbers.
 * Limited range puts luma at 16..235 and chroma at 16..240.
 */
export function yuvToRgb(matrix: ColorMatrix, fullRange: boolean): Float32Array<ArrayBuffer> {
  const [red, blue] = LUMA[matrix];
  const green = 1 - red - blue;
  const lumaGain = fullRange ? 1 : 255 / 219;
  const chromaGain = fullRange ? 1 : 255 / 224;
  const black = fullRange ? 0 : 16 / 255;
  const neutral = 128 / 255;
  const redOfCr = 2 * (1 - red) * chromaGain;
  const blueOfCb = 2 * (1 - blue) * chromaGain;
  const greenOfCb = (-blueOfCb * blue) / green;
  const greenOfCr = (-redOfCr * red) / green;
  const row = (cb: number, cr: number) => [lumaGain, cb, cr, -lumaGain * black - (cb + cr) * neutral];
  return new Float32Array([...row(0, redOfCr), ...row(greenOfCb, greenOfCr), ...row(blueOfCb, 0)]);
}
