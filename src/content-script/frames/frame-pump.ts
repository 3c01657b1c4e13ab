/** Sends a video's frames to the host: at most two in flight, and when one comes free, the newest. */

import { TaintedError } from '../../media/capture';
import { closeFrame, type Frame, type FrameKind, transferablesOf } from '../../media/frame';
import type { PageToHost } from '../../protocol/page-host';
import { log } from '../../util/log';
import { DuplicateFilter } from './duplicate-filter';
import { FrameTransport } from './frame-transport';
import { StillDetector } from './still-detector';

const MOST_IN_FLIGHT = 2;
/** So many failures in a row mean that there is nothing to be had. */
const MOST_FAILURES = 10;

interface Sent {
  id: number;
  /** Number of the displayed frame this is, counted by the pump. */
  serial: number;
  /** Pictures of another epoch have nothing to do with the one on display. */
  epoch: number;
  takenAt: number;
  captureMs: number;
  kind: FrameKind;
}

export interface PumpEvents {
  send(message: PageToHost, transfer: Transferable[]): void;
  /** The video displayed frame `serial`. */
  displayed(serial: number): void;
  /** A frame of the current picture is on the overlay. */
  presented(frame: { serial: number; takenAt: number }): void;
  failed(fault: 'tainted' | 'not-loaded' | 'no-frames'): void;
}

/** What the pump needs of a video. */
export type FrameSource = Pick<HTMLVideoElement, 'requestVideoFrameCallback' | 'cancelVideoFrameCallback'>;

export class FramePump<Source extends FrameSource> {
  readonly #video: Source;
  readonly #take: (video: Source, kind: FrameKind) => Promise<Frame>;
  readonly #events: PumpEvents;
  readonly #carrier = new FrameTransport();
  readonly #repeats = new DuplicateFilter();
  #stillness = new StillDetector();
  #every = 1;
  #running = false;
  #callback = 0;
  #sent: Sent[] = [];
  #capturing = 0;
  #isBehind = false;
  #serial = 0;
  #epoch = 0;
  #discontinuity = true;
  #nextId = 0;
  #failures = 0;

  /** @param take takes the picture on display, as the kind asked for where it can */
  constructor(video: Source, take: (video: Source, kind: FrameKind) => Promise<Frame>, events: PumpEvents) {
    this.#video = video;
    this.#take = take;
    this.#events = events;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#listen();
    this.refresh();
  }

  stop(): void {
    this.#running = false;
    this.#video.cancelVideoFrameCallback(this.#callback);
    this.#isBehind = false;
    this.#repeats.forget();
  }

  /** From now on only every `every`-th frame of the playing video is sent. */
  setPace(every: number): void {
    this.#every = Math.max(1, every);
  }

  /** Whatever was presented may not be on the overlay any more: the next frame is sent though it be the same. */
  distrust(): void {
    this.#repeats.forget();
  }

  /** Share of the frames since the last call that showed something new. */
  takeChanging(): number {
    return this.#repeats.takeChanging();
  }

  /** The next frame has nothing to do with those before; whatever of them is still presented does not count. */
  interrupt(): void {
    this.#epoch++;
    this.#discontinuity = true;
    this.#repeats.forget();
  }

  /** The next frame is the first of another round; those before stay good until it is there. */
  loop(): void {
    this.#discontinuity = true;
  }

  /** The picture has another size from now on. */
  resized(): void {
    this.interrupt();
    this.#carrier.restart();
    this.#stillness = new StillDetector();
  }

  /** Sends the picture on display now, playing or not. */
  refresh(): void {
    if (this.#running) void this.#pump();
  }

  /** The host is done with frame `id`. */
  acknowledge(id: number, presented: boolean): void {
    const index = this.#sent.findIndex((frame) => frame.id === id);
    const frame = this.#sent[index];
    if (!frame) return;
    this.#sent.splice(index, 1);
    if (presented) {
      this.#carrier.record(frame.kind, performance.now() - frame.takenAt, frame.captureMs);
      if (frame.epoch === this.#epoch) this.#events.presented(frame);
    } else {
      this.#repeats.forget();
    }
    if (this.#isBehind) this.refresh();
  }

  /** When the frame longest in flight was taken; null when none is. */
  get waitingSince(): number | null {
    return this.#sent[0]?.takenAt ?? null;
  }

  #listen(): void {
    this.#callback = this.#video.requestVideoFrameCallback(() => {
      if (!this.#running) return;
      this.#listen();
      this.#serial++;
      this.#events.displayed(this.#serial);
      if (this.#serial % this.#every === 0) void this.#pump();
    });
  }

  async #pump(): Promise<void> {
    const room = this.#carrier.measuring ? 1 : MOST_IN_FLIGHT;
    if (this.#sent.length + this.#capturing >= room) {
      this.#isBehind = true;
      return;
    }
    this.#isBehind = false;
    this.#capturing++;
    const [serial, epoch, takenAt] = [this.#serial, this.#epoch, performance.now()];
    const asked = this.#stillness.isStill && !this.#carrier.measuring ? 'planes' : this.#carrier.next;
    try {
      const frame = await this.#take(this.#video, asked);
      this.#failures = 0;
      if (frame.kind !== asked) this.#carrier.settle(frame.kind);
      if (frame.kind === 'planes') this.#stillness.see(frame);
      const isCurrent = this.#running && epoch === this.#epoch;
      if (isCurrent && this.#isRepeat(frame)) this.#skip(serial, takenAt);
      else if (isCurrent) {
        this.#send(frame, { serial, epoch, takenAt });
        if (frame.kind === 'image' && this.#stillness.isDue) await this.#look();
      } else closeFrame(frame);
    } catch (error) {
      log('frames', 'A frame cannot be captured', error);
      if (!this.#running) return;
      if (error instanceof TaintedError) this.#events.failed(error.fault);
      else if (++this.#failures >= MOST_FAILURES) this.#events.failed('no-frames');
    } finally {
      this.#capturing--;
    }
    // Whatever was displayed while this one was being taken.
    if (this.#isBehind) this.refresh();
  }

  /** Sees whether the video stands still. */
  async #look(): Promise<void> {
    const frame = await this.#take(this.#video, 'planes');
    if (frame.kind === 'planes') return this.#stillness.see(frame);
    closeFrame(frame);
    this.#stillness.giveUp();
  }

  /** While carriers are compared every picture goes: the comparison needs them all. */
  #isRepeat(frame: Frame): boolean {
    return this.#repeats.isRepeat(frame) && !this.#carrier.measuring && !this.#discontinuity;
  }

  /** The picture is the one sent last: that stands for this frame too. */
  #skip(serial: number, takenAt: number): void {
    const last = this.#sent.at(-1);
    if (last) last.serial = serial;
    else this.#events.presented({ serial, takenAt });
  }

  #send(frame: Frame, taken: Pick<Sent, 'serial' | 'epoch' | 'takenAt'>): void {
    const id = this.#nextId++;
    const now = performance.now();
    const captureMs = now - taken.takenAt;
    this.#sent.push({ id, kind: frame.kind, captureMs, ...taken });
    const message: PageToHost = {
      type: 'frame',
      id,
      captureMs,
      sentAt: performance.timeOrigin + now,
      discontinuity: this.#discontinuity,
      frame,
    };
    this.#discontinuity = false;
    this.#events.send(message, transferablesOf(frame));
  }
}
