import { expect, test } from 'vitest';
import { parseOverlayFit } from '../../../src/protocol/overlay-host';
import { parsePageToHost } from '../../../src/protocol/page-host';

const LAYOUTS = {
  I420: [
    { offset: 0, stride: 17 },
    { offset: 17 * 19, stride: 9 },
    { offset: 17 * 19 + 9 * 10, stride: 9 },
  ],
  NV12: [
    { offset: 0, stride: 17 },
    { offset: 17 * 19, stride: 18 },
  ],
};
/** Bytes of a 17x19 picture in either format: chroma of odd sizes rounds up. */
const BYTES = 17 * 19 + 2 * 9 * 10;

function frame(format: 'I420' | 'NV12', change: object = {}): unknown {
  const pixels = {
    kind: 'planes',
    format,
    width: 17,
    height: 19,
    matrix: 'bt709',
    fullRange: false,
    layout: LAYOUTS[format],
    data: new ArrayBuffer(BYTES),
    ...change,
  };
  return { type: 'frame', id: 1, captureMs: 1, sentAt: 1, discontinuity: false, frame: pixels };
}

test.each(['I420', 'NV12'] as const)('%s planes of odd size fill their buffer to the last byte', (format) => {
  expect(parsePageToHost(frame(format))).toBeDefined();
});

test.each(['I420', 'NV12'] as const)('%s planes are refused in a buffer one byte short', (format) => {
  expect(parsePageToHost(frame(format, { data: new ArrayBuffer(BYTES - 1) }))).toBeUndefined();
});

test('RGBA fills its buffer to the last byte, and is refused in one byte less', () => {
  const rgba = (bytes: number) => {
    const layout = [{ offset: 0, stride: 4 * 17 }];
    return frame('I420', { format: 'RGBA', layout, data: new ArrayBuffer(bytes) });
  };
  expect(parsePageToHost(rgba(4 * 17 * 19))).toBeDefined();
  expect(parsePageToHost(rgba(4 * 17 * 19 - 1))).toBeUndefined();
});

test('planes in a buffer many times as large are refused', () => {
  expect(parsePageToHost(frame('I420', { data: new ArrayBuffer(32 * 2 ** 20) }))).toBeUndefined();
});

test('a frame whose buffer was transferred away is refused', () => {
  const data = new ArrayBuffer(BYTES);
  structuredClone(data, { transfer: [data] });
  expect(parsePageToHost(frame('I420', { data }))).toBeUndefined();
});

test.each([
  ['too few planes for its format', { layout: LAYOUTS.I420.slice(0, 2) }],
  ['too many planes for its format', { layout: [...LAYOUTS.I420, { offset: 0, stride: 17 }] }],
  ['a stride shorter than its rows', { layout: [{ offset: 0, stride: 16 }, ...LAYOUTS.I420.slice(1)] }],
  ['a side below 16', { width: 15 }],
  ['a side above 4096', { height: 4097 }],
  ['a fractional side', { width: 16.5 }],
])('a frame with %s is refused', (_what, change) => {
  expect(parsePageToHost(frame('I420', change))).toBeUndefined();
});

test('strength beyond its range is clamped', () => {
  const look = (strength: number) => ({ type: 'look', look: { style: 'anime', strength } });
  expect(parsePageToHost(look(7))).toEqual(look(1));
  expect(parsePageToHost(look(-7))).toEqual(look(0));
});

test('a fit that names an address is refused', () => {
  const fit = { type: 'inkreel:fit', objectFit: 'fill', objectPosition: '50% 50%', objectViewBox: 'none' };
  expect(parseOverlayFit(fit)).toEqual(fit);
  for (const name of ['objectPosition', 'objectViewBox']) {
    expect(parseOverlayFit({ ...fit, [name]: 'url(https://a.b)' })).toBeUndefined();
  }
});
