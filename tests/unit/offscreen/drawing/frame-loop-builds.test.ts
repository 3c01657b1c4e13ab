/** Styles and networks that the loop has built while it goes on drawing. */
import { expect, test } from 'vitest';
import { ModelError } from '../../../../src/engine';
import { DRAWN, frame, settle, setUpFrameLoop } from './support/frame-loop';

test('the first picture is a draft, which serves until the whole network is built', async () => {
  const { stylizer, told, frameLoop, finishDrawing, withPicture } = setUpFrameLoop();
  stylizer.draftsDiffer = true;
  await withPicture();
  frameLoop.offer(frame(2));
  await settle();
  await finishDrawing();
  expect(told).toEqual(['presented 1', 'presented 2']);
  expect(stylizer.builds.map(({ draft }) => draft)).toEqual([true, false]);
  stylizer.builds[1]!.finish();
  await settle();
  expect(stylizer.drawings).toHaveLength(3);
  await finishDrawing();
  frameLoop.offer(frame(3));
  await settle();
  expect(stylizer.builds).toHaveLength(2);
});

test('a draft stays where the whole network cannot be built', async () => {
  const { stylizer, told, frameLoop, finishDrawing, withPicture } = setUpFrameLoop();
  stylizer.draftsDiffer = true;
  await withPicture();
  stylizer.builds[1]!.refuse(new Error('It does not fit the GPU.'));
  await settle();
  stylizer.drawings.at(-1)!.finish(DRAWN);
  frameLoop.offer(frame(2));
  await settle();
  await finishDrawing();
  expect(told).toEqual(['presented 1', 'presented 2']);
  expect(stylizer.builds).toHaveLength(2);
});

test('another style is built whole at once, because the old one is still on screen', async () => {
  const { stylizer, frameLoop, finishDrawing, withPicture } = setUpFrameLoop();
  stylizer.draftsDiffer = true;
  await withPicture();
  frameLoop.setLook({ style: 'scream', strength: 1 });
  await settle();
  stylizer.builds[1]!.finish();
  await settle();
  await finishDrawing();
  expect(stylizer.builds.slice(1).map(({ style, draft }) => [style, draft])).toEqual([
    ['anime', false],
    ['scream', false],
  ]);
});

test('the old style draws while another is built', async () => {
  const { stylizer, told, frameLoop, withPicture } = setUpFrameLoop();
  await withPicture();
  frameLoop.setLook({ style: 'scream', strength: 1 });
  await settle();
  expect(stylizer.drawings.at(-1)!.style).toBe('anime');
  stylizer.drawings.at(-1)!.finish(DRAWN);
  stylizer.builds.at(-1)!.finish();
  await settle();
  expect(stylizer.drawings.at(-1)!.style).toBe('scream');
  expect(told).toEqual(['presented 1']);
});

test('the old network draws while another is built', async () => {
  const { stylizer, told, frameLoop, finishDrawing, withPicture } = setUpFrameLoop();
  await withPicture();
  frameLoop.setNetwork({ size: 'XS', lines: 360 });
  await settle();
  stylizer.drawings.at(-1)!.finish(DRAWN);
  stylizer.builds.at(-1)!.finish();
  await settle();
  await finishDrawing();
  expect(stylizer.drawings.map(({ network }) => network)).toEqual(['S 720', 'S 720', 'XS 360']);
  expect(told).toEqual(['presented 1']);
});

test('a network that cannot be built leaves the previous one in use, and is not tried again', async () => {
  const { stylizer, told, frameLoop, refuseBuild, withPicture } = setUpFrameLoop();
  await withPicture();
  frameLoop.setNetwork({ size: 'M', lines: 1080 });
  await settle();
  await refuseBuild(new Error('It does not fit the GPU.'));
  expect(told).toEqual(['presented 1', 'presented 2']);
  expect(stylizer.builds).toHaveLength(2);
  expect(stylizer.drawings.at(-1)!.network).toBe('S 720');
});

test('a style that cannot run is reported once, and the previous one stays', async () => {
  const { stylizer, told, frameLoop, refuseBuild, withPicture } = setUpFrameLoop();
  await withPicture();
  frameLoop.setLook({ style: 'broken', strength: 1 });
  await settle();
  await refuseBuild(new ModelError('It is broken.'));
  expect(told).toEqual(['presented 1', 'fault bad-style', 'presented 2']);
  expect(stylizer.builds.map(({ style }) => style)).toEqual(['anime', 'broken']);
});

test('frames are dropped while no style can run, until another one is chosen', async () => {
  const { stylizer, told, frameLoop } = setUpFrameLoop();
  frameLoop.offer(frame(1));
  stylizer.builds[0]!.refuse(new ModelError('It is broken.'));
  await settle();
  frameLoop.setLook({ style: 'scream', strength: 1 });
  frameLoop.offer(frame(2));
  await settle();
  stylizer.builds[1]!.finish();
  await settle();
  stylizer.drawings[0]!.finish(DRAWN);
  await settle();
  expect(told).toEqual(['fault bad-style', 'dropped 1', 'presented 2']);
});
