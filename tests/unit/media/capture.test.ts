import { expect, test } from 'vitest';
import { type FrameTraits, imagePrimariesOf, planesTraits } from '../../../src/media/capture';

const frame = (change: Partial<FrameTraits> = {}): FrameTraits => ({
  format: 'I420',
  displayWidth: 640,
  displayHeight: 360,
  visibleRect: { width: 640, height: 360 },
  colorSpace: { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', fullRange: false },
  ...change,
});

const color = (
  matrix: string | null,
  fullRange: boolean | null = false,
  primaries: string | null = 'bt709',
  transfer: string | null = 'bt709',
) => ({ colorSpace: { matrix, primaries, transfer, fullRange } });

test.each(['I420', 'NV12'])('%s is captured as planes', (format) => {
  expect(planesTraits(frame({ format }))).toEqual({
    format,
    width: 640,
    height: 360,
    matrix: 'bt709',
    fullRange: false,
  });
});

test.each([
  ['smpte170m', 'bt601'],
  ['bt470bg', 'bt601'],
  ['bt709', 'bt709'],
  ['bt2020-ncl', 'bt2020'],
])('matrix %s is read as %s', (tag, matrix) => {
  expect(planesTraits(frame(color(tag)))?.matrix).toBe(matrix);
});

test('untagged video is BT.601 below 720 lines and BT.709 from there on, of limited range', () => {
  expect(planesTraits(frame(color(null, null, null, null)))).toMatchObject({ matrix: 'bt601', fullRange: false });
  const large = { displayWidth: 1280, displayHeight: 720, visibleRect: { width: 1280, height: 720 } };
  expect(planesTraits(frame({ ...large, ...color(null, null, null, null) }))?.matrix).toBe('bt709');
});

test('the range is passed on', () => {
  expect(planesTraits(frame(color('bt709', true)))?.fullRange).toBe(true);
});

test.each(['smpte170m', 'bt470bg', 'bt2020', 'smpte432'])('the primaries %s are passed on', (primaries) => {
  expect(planesTraits(frame(color('bt709', false, primaries)))).toMatchObject({ primaries });
});

test('the curves of BT.2020, which have no name, are plain', () => {
  expect(planesTraits(frame(color('bt2020-ncl', false, 'bt2020', null)))).toMatchObject({ primaries: 'bt2020' });
});

test('an image keeps the one kind of primaries that Chromium does not convert', () => {
  expect(imagePrimariesOf(color('bt709', false, 'smpte170m').colorSpace)).toBe('smpte170m');
  expect(imagePrimariesOf(color('bt709', false, 'smpte170m', 'pq').colorSpace)).toBeUndefined();
  expect(imagePrimariesOf(color('bt709', false, 'bt2020').colorSpace)).toBeUndefined();
});

test.each<[string, Partial<FrameTraits>]>([
  ['of no format', { format: null }],
  ['with alpha', { format: 'I420A' }],
  ['of full chroma', { format: 'I444' }],
  ['rotated', { rotation: 90 }],
  ['flipped', { flip: true }],
  ['anamorphic', { displayWidth: 853 }],
  ['of high dynamic range (PQ)', color('bt2020-ncl', false, 'bt2020', 'pq')],
  ['of high dynamic range (HLG)', color('bt2020-ncl', false, 'bt2020', 'hlg')],
  ['of an RGB matrix', color('rgb')],
  ['of a matrix without a name', color(null)],
  ['of primaries without a name', color('bt709', false, null)],
  ['of a curve without a name', color('bt709', false, 'bt709', null)],
  ['of linear light', color('bt709', false, 'bt709', 'linear')],
])('a picture %s is captured as an image', (_, change) => {
  expect(planesTraits(frame(change))).toBeNull();
});
