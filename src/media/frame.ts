/**
 * The pixels of one picture: the one shape in which a frame is captured, posted between documents and uploaded by the engine.
 * This file imports nothing, so that every layer may import it.
 */

/** Width and height of the largest frame, in pixels. */
export const MAX_FRAME_SIDE = 4096;

/** The Y'CbCr matrices that video is tagged with. */
export type ColorMatrix = 'bt601' | 'bt709' | 'bt2020';

/**
 * 8-bit planes in one buffer: Y, U, V (I420) or Y, UV (NV12). `layout[i]` is the byte offset and row stride of plane i in
 * `data`. Width and height are those of the visible picture.
 */
export interface PlanesFrame {
  readonly kind: 'planes';
  readonly format: 'I420' | 'NV12';
  readonly width: number;
  readonly height: number;
  readonly matrix: ColorMatrix;
  readonly fullRange: boolean;
  readonly layout: readonly { readonly offset: number; readonly stride: number }[];
  readonly data: ArrayBuffer;
}

/** A picture that the browser has converted to RGB. */
export interface ImageFrame {
  readonly kind: 'image';
  readonly width: number;
  readonly height: number;
  readonly image: ImageBitmap;
}

export type Frame = PlanesFrame | ImageFrame;

export type FrameKind = Frame['kind'];

/** The objects to list when posting the frame: its pixels move to the receiver instead of being copied. */
export const transferablesOf = (frame: Frame): [ArrayBuffer | ImageBitmap] => [
  frame.kind === 'planes' ? frame.data : frame.image,
];

/** Frees the pixels of an image at once; the garbage collector frees planes. */
export function closeFrame(frame: Frame): void {
  if (frame.kind === 'image') frame.image.close();
}
