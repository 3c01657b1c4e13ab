/** The pixels of one picture, as the engine takes them. */

/** Width and height in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Matrices from Y'CbCr to RGB, as videos are tagged with them. */
export type ColorMatrix = 'bt601' | 'bt709' | 'bt2020';

/** Colour primaries that differ from sRGB's (which are also those of BT.709), by their names in WebCodecs. */
export type ColorPrimaries = 'smpte170m' | 'bt470bg' | 'bt2020' | 'smpte432';

/**
 * 8-bit planes in one buffer. `layout[i]` is the byte offset and row stride of plane i in `data`. Width and height are those
 * of the visible picture.
 */
interface BufferFrame {
  readonly kind: 'planes';
  readonly width: number;
  readonly height: number;
  readonly layout: readonly { readonly offset: number; readonly stride: number }[];
  readonly data: ArrayBuffer;
}

/** Y, U, V (I420) or Y, UV (NV12), as the decoder made them. */
export interface YuvFrame extends BufferFrame {
  readonly format: 'I420' | 'NV12';
  readonly matrix: ColorMatrix;
  readonly fullRange: boolean;
  /** Absent means sRGB. */
  readonly primaries?: ColorPrimaries | undefined;
}

/** One plane of RGBA in sRGB, converted by the browser, with straight alpha. */
export interface PixelsFrame extends BufferFrame {
  readonly format: 'RGBA';
  /** The page is seen through parts of it. Absent means no. */
  readonly hasAlpha?: boolean | undefined;
}

export type PlanesFrame = YuvFrame | PixelsFrame;

/** A picture that the browser has converted to RGB. */
export interface ImageFrame {
  readonly kind: 'image';
  readonly width: number;
  readonly height: number;
  /** Absent means sRGB. */
  readonly primaries?: ColorPrimaries | undefined;
  /** The page is seen through parts of it. Absent means no. */
  readonly hasAlpha?: boolean | undefined;
  readonly image: ImageBitmap;
}

export type Frame = PlanesFrame | ImageFrame;
