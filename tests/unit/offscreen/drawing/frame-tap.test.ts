import { expect, test } from 'vitest';
import { FrameTap } from '../../../../src/offscreen/drawing/frame-tap';
import type { OverlayPresenter } from '../../../../src/offscreen/drawing/overlay-presenter';

/** A presenter that draws pictures when a test says so. */
function setUp() {
  const asked: { resolve(bitmap: ImageBitmap): void; reject(error: Error): void }[] = [];
  const presenter = {
    copyNext: () => new Promise<ImageBitmap>((resolve, reject) => asked.push({ resolve, reject })),
  } as unknown as OverlayPresenter;
  const sent: string[] = [];
  const closed: string[] = [];
  const tap = new FrameTap(presenter, (bitmap) => sent.push(String(bitmap)));
  const settle = () => new Promise((done) => setTimeout(done));
  const draw = (name: string) => {
    asked.shift()!.resolve({ toString: () => name, close: () => closed.push(name) } as unknown as ImageBitmap);
    return settle();
  };
  const lose = () => {
    asked.shift()!.reject(new Error('The device was lost.'));
    return settle();
  };
  return { tap, draw, lose, sent, closed, asked };
}

test('every picture is copied while copies are wanted, and none before or after', async () => {
  const { tap, draw, sent, closed, asked } = setUp();
  expect(asked).toHaveLength(0);
  tap.setWanted(true);
  tap.setWanted(true);
  await draw('first');
  await draw('second');
  tap.setWanted(false);
  await draw('third');
  expect(sent).toEqual(['first', 'second']);
  expect(closed).toEqual(['third']);
  expect(asked).toHaveLength(0);
});

test('a picture lost with its device is skipped, and the next one is copied', async () => {
  const { tap, draw, lose, sent } = setUp();
  tap.setWanted(true);
  await lose();
  await draw('after');
  expect(sent).toEqual(['after']);
});
