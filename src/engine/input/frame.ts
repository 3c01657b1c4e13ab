/** The pixels of one picture, as the engine takes them. */

/** Width and height in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** The Y'CbCr matrices that video is tagged with. */
export type ColorMatrix = 'bt601' | 'bt709' | 'bt2020';

/** Primaries other than those of sRGB, which are BT.709's too; the words are those of WebCodecs. */
export type ColorPrimaries = 'smpte170m' | 'bt470bg' | 'bt2020' | 'smpte432';

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
  /** Absent where they are those of sRGB. */
  readonly primaries?: ColorPrimaries | undefined;
  readonly layout: readonly { readonly offset: number; readonly stride: number }[];
  readonly data: ArrayBuffer;
}

/** A picture that the browser has converted to RGB. */
export interface ImageFrame {
  readonly kind: 'image';
  readonly width: number;
  readonly height: number;
  /** Absent where they are those of sRGB. */
  readonly primaries?: ColorPrimaries | undefined;
  readonly image: ImageBitmap;
}

export type Frame = PlanesFrame | ImageFrame;
