import { describe, expect, test } from 'vitest';
import { placeOf } from '../../../../src/content-script/page/shown-area';
import { cropOf } from '../../../../src/pages/capture-window/crop';

const VIEW = { innerWidth: 1000, innerHeight: 500 };

const box = (left: number, top: number, width: number, height: number) => ({
  left,
  top,
  width,
  height,
  right: left + width,
  bottom: top + height,
});

/** Crop of a picture of the tab for a video with this box. */
const crop = (video: ReturnType<typeof box>, width: number, height: number) =>
  cropOf(placeOf(video, VIEW, null), width, height);

describe('a video is cut out of the picture of its tab', () => {
  test('whatever the density of pixels', () => {
    expect(crop(box(100, 50, 160, 90), 1000, 500)).toEqual({ x: 100, y: 50, width: 160, height: 90 });
    expect(crop(box(100, 50, 160, 90), 2000, 1000)).toEqual({ x: 200, y: 100, width: 320, height: 180 });
  });

  test('as far as it is in sight', () => {
    expect(crop(box(-60, 460, 160, 90), 1000, 500)).toEqual({ x: 0, y: 460, width: 100, height: 40 });
    expect(crop(box(100, 490, 160, 90), 1000, 500)).toBeNull();
    expect(crop(box(100, 600, 160, 90), 1000, 500)).toBeNull();
  });

  test('where the picture has black beside the tab', () => {
    expect(crop(box(100, 50, 160, 90), 1000, 600)).toEqual({ x: 100, y: 100, width: 160, height: 90 });
    expect(crop(box(100, 50, 160, 90), 1200, 500)).toEqual({ x: 200, y: 50, width: 160, height: 90 });
  });

  test('where the page is magnified by pinching', () => {
    const place = placeOf(box(300, 150, 160, 90), VIEW, { offsetLeft: 250, offsetTop: 100, scale: 2 });
    expect(cropOf(place, 1000, 500)).toEqual({ x: 100, y: 100, width: 320, height: 180 });
  });
});

test('a place that no page has is not cut out', () => {
  const place = { type: 'place' as const, left: 0.9, top: 0.8, right: 1, bottom: 1, shape: 100 };
  expect(cropOf(place, 1000, 500)).toBeNull();
  expect(cropOf({ ...place, left: 1, right: 0.9, shape: 2 }, 1000, 500)).toBeNull();
});
