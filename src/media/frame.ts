/**
 * The pixels of one picture: the one shape in which a frame is captured, posted between documents and uploaded by the
 * engine, which defines it. This file imports types alone, so that every layer may import it.
 */
import type { Frame } from '../engine';

export type { ColorMatrix, ColorPrimaries, Frame, ImageFrame, PlanesFrame } from '../engine';

/** Width and height of the largest frame, in pixels. */
export const MAX_FRAME_SIDE = 4096;

export type FrameKind = Frame['kind'];

/** The objects to list when posting the frame: its pixels move to the receiver instead of being copied. */
export const transferablesOf = (frame: Frame): [ArrayBuffer | ImageBitmap] => [
  frame.kind === 'planes' ? frame.data : frame.image,
];

/** Bytes of memory that the frame's pixels take, an image's at four a pixel. */
export const byteLengthOf = (frame: Frame): number =>
  frame.kind === 'planes' ? frame.data.byteLength : 4 * frame.width * frame.height;

/** Frees the pixels of an image at once; the garbage collector frees planes. */
export function closeFrame(frame: Frame): void {
  if (frame.kind === 'image') frame.image.close();
}
