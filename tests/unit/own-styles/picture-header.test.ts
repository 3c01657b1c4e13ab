/** Kind and size of pictures, from real files and from the formats' own rules; any bytes at all end without an error. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPictureHeader } from '../../../src/own-styles/learning/picture-header';

const ROOT = new URL('../../../', import.meta.url);
const bytes = (...values: (number | string)[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => (typeof value === 'string' ? [...Buffer.from(value, 'latin1')] : [value])));
const zeros = (count: number): number[] => new Array(count).fill(0);

describe('files', () => {
  it.each([
    ['tests/browser/golden/tahiti-s.png', 'png'],
    ['tests/browser/pictures/cmyk.jpg', 'jpeg'],
    ['tests/browser/pictures/animated.gif', 'gif'],
    ['icons/styles/source/chelsea.webp', 'webp'],
    ['docs/images/gallery.webp', 'webp'],
  ])('%s', (path, kind) => {
    const file = readFileSync(new URL(path, ROOT));
    const header = readPictureHeader(file)!;
    expect(header.kind).toBe(kind);
    // The first kilobyte is enough for these.
    expect(readPictureHeader(file.subarray(0, 1024))).toEqual(header);
    const known = { png: sizeOfPng(file), jpeg: { width: 80, height: 64 }, gif: { width: 80, height: 64 } };
    if (kind !== 'webp') expect(header.size).toEqual(known[kind as keyof typeof known]);
    else expect(header.size!.width * header.size!.height).toBeGreaterThan(64 * 64);
  });
});

const sizeOfPng = (file: Buffer) => ({ width: file.readUInt32BE(16), height: file.readUInt32BE(20) });

describe('formats', () => {
  it.each<[string, Uint8Array, unknown]>([
    [
      'a JPEG whose frame comes after a profile and fill bytes',
      bytes(0xff, 0xd8, 0xff, 0xe2, 0, 4, 9, 9, 0xff, 0xff, 0xc2, 0, 17, 8, 1, 44, 2, 88, 3, 0, 0),
      { kind: 'jpeg', size: { width: 600, height: 300 } },
    ],
    ['a JPEG without a frame', bytes(0xff, 0xd8, 0xff, 0xda, 0, 2, 0, 0), { kind: 'jpeg', size: undefined }],
    [
      'a lossless WebP',
      bytes('RIFF', ...zeros(4), 'WEBPVP8L', ...zeros(4), 0x2f, 0xff, 0xc0, 0x3f, 0, ...zeros(8)),
      { kind: 'webp', size: { width: 256, height: 256 } },
    ],
    [
      'an extended WebP',
      bytes('RIFF', ...zeros(4), 'WEBPVP8X', ...zeros(8), 0x1f, 0x03, 0, 0x57, 0x02, 0),
      { kind: 'webp', size: { width: 800, height: 600 } },
    ],
    [
      'a BMP that stands on its head',
      bytes('BM', ...zeros(16), 0x40, 1, 0, 0, 0x10, 0xff, 0xff, 0xff),
      { kind: 'bmp', size: { width: 320, height: 240 } },
    ],
    [
      'an AVIF with a preview',
      bytes(
        ...[0, 0, 0, 20, 'ftypavif', ...zeros(8)],
        ...['ispe', ...zeros(4), 0, 0, 0, 160, 0, 0, 0, 90],
        ...['ispe', ...zeros(4), 0, 0, 7, 128, 0, 0, 4, 56],
      ),
      { kind: 'avif', size: { width: 1920, height: 1080 } },
    ],
    ['an SVG', bytes('<?xml version="1.0"?>\n<svg xmlns="x"/>'), { kind: 'svg', size: undefined }],
    ['a page', bytes('<!doctype html><p>no picture</p>'), undefined],
    ['text', bytes('A picture is worth a thousand words.'), undefined],
    ['nothing', bytes(), undefined],
  ])('%s', (_, file, expected) => {
    expect(readPictureHeader(file)).toEqual(expected);
  });

  it('any bytes after the first ones of a format', () => {
    const starts = [
      '\x89PNG',
      '\xff\xd8\xff',
      'GIF89a',
      'RIFF\0\0\0\0WEBPVP8X',
      'BM',
      '\0\0\0\x14ftypavif',
      '<svg ',
      '',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }), (start, rest) => {
        const header = readPictureHeader(bytes(start, ...rest));
        if (header?.size) expect(header.size.width * header.size.height).not.toBeNaN();
      }),
    );
  });
});
