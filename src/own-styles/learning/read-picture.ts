/** Reads a picture that a style is to be learned from. */
import { log } from '../../util/log';
import { contentOf, type Ground, groundOf } from './picture-content';
import { HEADER_BYTES, readPictureHeader } from './picture-header';
import { STROKE_SIDES } from './task-store';

/**
 * Why a picture is refused: it is none that the browser decodes; `svg`: a drawing with instructions; `small`, `large`: fewer
 * or more pixels than `PICTURE_BOUNDS` allow; `transparent`: nothing of it can be seen; `flat`: it has one colour.
 */
export type PictureFault = 'none' | 'svg' | 'small' | 'large' | 'transparent' | 'flat';

/** A file cannot be learned from. */
export class PictureError extends Error {
  override name = 'PictureError';
  readonly fault: PictureFault;

  constructor(fault: PictureFault, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.fault = fault;
  }
}

export const PICTURE_BOUNDS = {
  fileBytes: 64 * 1024 * 1024,
  /** Millions of pixels: decoded, they need four times as many bytes. */
  megapixels: 64,
  /** Pixels of the shorter side. */
  leastSide: 64,
} as const;

/** Most pixels of the picture that is kept, which the coarsest strokes need, and of its longer side. Its PNG has less than a MiB. */
const KEPT_PIXELS = STROKE_SIDES.coarse ** 2;
const KEPT_SIDE = 2 * STROKE_SIDES.coarse;

export interface TakenPicture {
  /** With at most about `KEPT_PIXELS` pixels. */
  readonly png: Blob;
  /** Colour behind its transparent parts; undefined where it has none. */
  readonly ground: Ground | undefined;
  /** Whether it has colours, but neither edges nor strokes. */
  readonly isSmooth: boolean;
  /** Whether it is the first of several pictures. */
  readonly isAnimated: boolean;
}

/** Tells whether a file holds several pictures; false where the browser cannot tell. */
async function isAnimation(file: Blob, kind: string): Promise<boolean> {
  if (!('ImageDecoder' in globalThis)) return false;
  const decoder = new ImageDecoder({ type: `image/${kind}`, data: file.stream() });
  try {
    await decoder.tracks.ready;
    return decoder.tracks.selectedTrack?.animated ?? false;
  } catch (error) {
    log('learning', 'The pictures of the file cannot be counted', error);
    return false;
  } finally {
    decoder.close();
  }
}

/**
 * Decodes a picture within the bounds: of an animated one the first frame, of a transparent one as it looks on white, or on black
 * where white would hide it. A picture in CMYK becomes one in sRGB.
 * @throws PictureError
 */
export async function readStylePicture(file: Blob): Promise<TakenPicture> {
  if (file.size > PICTURE_BOUNDS.fileBytes) throw new PictureError('large', `${file.size} bytes.`);
  const header = readPictureHeader(new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer()));
  if (!header) throw new PictureError('none', 'The bytes are of no known picture.');
  // An SVG can load other files and run for long while it is drawn.
  if (header.kind === 'svg') throw new PictureError('svg', 'The picture is an SVG.');
  if (!header.size) throw new PictureError('none', `The ${header.kind} tells no size.`);
  const { width, height } = header.size;
  if (width * height > PICTURE_BOUNDS.megapixels * 1e6) throw new PictureError('large', `${width} x ${height}.`);
  if (Math.min(width, height) < PICTURE_BOUNDS.leastSide) throw new PictureError('small', `${width} x ${height}.`);
  const picture = await createImageBitmap(file).catch((cause) => {
    throw new PictureError('none', 'The browser cannot decode the picture.', { cause });
  });
  try {
    const scale = Math.min(
      1,
      Math.sqrt(KEPT_PIXELS / (picture.width * picture.height)),
      KEPT_SIDE / Math.max(picture.width, picture.height),
    );
    const canvas = new OffscreenCanvas(
      Math.max(1, Math.round(picture.width * scale)),
      Math.max(1, Math.round(picture.height * scale)),
    );
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    const pixels = () => context.getImageData(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const ground = groundOf(pixels());
    if (ground === 'nothing') throw new PictureError('transparent', 'Every pixel is transparent.');
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = ground ?? 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
    const content = contentOf(pixels());
    if (content === 'one-colour') throw new PictureError('flat', 'All pixels are alike.');
    return {
      png: await canvas.convertToBlob({ type: 'image/png' }),
      ground,
      isSmooth: content === 'smooth',
      isAnimated: await isAnimation(file, header.kind),
    };
  } finally {
    picture.close();
  }
}
