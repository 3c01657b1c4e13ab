/** The pump's rhythm: how many frames are in flight, what an interruption does, when a failure counts. */
import { expect, test } from 'vitest';
import { TaintedError } from '../../../../src/media/capture';
import { setUpPump, useHandDrivenClock } from './support/pump';

useHandDrivenClock();

test('the picture on display is sent at once, playing or not', async () => {
  const { pump, sent } = setUpPump();
  pump.start();
  await new Promise(setImmediate);
  expect(sent).toMatchObject([{ id: 0, discontinuity: true }]);
});

test('one frame is in flight while planes and images are compared, later two', async () => {
  const { sent, display, beginComparing, settle } = setUpPump();
  await beginComparing();
  const before = sent.length;
  for (let i = 0; i < 5; i++) await display();
  expect(sent.length - before).toBe(1);
  await settle();
  for (let i = 0; i < 5; i++) await display();
  expect(sent).toHaveLength(2);
});

test.each(['planes', 'image'] as const)(
  'a frame as %s wakes the page twice, for one capture and one message',
  async (kind) => {
    const { take, sent, handedOver, presented, listened, display, acknowledge, settle } = setUpPump(kind);
    await settle();
    const before = { captures: take.mock.calls.length, listened: listened(), messages: handedOver.length };
    const frames = 100;
    for (let i = 0; i < frames; i++) {
      await display();
      await acknowledge(sent.at(-1)!.id);
    }
    // The display wakes it, and the answer of the host.
    expect({ display: listened() - before.listened, answers: presented.length }).toEqual({
      display: frames,
      answers: frames,
    });
    // Images are looked at as planes now and then, to see whether the video stands still.
    expect(take.mock.calls.length - before.captures).toBeLessThanOrEqual(frames + 1);
    expect(sent).toHaveLength(frames);
    for (const [i, { frame }] of sent.entries())
      expect(handedOver[before.messages + i]).toEqual([frame.kind === 'planes' ? frame.data : frame.image]);
  },
);

test('two frames are in flight before the comparison as well', async () => {
  const { pump, sent, display } = setUpPump();
  pump.start();
  for (let i = 0; i < 5; i++) await display();
  expect(sent).toHaveLength(2);
});

test('when a frame comes back, the newest picture goes next and those in between are skipped', async () => {
  const { sent, display, acknowledge, settle, pictures, picture } = setUpPump();
  await settle();
  for (let i = 0; i < 6; i++) await display();
  await acknowledge(sent[0]!.id);
  expect(pictures()).toEqual([picture() - 5, picture() - 4, picture()]);
});

test('a dropped frame makes room like a presented one, but is not reported as presented', async () => {
  const { sent, presented, display, acknowledge, settle } = setUpPump();
  await settle();
  for (let i = 0; i < 3; i++) await display();
  await acknowledge(sent[0]!.id, false);
  expect(sent).toHaveLength(3);
  expect(presented).toEqual([]);
});

test('the first frame after an interruption is marked, and the next is not', async () => {
  const { pump, sent, display, settle } = setUpPump();
  await settle();
  await display();
  pump.interrupt();
  await display();
  pump.seek();
  expect(sent.map(({ discontinuity }) => discontinuity)).toEqual([false, true]);
});

test('a frame in flight during a seek still counts, and that of the new position is marked', async () => {
  const { pump, sent, presented, display, acknowledge, settle } = setUpPump();
  await settle();
  await display();
  pump.seek();
  await acknowledge(sent[0]!.id);
  expect(presented).toHaveLength(1);
  // The old picture is still on display, and may be sent once more.
  await display();
  pump.land();
  await new Promise(setImmediate);
  expect(sent.at(-1)).toMatchObject({ discontinuity: true });
});

test('the frame of the position that a seek led to is marked, even where the frame before was captured during it', async () => {
  const { pump, sent, display, settle } = setUpPump();
  await settle();
  const captured = display();
  pump.seek();
  await captured;
  pump.land();
  await new Promise(setImmediate);
  expect(sent.map(({ discontinuity }) => discontinuity)).toEqual([false, true]);
});

test('a frame from before an interruption that is presented after it does not count', async () => {
  const { pump, sent, presented, display, acknowledge, settle } = setUpPump();
  await settle();
  await display();
  pump.interrupt();
  await display();
  await acknowledge(sent[0]!.id);
  expect(presented).toEqual([]);
  await acknowledge(sent[1]!.id);
  expect(presented).toHaveLength(1);
});

test('a frame taken before an interruption is not sent after it', async () => {
  const { pump, sent, display, settle } = setUpPump();
  await settle();
  const displayed = display();
  pump.interrupt();
  await displayed;
  expect(sent).toEqual([]);
});

test('acknowledgements of frames never sent change nothing', async () => {
  const { sent, presented, display, acknowledge, settle } = setUpPump();
  await settle();
  await display();
  await acknowledge(12_345);
  for (let i = 0; i < 3; i++) await display();
  expect(sent).toHaveLength(2);
  expect(presented).toEqual([]);
});

test('a stopped pump captures nothing', async () => {
  const { pump, take, display, settle } = setUpPump();
  await settle();
  pump.stop();
  take.mockClear();
  await display();
  pump.refresh();
  expect(take).not.toHaveBeenCalled();
});

test('another size restarts the comparison', async () => {
  const { pump, sent, display, beginComparing, settle } = setUpPump();
  await settle();
  pump.resized();
  await beginComparing();
  const before = sent.length;
  for (let i = 0; i < 5; i++) await display();
  expect(sent.length - before).toBe(1);
});

test('a tainted picture is reported at once', async () => {
  const { pump, take, failed } = setUpPump();
  take.mockRejectedValue(new TaintedError('No.'));
  pump.start();
  await new Promise(setImmediate);
  expect(failed).toEqual(['tainted']);
});

test('a picture that loading a second time did not make readable is reported at once', async () => {
  const { pump, take, failed } = setUpPump();
  take.mockRejectedValue(new TaintedError('No.', 'not-loaded'));
  pump.start();
  await new Promise(setImmediate);
  expect(failed).toEqual(['not-loaded']);
});

test('ten failures in a row are reported, nine and a success are not', async () => {
  const { take, failed, display, acknowledge, sent, settle } = setUpPump();
  await settle();
  for (let i = 0; i < 9; i++) {
    take.mockRejectedValueOnce(new Error('no frame'));
    await display();
  }
  await display();
  await acknowledge(sent[0]!.id);
  expect(failed).toEqual([]);
  for (let i = 0; i < 10; i++) {
    take.mockRejectedValueOnce(new Error('no frame'));
    await display();
  }
  expect(failed).toEqual(['no-frames']);
});

test('at a slower pace only every third frame is sent', async () => {
  const { pump, sent, display, acknowledge, settle } = setUpPump('planes');
  await settle();
  pump.setPace(3);
  for (let i = 0; i < 9; i++) {
    await display();
    for (const { id } of sent) await acknowledge(id);
  }
  expect(sent).toHaveLength(3);
});
