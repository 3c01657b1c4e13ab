import { beforeEach, expect, test, vi } from 'vitest';

const encodable = vi.hoisted(() => new Set<string>());
vi.mock('mediabunny', () => ({
  canEncodeVideo: async (codec: string) => encodable.has(codec),
  canEncodeAudio: async (codec: string) => encodable.has(codec),
}));

const { clipBitrate, clipFormat, clipSize } = await import('../../../src/offscreen/clip/clip-format');

beforeEach(() => encodable.clear());

const SIZE = { width: 640, height: 360 };

test.each<[string[], boolean, string | undefined]>([
  [['avc', 'aac', 'vp9', 'opus'], true, 'mp4'],
  [['avc', 'vp9', 'opus'], true, 'webm'],
  [['avc', 'vp9', 'opus'], false, 'mp4'],
  [['vp8', 'opus'], true, 'webm'],
  [['avc'], true, undefined],
  [[], false, undefined],
])('with encoders %s, and sound: %s, a clip is %s', async (codecs, hasSound, container) => {
  for (const codec of codecs) encodable.add(codec);
  expect((await clipFormat(SIZE, hasSound))?.container).toBe(container);
});

test('a clip has an even size, within the largest', () => {
  expect(clipSize({ width: 161, height: 91 })).toEqual({ width: 162, height: 92 });
  expect(clipSize({ width: 3840, height: 2160 })).toEqual({ width: 1920, height: 1080 });
  expect(clipSize({ width: 1000, height: 4000 })).toEqual({ width: 480, height: 1920 });
});

test('thirty seconds of the largest clip take less than fifty megabytes', () => {
  expect((clipBitrate({ width: 1920, height: 1920 }) * 30) / 8).toBeLessThan(50e6);
});
