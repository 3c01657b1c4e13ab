/** Captures the picture that a video shows now, as a frame that may cross to another process. */

import { log } from '../util/log';
import {
  type ColorMatrix,
  type Frame,
  type FrameKind,
  type ImageFrame,
  MAX_FRAME_SIDE,
  type PlanesFrame,
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
  colorSpace: { matrix: string | null; transfer: string | null; fullRange: boolean | null };
  rotation?: number;
  flip?: boolean;
}

const MATRICES: Record<string, ColorMatrix> = {
  bt709: 'bt709',
  smpte170m: 'bt601',
  bt470bg: 'bt601',
  'bt2020-ncl': 'bt2020',
};

/** High dynamic range needs tone mapping, which the browser does when it makes an image. */
const HDR_TRANSFERS = new Set(['pq', 'hlg']);

/** Matrix of untagged video: by convention BT.601 for standard definition, BT.709 for anything larger. */
const untagged = (height: number): ColorMatrix => (height >= 720 ? 'bt709' : 'bt601');

/**
 * Describes the planes of a frame. Null where they need more than a YUV conversion: other formats, alpha, HDR, rotated or
 * anamorphic pictures. Those are captured as images.
 */
export function planesTraits(
  frame: FrameTraits,
): Pick<PlanesFrame, 'format' | 'width' | 'height' | 'matrix' | 'fullRange'> | null {
  const { format, visibleRect, colorSpace } = frame;
  if ((format !== 'I420' && format !== 'NV12') || !visibleRect) return null;
  if (frame.rotation || frame.flip || HDR_TRANSFERS.has(colorSpace.transfer ?? '')) return null;
  const { width, height } = visibleRect;
  if (width !== frame.displayWidth || height !== frame.displayHeight) return null;
  const matrix = colorSpace.matrix === null ? untagged(height) : MATRICES[colorSpace.matrix];
  return matrix ? { format, width, height, matrix, fullRange: colorSpace.fullRange ?? false } : null;
}

/** Takes the frame on display. @throws TaintedError, or the browser's error where there is none */
export function takeFrame(video: HTMLVideoElement): VideoFrame {
  try {
    return new VideoFrame(video);
  } catch (error) {
    // A video that came from another document has that realm's exceptions.
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

async function takePlanes(frame: VideoFrame): Promise<PlanesFrame | null> {
  const traits = planesTraits(frame);
  if (!traits) return null;
  const data = new ArrayBuffer(frame.allocationSize());
  const layout = await frame.copyTo(data);
  return { kind: 'planes', ...traits, layout: layout.map(({ offset, stride }) => ({ offset, stride })), data };
}

async function takeImage(frame: VideoFrame, scale: number): Promise<ImageFrame> {
  const image = await (scale < 1
    ? createImageBitmap(frame, {
        resizeWidth: Math.floor(frame.displayWidth * scale),
        resizeHeight: Math.floor(frame.displayHeight * scale),
      })
    : createImageBitmap(frame));
  return { kind: 'image', width: image.width, height: image.height, image };
}

/**
 * Copies the pixels of a frame as the kind asked for, or as an image where that is impossible. The caller keeps the frame.
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
  return planes ?? (await takeImage(frame, scale));
}

/**
 * Captures the picture on display as `copyFrame` does. It takes the frame before the first await, so that it is the one on
 * display at the call.
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
