/** Schema of a posted frame. It checks that the buffer holds every row, so that no reader runs past its end. */
import * as v from 'valibot';
import type { Frame, PlanesFrame } from '../media/frame';
import { LIMITS } from './limits';
import { arrayBuffer, boundedArray, imageBitmap, side } from './values';

const MOST_PLANES = 3;

/** Rows and bytes per row of each plane. RGBA has one, of four bytes a pixel. Chroma of odd sizes is rounded up, as in VideoFrame.copyTo. */
function planeSizes(
  format: PlanesFrame['format'],
  width: number,
  height: number,
): { rowBytes: number; rows: number }[] {
  const luma = { rowBytes: width, rows: height };
  if (format === 'RGBA') return [{ rowBytes: 4 * width, rows: height }];
  const halfWidth = Math.ceil(width / 2);
  const rows = Math.ceil(height / 2);
  if (format === 'NV12') return [luma, { rowBytes: 2 * halfWidth, rows }];
  return [luma, { rowBytes: halfWidth, rows }, { rowBytes: halfWidth, rows }];
}

/** Largest buffer, relative to the pixels in it. Rows may be padded, but a small picture must not arrive in megabytes. */
const MOST_PADDING = 2;
/** Buffers up to this size are always accepted. */
const LEAST_BYTES = 64 * 1024;

/** Whether every row of every plane lies inside the buffer, which is not much larger than they are. */
function fitsBuffer(planes: PlanesFrame): boolean {
  const sizes = planeSizes(planes.format, planes.width, planes.height);
  if (sizes.length !== planes.layout.length) return false;
  const needed = sizes.reduce((sum, { rowBytes, rows }) => sum + rowBytes * rows, 0);
  if (planes.data.byteLength > MOST_PADDING * needed + LEAST_BYTES) return false;
  return sizes.every(({ rowBytes, rows }, i) => {
    const { offset, stride } = planes.layout[i]!;
    return stride >= rowBytes && offset + stride * (rows - 1) + rowBytes <= planes.data.byteLength;
  });
}

const byteCount = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LIMITS.maxFrameBytes));
const primaries = v.optional(v.picklist(['smpte170m', 'bt470bg', 'bt2020', 'smpte432']));
const buffer = {
  kind: v.literal('planes'),
  width: side,
  height: side,
  layout: boundedArray(v.object({ offset: byteCount, stride: byteCount }), MOST_PLANES),
  data: v.pipe(
    arrayBuffer,
    v.check((data) => data.byteLength <= LIMITS.maxFrameBytes),
  ),
};
const yuvFrame = v.pipe(
  v.object({
    ...buffer,
    format: v.picklist(['I420', 'NV12']),
    matrix: v.picklist(['bt601', 'bt709', 'bt2020']),
    fullRange: v.boolean(),
    primaries,
  }),
  v.check((frame) => fitsBuffer(frame)),
);
const pixelsFrame = v.pipe(
  v.object({ ...buffer, format: v.literal('RGBA'), hasAlpha: v.optional(v.boolean()) }),
  v.check((frame) => fitsBuffer(frame)),
);
const imageFrame = v.pipe(
  v.object({
    kind: v.literal('image'),
    width: side,
    height: side,
    primaries,
    hasAlpha: v.optional(v.boolean()),
    image: imageBitmap,
  }),
  v.check(({ width, height, image }) => image.width === width && image.height === height),
);

export const frameSchema: v.GenericSchema<unknown, Frame> = v.variant('kind', [yuvFrame, pixelsFrame, imageFrame]);
