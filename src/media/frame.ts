/**
 * The type of a frame (the pixels of one picture), from capture over messages to the upload by the engine, which defines it.
 * Every layer may import this file, because it imports only types.
 */
import type { Frame } from '../engine';

export type { ColorMatrix, ColorPrimaries, Frame, ImageFrame, PixelsFrame, PlanesFrame, YuvFrame } from '../engine';

/** Width and height of the largest frame, in pixels. */
export const MAX_FRAME_SIDE = 4096;

export type FrameKind = Frame['kind'];

/** Objects to transfer when posting the frame, so that its pixels move to the receiver instead of being copied. */
export const transferablesOf = (frame: Frame): [ArrayBuffer | ImageBitmap] => [
  frame.kind === 'planes' ? frame.data : frame.image,
];

/** Bytes of memory that the frame's pixels take. Images take four bytes a pixel. */
export const byteLengthOf = (frame: Frame): number =>
  frame.kind === 'planes' ? frame.data.byteLength : 4 * frame.width * frame.height;

/** Frees the pixels of an image at once; the garbage collector frees planes. */
export function closeFrame(frame: Frame): void {
  if (frame.kind === 'image') frame.image.close();
}

/** Whether the page is seen through parts of the frame. */
export const isTranslucentFrame = (frame: Frame): boolean => 'hasAlpha' in frame && frame.hasAlpha === true;
