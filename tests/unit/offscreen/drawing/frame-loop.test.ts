import { beforeEach, expect, test, vi } from 'vitest';
import { ModelError } from '../../../../src/engine';
import { FrameLoop, type FrameStylizer, type ReceivedFrame } from '../../../../src/offscreen/drawing/frame-loop';
import type { OverlayPresenter } from '../../../../src/offscreen/drawing/presenter';
import type { DrawTimes, Sequence } from '../../../../src/offscreen/drawing/stylizer-slot';
import type { NetworkChoice } from '../../../../src/offscreen/quality/quality-ladder';
import { StatsMeter } from '../../../../src/offscreen/quality/stats';

/** A stylizer whose builds and drawings end when and how a test decides. */
class HandDrivenStylizer implements FrameStylizer {
  styleId: string | undefined;
  gpuBytes = 0;
  size = '';
  network: NetworkChoice | undefined;
  /** Whether a draft differs from the whole network, as on any GPU. */
  draftsDiffer = false;
  isDraft = false;
  builds: { style: string; network: NetworkChoice; draft: boolean; finish(): void; refuse(error: Error): void }[] = [];
  drawings: {
    strength: number;
    reset: boolean;
    again: boolean;
    style: string;
    network: string;
    finish(times?: DrawTimes): void;
    refuse(): void;
  }[] = [];
  destroy = vi.fn();

  fits(width: number, height: number): boolean {
    return this.size === `${width}x${height}`;
  }

  uses(style: string, { size, lines }: NetworkChoice): boolean {
    return !this.isDraft && style === this.styleId && size === this.network?.size && lines === this.network.lines;
  }

  get drawn() {
    return { network: this.network, times: [], sizes: [] };
  }

  build(style: string, width: number, height: number, network: NetworkChoice, draft: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = () => {
        this.styleId = style;
        this.size = `${width}x${height}`;
        this.network = network;
        this.isDraft = draft && this.draftsDiffer;
        resolve();
      };
      this.builds.push({ style, network, draft, finish, refuse: reject });
    });
  }

  draw(_frame: unknown, strength: number, { reset, again }: Sequence): Promise<DrawTimes | undefined> {
    return new Promise((resolve, reject) => {
      const refuse = () => reject(new Error('The GPU refused.'));
      const finish = (times: DrawTimes | undefined) => resolve(times);
      const network = `${this.network!.size} ${this.network!.lines}`;
      this.drawings.push({ strength, reset, again, style: this.styleId!, network, finish, refuse });
    });
  }

  async timings(): Promise<undefined> {}

  forget(): void {
    this.styleId = undefined;
    this.size = '';
  }
}

const DRAWN: DrawTimes = { networkMs: 1, presentMs: 1 };

let stylizer: HandDrivenStylizer;
let told: string[];
let frameLoop: FrameLoop;
const renew = vi.fn(async () => {});

/** Lets pending promises settle. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  stylizer = new HandDrivenStylizer();
  told = [];
  renew.mockClear();
  const presenter = { renew, destroy: vi.fn() } as unknown as OverlayPresenter;
  frameLoop = new FrameLoop(
    stylizer,
    presenter,
    new StatsMeter(),
    { style: 'anime', strength: 1 },
    {
      presented: (id) => told.push(`presented ${id}`),
      dropped: (id) => told.push(`dropped ${id}`),
      fault: (fault) => told.push(`fault ${fault}`),
      failed: () => told.push('failed'),
    },
  );
});

function frame(id: number, change: Partial<ReceivedFrame> = {}): ReceivedFrame {
  const layout = [0, 256, 320].map((offset, i) => ({ offset, stride: i === 0 ? 16 : 8 }));
  return {
    id,
    captureMs: 1,
    transportMs: 1,
    discontinuity: false,
    frame: {
      kind: 'planes',
      format: 'I420',
      width: 16,
      height: 16,
      matrix: 'bt709',
      fullRange: false,
      layout,
      data: new ArrayBuffer(384),
    },
    ...change,
  };
}

function bitmapFrame(id: number): { frame: ReceivedFrame; close: ReturnType<typeof vi.fn> } {
  const close = vi.fn();
  const bitmap = { width: 16, height: 16, close } as unknown as ImageBitmap;
  return { frame: frame(id, { frame: { kind: 'image', width: 16, height: 16, image: bitmap } }), close };
}

/** Finishes the drawing in progress. */
async function finishDrawing(): Promise<void> {
  stylizer.drawings.at(-1)!.finish(DRAWN);
  await settle();
}

/** Has the latest build fail while a drawing is in progress, then draws the second frame. */
async function refuseBuild(error: Error): Promise<void> {
  stylizer.builds.at(-1)!.refuse(error);
  await finishDrawing();
  stylizer.drawings.at(-1)!.finish(DRAWN);
  frameLoop.offer(frame(2));
  await settle();
  await finishDrawing();
}

/** Draws the first frame, so that there is a picture. */
async function withPicture(first = frame(1)): Promise<void> {
  frameLoop.offer(first);
  stylizer.builds.at(-1)!.finish();
  await settle();
  await finishDrawing();
}

test('the first picture is a draft, which serves until the whole network is built', async () => {
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

test('a newer frame replaces the waiting one', async () => {
  await withPicture();
  for (const id of [2, 3, 4]) {
    frameLoop.offer(frame(id));
    await settle();
  }
  await finishDrawing();
  await finishDrawing();
  expect(told).toEqual(['presented 1', 'dropped 3', 'presented 2', 'presented 4']);
});

test('a frame that was superseded while its stylizer was built is not drawn', async () => {
  frameLoop.offer(frame(1));
  frameLoop.offer(frame(2));
  stylizer.builds[0]!.finish();
  await settle();
  stylizer.drawings[0]!.finish(DRAWN);
  await settle();
  expect(told).toEqual(['dropped 1', 'presented 2']);
});

test('the discontinuity of a dropped frame holds for the frame drawn in its place', async () => {
  await withPicture();
  frameLoop.offer(frame(2));
  await settle();
  frameLoop.offer(frame(3, { discontinuity: true }));
  frameLoop.offer(frame(4));
  await finishDrawing();
  expect(stylizer.drawings.map(({ reset }) => reset)).toEqual([true, false, true]);
});

test('the old style draws while another is built', async () => {
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
  await withPicture();
  frameLoop.setNetwork({ size: 'M', lines: 1080 });
  await settle();
  await refuseBuild(new Error('It does not fit the GPU.'));
  expect(told).toEqual(['presented 1', 'presented 2']);
  expect(stylizer.builds).toHaveLength(2);
  expect(stylizer.drawings.at(-1)!.network).toBe('S 720');
});

test('a style that cannot run is reported once, and the previous one stays', async () => {
  await withPicture();
  frameLoop.setLook({ style: 'broken', strength: 1 });
  await settle();
  await refuseBuild(new ModelError('It is broken.'));
  expect(told).toEqual(['presented 1', 'fault bad-style', 'presented 2']);
  expect(stylizer.builds.map(({ style }) => style)).toEqual(['anime', 'broken']);
});

test('frames are dropped while no style can run, until another one is chosen', async () => {
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

test('a frame whose device was lost is drawn on the next device, on a fresh canvas', async () => {
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
