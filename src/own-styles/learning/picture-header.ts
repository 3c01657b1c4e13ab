/** Reads kind and size of a picture from the first bytes of its file, before anything decodes it. */

export type PictureKind = 'png' | 'jpeg' | 'gif' | 'webp' | 'bmp' | 'avif' | 'svg';

export interface PictureHeader {
  readonly kind: PictureKind;
  /** Undefined where the format keeps it elsewhere: SVG, or a damaged file. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
}

/** Bytes of a file in which its size is looked for. Cameras put previews and profiles in front of it. */
export const HEADER_BYTES = 1 << 20;

const textAt = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));

/** @returns undefined where the bytes are no picture that browsers decode */
export function readPictureHeader(bytes: Uint8Array): PictureHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (length: number) => bytes.length >= length;
  if (has(24) && textAt(bytes, 1, 3) === 'PNG')
    return { kind: 'png', size: { width: view.getUint32(16), height: view.getUint32(20) } };
  if (has(3) && bytes[0] === 0xff && bytes[1] === 0xd8) return { kind: 'jpeg', size: jpegSize(view) };
  if (has(10) && /^GIF8[79]a/.test(textAt(bytes, 0, 6)))
    return { kind: 'gif', size: { width: view.getUint16(6, true), height: view.getUint16(8, true) } };
  if (has(30) && textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 4) === 'WEBP')
    return { kind: 'webp', size: webpSize(bytes, view) };
  if (has(26) && textAt(bytes, 0, 2) === 'BM')
    return { kind: 'bmp', size: { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) } };
  if (has(12) && textAt(bytes, 4, 4) === 'ftyp' && /^(avif|avis|mif1|msf1)/.test(textAt(bytes, 8, 4)))
    return { kind: 'avif', size: avifSize(bytes, view) };
  const start = new TextDecoder().decode(bytes.subarray(0, 4096));
  return /^\s*<(\?xml|!--|!doctype|svg)/i.test(start) && /<svg[\s>]/i.test(start)
    ? { kind: 'svg', size: undefined }
    : undefined;
}

/** Walks the segments of a JPEG to its frame header. */
function jpegSize(view: DataView): PictureHeader['size'] {
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    // Fill bytes may come before a marker.
    if (marker === 0xff) at++;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    else at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function webpSize(bytes: Uint8Array, view: DataView): PictureHeader['size'] {
  const chunk = textAt(bytes, 12, 4);
  const threeBytes = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  if (chunk === 'VP8X') return { width: threeBytes(24) + 1, height: threeBytes(27) + 1 };
  if (chunk === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (chunk !== 'VP8L') return undefined;
  const bits = view.getUint32(21, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** Finds the largest `ispe` property: a file may hold a small preview too. */
function avifSize(bytes: Uint8Array, view: DataView): PictureHeader['size'] {
  let size: PictureHeader['size'];
  for (let at = bytes.indexOf(0x69); at >= 0 && at + 16 <= bytes.length; at = bytes.indexOf(0x69, at + 1)) {
    if (textAt(bytes, at, 4) !== 'ispe') continue;
    const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
    if (!size || width * height > size.width * size.height) size = { width, height };
  }
  return size;
}
