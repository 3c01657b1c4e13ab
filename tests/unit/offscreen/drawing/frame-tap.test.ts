import { expect, test } from 'vitest';
import { FrameTap } from '../../../../src/offscreen/drawing/frame-tap';
import type { OverlayPresenter } from '../../../../src/offscreen/drawing/presenter';

/** Pictures are drawn when a test says so. */
function setUp() {
  const asked: { resolve(bitmap: ImageBitmap): void; reject(error: Error): void }[] = [];
  const presenter = {
    copyNext: () => new Promise<ImageBitmap>((resolve, reject) => asked.push({ resolve, reject })),
  } as unknown as OverlayPresenter;
  const sent: string[] = [];
  const closed: string[] = [];
  const copies = new FrameTap(presenter, (bitmap) => sent.push(String(bitmap)));
  const settle = () => new Promise((done) => setTimeout(done));
  const draw = (name: string) => {
    asked.shift()!.resolve({ toString: () => name, close: () => closed.push(name) } as unknown as ImageBitmap);
    return settle();
  };
  const lose = () => {
    asked.shift()!.reject(new Error('The device was lost.'));
    return settle();
  };
  return { copies, draw, lose, sent, closed, asked };
}

test('every picture is copied while copies are wanted, and none before or after', async () => {
  const { copies, draw, sent, closed, asked } = setUp();
  expect(asked).toHaveLength(0);
  copies.want(true);
  copies.want(true);
  await draw('first');
  await draw('second');
  copies.want(false);
  await draw('third');
  expect(sent).toEqual(['first', 'second']);
  expect(closed).toEqual(['third']);
  expect(asked).toHaveLength(0);
});

test('a picture lost with its device is left out, and the next one comes', async () => {
  const { copies, draw, lose, sent } = setUp();
  copies.want(true);
  await lose();
  await draw('after');
  expect(sent).toEqual(['after']);
});
