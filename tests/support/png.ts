/** Decodes PNGs as browsers write them, many times as fast as pngjs. Screenshots are most of what the tests decode. */
import { inflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import type { Picture } from './picture';

const HEADER_AT = 16;
const FIRST_CHUNK_AT = 8;
/** Channels by PNG's colour type: RGB and RGBA. */
const CHANNELS: Record<number, number> = { 2: 3, 6: 4 };

/** Decodes the rows of a PNG above `bottom`, by default all. */
export function decodePng(bytes: Uint8Array, bottom = Number.POSITIVE_INFINITY): Picture {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [file.readUInt32BE(HEADER_AT), file.readUInt32BE(HEADER_AT + 4)];
  const [depth, colourType, , , interlace] = file.subarray(HEADER_AT + 8);
  const channels = CHANNELS[colourType!];
  if (depth !== 8 || interlace !== 0 || !channels) {
    const picture = PNG.sync.read(file);
    return { width, height, data: picture.data };
  }
  const rows = Math.max(0, Math.min(height, bottom));
  const filtered = inflateSync(Buffer.concat(chunks(file, 'IDAT')));
  const data = unfiltered(filtered, width * channels, rows, channels);
  return { width, height: rows, data: channels === 4 ? data : withAlpha(data) };
}

/** The contents of all chunks of a type. */
function chunks(file: Buffer, type: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = FIRST_CHUNK_AT; at < file.length; ) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === type) found.push(file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return found;
}

/**
 * Undoes the filters of rows: each byte is the difference to a prediction from its neighbours.
 * @param stride bytes in a row
 * @param step bytes from a pixel to the next
 */
function unfiltered(source: Uint8Array, stride: number, rows: number, step: number): Uint8Array {
  const result = new Uint8Array(stride * rows);
  // Pixels before the first one, and the row above the first one, are 0.
  let above = new Uint8Array(stride + step);
  let row = new Uint8Array(stride + step);
  for (let y = 0, at = 0; y < rows; y++, at += stride + 1) {
    predict[source[at]!]!(row, above, source.subarray(at + 1, at + 1 + stride), step);
    result.set(row.subarray(step), y * stride);
    [above, row] = [row, above];
  }
  return result;
}

type Predict = (row: Uint8Array, above: Uint8Array, source: Uint8Array, step: number) => void;

/** Fills a row by PNG's filter type. Both rows begin with a pixel of zeros. */
const predict: Predict[] = [
  (row, _, source, step) => row.set(source, step),
  (row, _, source, step) => {
    for (let x = 0; x < source.length; x++) row[x + step] = source[x]! + row[x]!;
  },
  (row, above, source, step) => {
    for (let x = 0; x < source.length; x++) row[x + step] = source[x]! + above[x + step]!;
  },
  (row, above, source, step) => {
    for (let x = 0; x < source.length; x++) row[x + step] = source[x]! + ((row[x]! + above[x + step]!) >> 1);
  },
  (row, above, source, step) => {
    for (let x = 0; x < source.length; x++) row[x + step] = source[x]! + paeth(row[x]!, above[x + step]!, above[x]!);
  },
];

/** The neighbour that is nearest to left + up - corner. */
function paeth(left: number, up: number, corner: number): number {
  const [toLeft, toUp, toCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function withAlpha(rgb: Uint8Array): Uint8Array {
  const result = new Uint8Array((rgb.length / 3) * 4);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    result[to] = rgb[from]!;
    result[to + 1] = rgb[from + 1]!;
    result[to + 2] = rgb[from + 2]!;
    result[to + 3] = 255;
  }
  return result;
}
