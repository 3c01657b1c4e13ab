import { vi } from 'vitest';
import { FrameLoop, type FrameStylizer, type ReceivedFrame } from '../../../../../src/offscreen/drawing/frame-loop';
import type { OverlayPresenter } from '../../../../../src/offscreen/drawing/overlay-presenter';
import type { DrawTimes, Sequence } from '../../../../../src/offscreen/drawing/stylizer-holder';
import type { NetworkChoice } from '../../../../../src/offscreen/quality/quality-ladder';
import { StatsMeter } from '../../../../../src/offscreen/quality/stats';
import type { Look } from '../../../../../src/protocol/page-host';

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

  draw(_frame: unknown, { strength }: Look, { reset, again }: Sequence): Promise<DrawTimes | undefined> {
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

export const DRAWN: DrawTimes = { networkMs: 1, presentMs: 1 };

/** Lets pending promises settle. */
export const settle = () => new Promise((resolve) => setTimeout(resolve));

/** Returns a frame of 16 x 16 pixels as planes. */
export function frame(id: number, change: Partial<ReceivedFrame> = {}): ReceivedFrame {
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

/** Returns a frame as an image, and whether it was closed. */
export function bitmapFrame(id: number): { frame: ReceivedFrame; close: ReturnType<typeof vi.fn> } {
  const close = vi.fn();
  const bitmap = { width: 16, height: 16, close } as unknown as ImageBitmap;
  return { frame: frame(id, { frame: { kind: 'image', width: 16, height: 16, image: bitmap } }), close };
}

/** Makes a frame loop whose stylizer is driven by hand; `told` lists what it tells its owner. */
export function setUpFrameLoop() {
  const stylizer = new HandDrivenStylizer();
  const told: string[] = [];
  /** Number of drawings so far, whenever the first picture is about to be drawn. */
  const drawing: number[] = [];
  const renew = vi.fn(async () => {});
  const presenter = { renew, destroy: vi.fn() } as unknown as OverlayPresenter;
  const frameLoop = new FrameLoop(
    stylizer,
    presenter,
    new StatsMeter(),
    { style: 'anime', strength: 1 },
    {
      firstDrawing: () => drawing.push(stylizer.drawings.length),
      presented: (id) => told.push(`presented ${id}`),
      dropped: (id) => told.push(`dropped ${id}`),
      fault: (fault) => told.push(`fault ${fault}`),
      failed: () => told.push('failed'),
    },
  );

  /** Finishes the drawing in progress. */
  const finishDrawing = async (): Promise<void> => {
    stylizer.drawings.at(-1)!.finish(DRAWN);
    await settle();
  };

  /** Has the latest build fail while a drawing is in progress, then draws the second frame. */
  const refuseBuild = async (error: Error): Promise<void> => {
    stylizer.builds.at(-1)!.refuse(error);
    await finishDrawing();
    stylizer.drawings.at(-1)!.finish(DRAWN);
    frameLoop.offer(frame(2));
    await settle();
    await finishDrawing();
  };

  /** Draws the first frame, so that there is a picture. */
  const withPicture = async (first = frame(1)): Promise<void> => {
    frameLoop.offer(first);
    stylizer.builds.at(-1)!.finish();
    await settle();
    await finishDrawing();
  };

  return { stylizer, told, drawing, renew, frameLoop, finishDrawing, refuseBuild, withPicture };
}
