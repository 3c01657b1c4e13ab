/** Files that only learning needs: the perceptual network and the photos that a network is trained on. */
import photosUrl from '../../../weights/learning/photos.webp?url';
import vggUrl from '../../../weights/learning/vgg19.safetensors?url';
import { readSafetensors } from '../../engine';
import { matchColours, type PerceptualNetwork, type StylePicture, vgg19 } from '../../engine/learning';
import { type LearningTask, STROKE_SIDES } from '../../own-styles/learning/task-store';
import { PHOTO_SIDE } from './training-shape';

/** Square photos of `PHOTO_SIDE`, RGBA, one after the other. */
export interface TrainingPhotos {
  readonly count: number;
  readonly rgba: Uint8Array<ArrayBuffer>;
}

const fetched = async (url: string): Promise<Response> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} cannot be read.`);
  return response;
};

export async function loadPerceptual(): Promise<PerceptualNetwork> {
  const { tensors } = readSafetensors(await (await fetched(vggUrl)).arrayBuffer());
  return vgg19(tensors);
}

export async function loadPhotos(): Promise<TrainingPhotos> {
  const sheet = await createImageBitmap(await (await fetched(photosUrl)).blob());
  const columns = Math.floor(sheet.width / PHOTO_SIDE);
  const count = columns * Math.floor(sheet.height / PHOTO_SIDE);
  const canvas = new OffscreenCanvas(sheet.width, sheet.height);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.drawImage(sheet, 0, 0);
  sheet.close();
  const rgba = new Uint8Array(count * PHOTO_SIDE ** 2 * 4);
  for (let i = 0; i < count; i++) {
    const [left, top] = [(i % columns) * PHOTO_SIDE, Math.floor(i / columns) * PHOTO_SIDE];
    rgba.set(context.getImageData(left, top, PHOTO_SIDE, PHOTO_SIDE).data, i * PHOTO_SIDE ** 2 * 4);
  }
  return { count, rgba };
}

/** Decodes the picture of a task in the size and the colours that it asks for. */
export async function stylePictureOf(
  { picture, stroke, colours }: LearningTask,
  photos: TrainingPhotos,
): Promise<StylePicture> {
  const bitmap = await createImageBitmap(picture);
  const scale = STROKE_SIDES[stroke] / Math.sqrt(bitmap.width * bitmap.height);
  // The perceptual network halves the picture twice.
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(32, Math.round((side * scale) / 4) * 4));
  const canvas = new OffscreenCanvas(width!, height!);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width!, height!);
  bitmap.close();
  const rgba = new Uint8Array(context.getImageData(0, 0, width!, height!).data);
  const shown = { width: width!, height: height!, rgba };
  return colours === 'video' ? matchColours(shown, photos.rgba) : shown;
}
