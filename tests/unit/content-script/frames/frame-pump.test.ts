import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FramePump } from '../../../../src/content-script/frames/frame-pump';
import { TaintedError } from '../../../../src/media/capture';
import type { Frame, FrameKind } from '../../../../src/media/frame';
import type { FrameMessage } from '../../../../src/protocol/page-host';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/**
 * Fakes a video that displays frames on demand, numbered by their first luma byte, and a host that only collects.
 * @param planesMs duration of a capture as planes
 */
function setUp(only?: FrameKind, planesMs = 0) {
  let callback: VideoFrameRequestCallback | undefined;
  let picture = 0;
  const video = {
    requestVideoFrameCallback: (next: VideoFrameRequestCallback) => {
      callback = next;
      return 1;
    },
    cancelVideoFrameCallback: () => {
      callback = undefined;
    },
  };
  const take = vi.fn(async (kind: FrameKind): Promise<Frame> => {
    const size = { width: 16, height: 16 };
    if ((only ?? kind) === 'image')
      return { kind: 'image', ...size, image: { close: () => {}, picture } as unknown as ImageBitmap };
    vi.advanceTimersByTime(planesMs);
    return {
      kind: 'planes',
      ...size,
      format: 'I420',
      matrix: 'bt709',
      fullRange: false,
      layout: [],
      data: Uint8Array.of(picture).buffer,
    };
  });
  const sent: FrameMessage[] = [];
  const presented: number[] = [];
  const failed: string[] = [];
  const pump = new FramePump(
    video,
    take,
    (message) => sent.push(message as FrameMessage),
    (event) => {
      if (event.type === 'presented') presented.push(event.serial);
      if (event.type === 'failed') failed.push(event.fault);
    },
  );
  let isFrozen = false;
  /** Makes every frame show the same picture from now on. */
  const freeze = () => {
    picture++;
    isFrozen = true;
  };
  const thaw = () => {
    isFrozen = false;
  };
  const display = async () => {
    if (!isFrozen) picture++;
    callback?.(0, {} as VideoFrameCallbackMetadata);
    await new Promise(setImmediate);
  };
  const acknowledge = async (id: number, isPresented = true) => {
    pump.acknowledge(id, isPresented);
    await new Promise(setImmediate);
  };
  /** Reaches the state in which kinds of frames are compared and nothing is in flight. */
  const beginComparing = async () => {
    pump.start();
    await display();
    // Each acknowledged frame makes room for the next.
    for (const { id } of sent) await acknowledge(id);
    vi.advanceTimersByTime(2000);
  };
  /** Completes the comparison of both kinds of frames; nothing is in flight then. */
  const settle = async () => {
    await beginComparing();
    for (let i = 0; i < 12; i++) {
      await display();
      await acknowledge(sent.at(-1)!.id);
    }
    for (const { id } of sent) await acknowledge(id);
    sent.length = 0;
    presented.length = 0;
  };
  const pictures = () =>
    sent.map(({ frame }) =>
      frame.kind === 'planes' ? new Uint8Array(frame.data)[0] : (frame.image as unknown as { picture: number }).picture,
    );
  return {
    pump,
    take,
    sent,
    presented,
    failed,
    display,
    acknowledge,
    beginComparing,
    settle,
    pictures,
    freeze,
    thaw,
    picture: () => picture,
  };
}

test('the picture on display is sent at once, playing or not', async () => {
  const { pump, sent } = setUp();
  pump.start();
  await new Promise(setImmediate);
  expect(sent).toMatchObject([{ id: 0, discontinuity: true }]);
});

test('one frame is in flight while planes and images are compared, later two', async () => {
  const { sent, display, beginComparing, settle } = setUp();
  await beginComparing();
  const before = sent.length;
  for (let i = 0; i < 5; i++) await display();
  expect(sent.length - before).toBe(1);
  await settle();
  for (let i = 0; i < 5; i++) await display();
  expect(sent).toHaveLength(2);
});

test('two frames are in flight before the comparison as well', async () => {
  const { pump, sent, display } = setUp();
  pump.start();
  for (let i = 0; i < 5; i++) await display();
  expect(sent).toHaveLength(2);
});

test('when a frame comes back, the newest picture goes next and those in between are skipped', async () => {
  const { sent, display, acknowledge, settle, pictures, picture } = setUp();
  await settle();
  for (let i = 0; i < 6; i++) await display();
  await acknowledge(sent[0]!.id);
  expect(pictures()).toEqual([picture() - 5, picture() - 4, picture()]);
});

test('a dropped frame makes room like a presented one, but is not reported as presented', async () => {
  const { sent, presented, display, acknowledge, settle } = setUp();
  await settle();
  for (let i = 0; i < 3; i++) await display();
  await acknowledge(sent[0]!.id, false);
  expect(sent).toHaveLength(3);
  expect(presented).toEqual([]);
});

test('the first frame after an interruption is marked, and the next is not', async () => {
  const { pump, sent, display, settle } = setUp();
  await settle();
  await display();
  pump.interrupt();
  await display();
  pump.seek();
  expect(sent.map(({ discontinuity }) => discontinuity)).toEqual([false, true]);
});

test('a frame in flight during a seek still counts, and that of the new position is marked', async () => {
  const { pump, sent, presented, display, acknowledge, settle } = setUp();
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
  const { pump, sent, display, settle } = setUp();
  await settle();
  const captured = display();
  pump.seek();
  await captured;
  pump.land();
  await new Promise(setImmediate);
  expect(sent.map(({ discontinuity }) => discontinuity)).toEqual([false, true]);
});

test('a frame from before an interruption that is presented after it does not count', async () => {
  const { pump, sent, presented, display, acknowledge, settle } = setUp();
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
  const { pump, sent, display, settle } = setUp();
  await settle();
  const displayed = display();
  pump.interrupt();
  await displayed;
  expect(sent).toEqual([]);
});

test('acknowledgements of frames never sent change nothing', async () => {
  const { sent, presented, display, acknowledge, settle } = setUp();
  await settle();
  await display();
  await acknowledge(12_345);
  for (let i = 0; i < 3; i++) await display();
  expect(sent).toHaveLength(2);
  expect(presented).toEqual([]);
});

test('a stopped pump captures nothing', async () => {
  const { pump, take, display, settle } = setUp();
  await settle();
  pump.stop();
  take.mockClear();
  await display();
  pump.refresh();
  expect(take).not.toHaveBeenCalled();
});

test('another size restarts the comparison', async () => {
  const { pump, sent, display, beginComparing, settle } = setUp();
  await settle();
  pump.resized();
  await beginComparing();
  const before = sent.length;
  for (let i = 0; i < 5; i++) await display();
  expect(sent.length - before).toBe(1);
});

test('a tainted picture is reported at once', async () => {
  const { pump, take, failed } = setUp();
  take.mockRejectedValue(new TaintedError('No.'));
  pump.start();
  await new Promise(setImmediate);
  expect(failed).toEqual(['tainted']);
});

test('a picture that loading a second time did not make readable is reported at once', async () => {
  const { pump, take, failed } = setUp();
  take.mockRejectedValue(new TaintedError('No.', 'not-loaded'));
  pump.start();
  await new Promise(setImmediate);
  expect(failed).toEqual(['not-loaded']);
});

test('ten failures in a row are reported, nine and a success are not', async () => {
  const { take, failed, display, acknowledge, sent, settle } = setUp();
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

test('a picture that stays the same is sent twice, and then stands for the frames that follow', async () => {
  const { pump, sent, presented, display, acknowledge, settle, freeze } = setUp('planes');
  await settle();
  freeze();
  for (let i = 0; i < 4; i++) {
    await display();
    if (i < sent.length) await acknowledge(sent[i]!.id);
  }
  expect(sent).toHaveLength(2);
  expect(presented).toHaveLength(4);
  expect(presented.at(-1)).toBeGreaterThan(presented[1]!);
  expect(pump.takeChanging()).toBeLessThan(1);
});

test('a video sent as images that stands still is no longer sent after some checks, until it moves', async () => {
  const { sent, display, acknowledge, settle, freeze, thaw } = setUp(undefined, 10);
  await settle();
  const show = async (times: number) => {
    for (let i = 0; i < times; i++) {
      vi.advanceTimersByTime(500);
      await display();
      for (const { id } of sent) await acknowledge(id);
    }
  };
  await show(4);
  expect(sent.map(({ frame }) => frame.kind)).toEqual(['image', 'image', 'image', 'image']);
  freeze();
  await show(20);
  const before = sent.length;
  await show(20);
  expect(sent).toHaveLength(before);
  thaw();
  await show(3);
  expect(sent.slice(before).map(({ frame }) => frame.kind)).toEqual(['planes', 'image', 'image']);
});

test('a moving video sent as images is checked less and less often, down to every four seconds', async () => {
  const { take, sent, display, acknowledge, settle } = setUp(undefined, 10);
  await settle();
  take.mockClear();
  const looks: number[] = [];
  for (let halves = 1; halves <= 40; halves++) {
    vi.advanceTimersByTime(500);
    await display();
    for (const { id } of sent) await acknowledge(id);
    if (take.mock.calls.some(([kind]) => kind === 'planes')) looks.push(halves / 2);
    take.mockClear();
  }
  const waits = looks.slice(1).map((at, i) => at - looks[i]!);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits.slice(-2)).toEqual([4, 4]);
});

test('a video without planes is no longer asked for them, and goes as images even where it stands still', async () => {
  const { take, sent, display, acknowledge, settle, freeze } = setUp('image');
  await settle();
  freeze();
  take.mockClear();
  for (let i = 0; i < 10; i++) {
    vi.advanceTimersByTime(1000);
    await display();
    for (const { id } of sent) await acknowledge(id);
  }
  expect(sent).toHaveLength(10);
  expect(take.mock.calls.filter(([kind]) => kind === 'planes')).toEqual([]);
});

test('frames repeated while the picture is on its way count as shown with it', async () => {
  const { sent, presented, display, acknowledge, settle, freeze } = setUp('planes');
  await settle();
  freeze();
  await display();
  await acknowledge(sent[0]!.id);
  await display();
  await display();
  expect(sent).toHaveLength(2);
  await acknowledge(sent[1]!.id);
  expect(presented).toHaveLength(2);
  expect(presented[1]! - presented[0]!).toBe(2);
});

test.each([
  ['an interruption', ({ pump }: ReturnType<typeof setUp>) => pump.interrupt()],
  ['a doubt about the overlay', ({ pump }: ReturnType<typeof setUp>) => pump.distrust()],
])('after %s an equal picture is sent again', async (_what, happen) => {
  const all = setUp('planes');
  await all.settle();
  all.freeze();
  for (let i = 0; i < 3; i++) {
    await all.display();
    if (i < all.sent.length) await all.acknowledge(all.sent[i]!.id);
  }
  expect(all.sent).toHaveLength(2);
  happen(all);
  await all.display();
  expect(all.sent).toHaveLength(3);
});

test('a picture the host dropped is sent again', async () => {
  const { sent, display, acknowledge, settle, freeze } = setUp('planes');
  await settle();
  freeze();
  await display();
  await acknowledge(sent[0]!.id);
  await display();
  await acknowledge(sent[1]!.id, false);
  await display();
  expect(sent).toHaveLength(3);
});

test('at a slower pace only every third frame is sent', async () => {
  const { pump, sent, display, acknowledge, settle } = setUp('planes');
  await settle();
  pump.setPace(3);
  for (let i = 0; i < 9; i++) {
    await display();
    for (const { id } of sent) await acknowledge(id);
  }
  expect(sent).toHaveLength(3);
});
