import cropSource from '../../../shaders/learning/crop.wgsl?raw';
import cropDataSource from '../../../shaders/learning/crop-data.wgsl?raw';
import noiseSource from '../../../shaders/learning/noise.wgsl?raw';
import { mapKernel } from './layers/learning-kernel';
import { type Batch, resultOf, type Tape } from './layers/tape';

/** A crop of a photo, for one image of a batch. */
export interface TrainingCrop {
  /** Index of the photo. */
  readonly photo: number;
  /** First row and column in the photo. */
  readonly top: number;
  readonly left: number;
  readonly isFlipped: boolean;
  /** Whether it shows the part of the photo that the crop before it shows, moved by some pixels: both should be drawn alike. */
  readonly isMoved: boolean;
  /** Standard deviation of the sensor noise that is added, in units of 0 to 1, and the noise's seed. */
  readonly noise: number;
  readonly seed: number;
}

/** Bytes of a crop in shaders/learning/crop-data.wgsl. */
export const CROP_BYTES = 28;

/** Writes crops as the buffer `crops` holds them. */
export function packCrops(crops: readonly TrainingCrop[]): ArrayBuffer {
  const bytes = new ArrayBuffer(crops.length * CROP_BYTES);
  const words = new Uint32Array(bytes);
  const floats = new Float32Array(bytes);
  crops.forEach(({ photo, top, left, isFlipped, isMoved, noise, seed }, i) => {
    words.set([photo, top, left, Number(isFlipped), Number(isMoved), seed], i * 7);
    floats[i * 7 + 6] = noise;
  });
  return bytes;
}

/**
 * Records the crops of a step.
 * @param size rows and columns of a crop
 * @param side rows and columns of a photo
 * @returns the crops, and the crops with noise, which the network is given
 */
export function recordCrops(tape: Tape, images: number, size: number, side: number): { photo: Batch; noisy: Batch } {
  const shape = { channels: 3, height: size, width: size };
  const photo = tape.batch(images, shape, { learns: false });
  const noisy = tape.batch(images, shape, { learns: false });
  const crops = { crops: 'var<storage, read> crops: array<Crop>;' };
  const cut = mapKernel({
    label: 'crops',
    source: `${cropDataSource}\n${cropSource}`,
    parameters: { SIDE: side },
    planes: images,
    shape,
    destination: resultOf(photo),
    bound: { externals: { ...crops, photos: 'var<storage, read> photos: array<u32>;' } },
  });
  const disturbed = mapKernel({
    label: 'noise',
    source: `${cropDataSource}\n${noiseSource}`,
    parameters: {},
    planes: images,
    shape,
    destination: resultOf(noisy),
    bound: { reads: { photo: photo.tensor }, externals: crops },
  });
  tape.record({ inputs: [], output: photo, forward: [cut], backward: () => [] });
  tape.record({ inputs: [photo], output: noisy, forward: [disturbed], backward: () => [] });
  return { photo, noisy };
}
