/** Captures the picture that a video currently shows, as a frame that can be posted to another process. */

import { imagesCross } from '../platform/images';
import { log } from '../util/log';
import {
  type ColorMatrix,
  type ColorPrimaries,
  type Frame,
  type FrameKind,
  type ImageFrame,
  MAX_FRAME_SIDE,
  type PixelsFrame,
  type YuvFrame,
} from './frame';

/** The video's picture belongs to another origin: the page may show it but not read it. */
export class TaintedError extends Error {
  /** @param fault `not-loaded`: a proxy video that loaded it a second time could not read it either */
  constructor(
    message: string,
    readonly fault: 'tainted' | 'not-loaded' = 'tainted',
  ) {
    super(message);
  }
}

/** The properties of a VideoFrame that describe its planes. */
export interface FrameTraits {
  format: string | null;
  displayWidth: number;
  displayHeight: number;
  visibleRect: { width: number; height: number } | null;
  colorSpace: Record<'matrix' | 'primaries' | 'transfer', string | null> & { fullRange: boolean | null };
  rotation?: number;
  flip?: boolean;
}

const MATRICES: Record<string, ColorMatrix> = {
  bt709: 'bt709',
  smpte170m: 'bt601',
  bt470bg: 'bt601',
  'bt2020-ncl': 'bt2020',
};

/** Primaries that differ from those of sRGB. */
const PRIMARIES = ['smpte170m', 'bt470bg', 'bt2020', 'smpte432'] as const;

const primariesOf = (name: string | null): ColorPrimaries | undefined => PRIMARIES.find((each) => each === name);

/** Transfer curves that browsers display like that of sRGB. WebCodecs has no names for those of BT.2020. */
const PLAIN_TRANSFERS = ['bt709', 'smpte170m', 'iec61966-2-1'];

const isUntagged = ({ matrix, primaries, transfer }: FrameTraits['colorSpace']): boolean =>
  matrix === null && primaries === null && transfer === null;

/** Whether the colours need no other conversion than one of primaries. */
function isPlain({ primaries, transfer }: FrameTraits['colorSpace']): boolean {
  if (primaries === 'bt2020' && transfer === null) return true;
  const hasPrimaries = primaries === 'bt709' || primariesOf(primaries) !== undefined;
  return hasPrimaries && transfer !== null && PLAIN_TRANSFERS.includes(transfer);
}

/** Curves of high dynamic range. They need tone mapping, which the browser does when it draws on a canvas. */
const HDR_TRANSFERS = new Set(['pq', 'hlg']);

/**
 * Returns the primaries that an image of this frame still has. Chromium converts all others when it creates the image. It
 * converts these only when it displays a video (`VideoFrame::CompatRGBColorSpace`), so the engine has to do it.
 */
export const imagePrimariesOf = ({ primaries, transfer }: FrameTraits['colorSpace']): ColorPrimaries | undefined =>
  primaries === 'smpte170m' && !HDR_TRANSFERS.has(transfer ?? '') ? primaries : undefined;

/** Matrix of untagged video: by convention BT.601 for standard definition, BT.709 for anything larger. */
const untagged = (height: number): ColorMatrix => (height >= 720 ? 'bt709' : 'bt601');

/**
 * Describes the planes of a frame. Returns null for frames that need more than a conversion of matrix and primaries, which
 * are captured as images: other formats, alpha, HDR, other curves, rotated or anamorphic pictures.
 */
export function planesTraits(
  frame: FrameTraits,
): Pick<YuvFrame, 'format' | 'width' | 'height' | 'matrix' | 'fullRange' | 'primaries'> | null {
  const { format, visibleRect, colorSpace } = frame;
  if ((format !== 'I420' && format !== 'NV12') || !visibleRect) return null;
  if (frame.rotation || frame.flip || !(isUntagged(colorSpace) || isPlain(colorSpace))) return null;
  const { width, height } = visibleRect;
  if (width !== frame.displayWidth || height !== frame.displayHeight) return null;
  const matrix = isUntagged(colorSpace) ? untagged(height) : MATRICES[colorSpace.matrix ?? ''];
  if (!matrix) return null;
  const primaries = primariesOf(colorSpace.primaries);
  return { format, width, height, matrix, fullRange: colorSpace.fullRange ?? false, ...(primaries && { primaries }) };
}

/** Takes the frame on display. @throws TaintedError, or the browser's error where there is none */
export function takeFrame(video: HTMLVideoElement): VideoFrame {
  try {
    return new VideoFrame(video);
  } catch (error) {
    // Compare names, because a video that came from another document throws exceptions of that document's realm.
    const { name, message } = error as Partial<DOMException>;
    if (name === 'SecurityError') throw new TaintedError(message ?? '');
    throw error;
  }
}

/** Whether the video's picture may be read; undefined while there is no frame to try. */
export function isReadable(video: HTMLVideoElement): boolean | undefined {
  try {
    takeFrame(video).close();
    return true;
  } catch (error) {
    log('capture', 'The video cannot be read', error);
    return error instanceof TaintedError ? false : undefined;
  }
}

async function takePlanes(frame: VideoFrame): Promise<YuvFrame | null> {
  const traits = planesTraits(frame);
  if (!traits) return null;
  const data = new ArrayBuffer(frame.allocationSize());
  const layout = await frame.copyTo(data);
  return { kind: 'planes', ...traits, layout: layout.map(({ offset, stride }) => ({ offset, stride })), data };
}

/** Draws an HDR frame on a canvas, which maps its tones. An image made from the frame directly would not be mapped. */
function drawTones(frame: VideoFrame, width: number, height: number): ImageBitmap {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d', { alpha: false })?.drawImage(frame, 0, 0, width, height);
  return canvas.transferToImageBitmap();
}

/** Whether frames of this format are transparent in parts, such as I420A and RGBA. */
export const hasAlpha = (format: string | null): boolean => format?.includes('A') ?? false;

async function takeImage(frame: VideoFrame, scale: number): Promise<ImageFrame> {
  const [width, height] = [Math.floor(frame.displayWidth * scale), Math.floor(frame.displayHeight * scale)];
  if (HDR_TRANSFERS.has(frame.colorSpace.transfer ?? '')) {
    const image = drawTones(frame, width, height);
    return { kind: 'image', width, height, image };
  }
  const image = await (scale < 1
    ? createImageBitmap(frame, { resizeWidth: width, resizeHeight: height })
    : createImageBitmap(frame));
  const primaries = imagePrimariesOf(frame.colorSpace);
  const { width: imageWidth, height: imageHeight } = image;
  return {
    kind: 'image',
    width: imageWidth,
    height: imageHeight,
    ...(primaries && { primaries }),
    ...(hasAlpha(frame.format) && { hasAlpha: true }),
    image,
  };
}

/** Step between the pixels whose alpha is looked at. It is prime, so that they do not line up with the rows. */
const ALPHA_STEP = 61;

const isTranslucent = (rgba: Uint8Array): boolean => {
  for (let i = 3; i < rgba.length; i += 4 * ALPHA_STEP) if (rgba[i]! < 255) return true;
  return false;
};

/** Takes the pixels of a frame that the browser converts and, where that is needed, scales down. */
async function takePixels(frame: VideoFrame, scale: number): Promise<PixelsFrame> {
  const [width, height] = [Math.floor(frame.displayWidth * scale), Math.floor(frame.displayHeight * scale)];
  const { visibleRect, rotation, flip } = frame as VideoFrame & Pick<FrameTraits, 'rotation' | 'flip'>;
  const isPlain = width === visibleRect?.width && height === visibleRect.height && !rotation && !flip;
  const data = new ArrayBuffer(4 * width * height);
  const pixels = new Uint8Array(data);
  if (isPlain) await frame.copyTo(data, { format: 'RGBA', layout: [{ offset: 0, stride: 4 * width }] });
  else {
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
    context.drawImage(frame, 0, 0, width, height);
    pixels.set(context.getImageData(0, 0, width, height).data);
  }
  const hasAlpha = isTranslucent(pixels);
  const layout = [{ offset: 0, stride: 4 * width }];
  return { kind: 'planes', format: 'RGBA', width, height, layout, data, ...(hasAlpha && { hasAlpha }) };
}

/**
 * Copies the pixels of a frame as the given kind, or as an image if that is impossible. The frame still belongs to the caller.
 *
 * @param mostLines length of the shorter side above which the picture is scaled down
 * @throws the browser's error where the frame cannot be read
 */
export async function copyFrame(
  frame: VideoFrame,
  kind: FrameKind,
  mostLines: number = MAX_FRAME_SIDE,
): Promise<Frame> {
  const { displayWidth: width, displayHeight: height } = frame;
  const scale = Math.min(1, MAX_FRAME_SIDE / Math.max(width, height), mostLines / Math.min(width, height));
  const planes = kind === 'planes' && scale === 1 ? await takePlanes(frame) : null;
  return planes ?? (await (imagesCross() ? takeImage(frame, scale) : takePixels(frame, scale)));
}

/**
 * Captures the picture on display and copies it with `copyFrame`. It takes the frame before the first await, so the picture is
 * the one on display at the time of the call.
 *
 * @throws TaintedError, or the browser's error where there is no frame
 */
export async function capture(video: HTMLVideoElement, kind: FrameKind, mostLines?: number): Promise<Frame> {
  const frame = takeFrame(video);
  try {
    return await copyFrame(frame, kind, mostLines);
  } finally {
    frame.close();
  }
}
