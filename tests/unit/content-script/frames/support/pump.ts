import { afterEach, beforeEach, vi } from 'vitest';
import { FramePump } from '../../../../../src/content-script/frames/frame-pump';
import type { Frame, FrameKind } from '../../../../../src/media/frame';
import type { FrameMessage } from '../../../../../src/protocol/page-host';

/**
 * Fakes a video that displays frames on demand, numbered by their first luma byte, and a host that only collects.
 * @param planesMs duration of a capture as planes
 */
export function setUpPump(only?: FrameKind, planesMs = 0) {
  let callback: VideoFrameRequestCallback | undefined;
  let picture = 0;
  let listened = 0;
  const video = {
    requestVideoFrameCallback: (next: VideoFrameRequestCallback) => {
      callback = next;
      return ++listened;
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
  /** What each message hands over instead of copying it. */
  const handedOver: Transferable[][] = [];
  const failed: string[] = [];
  const pump = new FramePump(
    video,
    take,
    (message, transfer) => {
      sent.push(message as FrameMessage);
      handedOver.push(transfer);
    },
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
    handedOver,
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
    /** Times that the pump asked to be told of the next displayed frame. */
    listened: () => listened,
  };
}

/** Drives the clock that the pump reads by hand in every test of the file that calls it. */
export function useHandDrivenClock(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}
