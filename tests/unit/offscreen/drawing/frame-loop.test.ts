/** Frames on their way through the loop: which are drawn, dropped and closed. */
import { expect, test, vi } from 'vitest';
import { bitmapFrame, DRAWN, frame, settle, setUpFrameLoop } from './support/frame-loop';

test('a newer frame replaces the waiting one', async () => {
  const { told, frameLoop, finishDrawing, withPicture } = setUpFrameLoop();
  await withPicture();
  for (const id of [2, 3, 4]) {
    frameLoop.offer(frame(id));
    await settle();
  }
  await finishDrawing();
  await finishDrawing();
  expect(told).toEqual(['presented 1', 'dropped 3', 'presented 2', 'presented 4']);
});

test('the first picture is told of when all is built and its drawing begins, and no later one', async () => {
  const { drawing, stylizer, frameLoop, finishDrawing } = setUpFrameLoop();
  frameLoop.offer(frame(1));
  await settle();
  expect(drawing).toEqual([]);
  stylizer.builds[0]!.finish();
  await settle();
  expect(drawing).toEqual([0]);
  await finishDrawing();
  frameLoop.offer(frame(2));
  await settle();
  expect(drawing).toEqual([0]);
});

test('a frame that was superseded while its stylizer was built is not drawn', async () => {
  const { stylizer, told, frameLoop } = setUpFrameLoop();
  frameLoop.offer(frame(1));
  frameLoop.offer(frame(2));
  stylizer.builds[0]!.finish();
  await settle();
  stylizer.drawings[0]!.finish(DRAWN);
  await settle();
  expect(told).toEqual(['dropped 1', 'presented 2']);
});

test('the discontinuity of a dropped frame holds for the frame drawn in its place', async () => {
  const { stylizer, frameLoop, finishDrawing, withPicture } = setUpFrameLoop();
  await withPicture();
  frameLoop.offer(frame(2));
  await settle();
  frameLoop.offer(frame(3, { discontinuity: true }));
  frameLoop.offer(frame(4));
  await finishDrawing();
  expect(stylizer.drawings.map(({ reset }) => reset)).toEqual([true, false, true]);
});

test('a frame whose device was lost is drawn on the next device, on a fresh canvas', async () => {
  const { stylizer, told, renew, frameLoop, finishDrawing, withPicture } = setUpFrameLoop();
  await withPicture();
  frameLoop.offer(frame(2));
  await settle();
  frameLoop.handleDeviceLoss();
  stylizer.drawings.at(-1)!.finish(undefined);
  await settle();
  stylizer.builds.at(-1)!.finish();
  await settle();
  await finishDrawing();
  expect(told).toEqual(['presented 1', 'presented 2']);
  expect(renew).toHaveBeenCalledOnce();
});

test('a frame that the GPU refuses is dropped; three in a row are a fault', async () => {
  const { stylizer, told, frameLoop, withPicture } = setUpFrameLoop();
  await withPicture();
  for (const [id, isGood] of [
    [2, false],
    [3, false],
    [4, true],
    [5, false],
    [6, false],
    [7, false],
  ] as const) {
    frameLoop.offer(frame(id));
    await settle();
    if (isGood) stylizer.drawings.at(-1)!.finish(DRAWN);
    else stylizer.drawings.at(-1)!.refuse();
    await settle();
  }
  expect(told.slice(1, 4)).toEqual(['dropped 2', 'dropped 3', 'presented 4']);
  expect(told.slice(4)).toEqual(['dropped 5', 'dropped 6', 'dropped 7', 'failed']);
});

test('a video without new frames releases its GPU memory, and the next frame builds the stylizer again', async () => {
  const { stylizer, frameLoop, finishDrawing, withPicture } = setUpFrameLoop();
  await withPicture();
  const later = vi.spyOn(globalThis, 'setTimeout');
  frameLoop.offer(frame(2));
  await settle();
  await finishDrawing();
  const rest = later.mock.calls.findLast(([, delay]) => delay === 30_000)!;
  later.mockRestore();
  (rest[0] as () => void)();
  expect(stylizer.styleId).toBeUndefined();
  frameLoop.setLook({ style: 'anime', strength: 0.5 });
  await settle();
  stylizer.builds.at(-1)!.finish();
  await settle();
  expect(stylizer.drawings.at(-1)).toMatchObject({ strength: 0.5, style: 'anime' });
});

test('every image is closed: drawn over, superseded, or held at the end', async () => {
  const { stylizer, frameLoop, finishDrawing, withPicture } = setUpFrameLoop();
  const bitmaps = [1, 2, 3, 4, 5].map(bitmapFrame);
  await withPicture(bitmaps[0]!.frame);
  frameLoop.offer(bitmaps[1]!.frame);
  await settle();
  await finishDrawing();
  expect(bitmaps.map(({ close }) => close.mock.calls.length > 0)).toEqual([true, false, false, false, false]);
  for (const { frame } of bitmaps.slice(2)) frameLoop.offer(frame);
  await settle();
  frameLoop.destroy();
  await finishDrawing();
  expect(bitmaps.every(({ close }) => close.mock.calls.length > 0)).toBe(true);
  expect(stylizer.destroy).toHaveBeenCalledOnce();
});

test('what it is told to expect is built before the first frame comes, which is then drawn at once', async () => {
  const { stylizer, frameLoop, told } = setUpFrameLoop();
  stylizer.draftsDiffer = true;
  frameLoop.expect(16, 16);
  await settle();
  expect(stylizer.builds.map(({ draft }) => draft)).toEqual([true]);
  stylizer.builds[0]!.finish();
  await settle();
  frameLoop.offer(frame(1));
  await settle();
  expect(stylizer.drawings).toHaveLength(1);
  // Nothing else is compiled before the draft has drawn; then the whole network is, without waiting for another frame.
  expect(stylizer.builds.map(({ draft }) => draft)).toEqual([true]);
  stylizer.drawings[0]!.finish(DRAWN);
  await settle();
  expect(told).toEqual(['presented 1']);
  expect(stylizer.builds.map(({ draft }) => draft)).toEqual([true, false]);
});

test('a frame of another size than expected is drawn all the same', async () => {
  const { stylizer, frameLoop, told } = setUpFrameLoop();
  frameLoop.expect(640, 360);
  await settle();
  frameLoop.offer(frame(1));
  stylizer.builds[0]!.finish();
  await settle();
  for (const build of stylizer.builds.slice(1)) build.finish();
  await settle();
  for (const build of stylizer.builds.slice(2)) build.finish();
  await settle();
  stylizer.drawings[0]!.finish(DRAWN);
  await settle();
  expect(stylizer.size).toBe('16x16');
  expect(told).toEqual(['presented 1']);
});
