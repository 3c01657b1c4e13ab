/** Sends a video's frames to the host: at most two in flight, and the newest as soon as one comes back. */
import { TaintedError } from '../../media/capture';
import { closeFrame, type Frame, type FrameKind, transferablesOf } from '../../media/frame';
import type { PageToHost } from '../../protocol/page-host';
import { log } from '../../util/log';
import { DuplicateFilter } from './duplicate-filter';
import { FrameTransport } from './frame-transport';
import { StalenessMonitor } from './staleness-monitor';
import { StillDetector } from './still-detector';

const MOST_IN_FLIGHT = 2;
/** Consecutive failures after which the pump reports that the video has no frames. */
const MOST_FAILURES = 10;

interface SentFrame {
  id: number;
  /** Number of the displayed frame, counted by the pump. */
  serial: number;
  /** Frames of an earlier epoch have nothing to do with the picture on display. */
  epoch: number;
  takenAt: number;
  captureMs: number;
  kind: FrameKind;
}

/** The part of a video that the pump uses. */
export type DisplayedVideo = Pick<HTMLVideoElement, 'requestVideoFrameCallback' | 'cancelVideoFrameCallback'>;

/** Captures the picture on display, as the given kind where that is possible. */
export type TakeFrame = (kind: FrameKind) => Promise<Frame>;

export type PumpEvent =
  /** Displayed frame `serial` of the current epoch is on the overlay. */
  | { type: 'presented'; serial: number }
  /** The picture on the overlay is too old. */
  | { type: 'stale' }
  /** No frames can be captured. */
  | { type: 'failed'; fault: 'tainted' | 'not-loaded' | 'no-frames' };

export class FramePump {
  readonly #video: DisplayedVideo;
  readonly #take: TakeFrame;
  readonly #send: (message: PageToHost, transfer: Transferable[]) => void;
  readonly #report: (event: PumpEvent) => void;
  readonly #transport = new FrameTransport();
  readonly #duplicates = new DuplicateFilter();
  readonly #staleness: StalenessMonitor;
  #stillness = new StillDetector();
  #every = 1;
  #isRunning = false;
  #callback = 0;
  #sent: SentFrame[] = [];
  #capturing = 0;
  #isBehind = false;
  #serial = 0;
  #epoch = 0;
  /** Number of cuts so far: changes after which a picture has nothing to do with the one before. */
  #cuts = 1;
  /** Value of `#cuts` for the frame sent last. Frames with different values are a discontinuity. */
  #sentCuts = 0;
  #nextId = 0;
  #failures = 0;

  constructor(
    video: DisplayedVideo,
    take: TakeFrame,
    send: (message: PageToHost, transfer: Transferable[]) => void,
    report: (event: PumpEvent) => void,
  ) {
    this.#video = video;
    this.#take = take;
    this.#send = send;
    this.#report = report;
    this.#staleness = new StalenessMonitor(() => report({ type: 'stale' }));
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#listen();
    this.refresh();
  }

  stop(): void {
    this.#isRunning = false;
    this.#video.cancelVideoFrameCallback(this.#callback);
    this.#isBehind = false;
    this.#duplicates.forget();
  }

  /** Sends only every `every`-th frame of the playing video from now on. */
  setPace(every: number): void {
    this.#every = Math.max(1, every);
  }

  /** Sends the next frame even if it equals the last one, which may be lost. */
  distrust(): void {
    this.#duplicates.forget();
  }

  /** Returns the share of the frames since the last call that showed something new. */
  takeChanging(): number {
    return this.#duplicates.takeChanging();
  }

  /** Marks the next frame as unrelated to earlier ones, and ignores earlier ones that are still to be presented. */
  interrupt(): void {
    this.#epoch++;
    this.#cuts++;
    this.#duplicates.forget();
  }

  /** Marks the next frame as one of another position. Earlier frames stay valid until it is there. */
  seek(): void {
    this.#cuts++;
    this.#staleness.keepThroughSeek();
  }

  /** Sends the picture of the new position. Until a seek has ended, the video displays the one before. */
  land(): void {
    this.#cuts++;
    this.refresh();
  }

  /** Starts over for another picture size. */
  resized(): void {
    this.interrupt();
    this.#transport.restart();
    this.#stillness = new StillDetector();
  }

  /** Sends the picture on display now, playing or not. */
  refresh(): void {
    if (this.#isRunning) void this.#pump();
  }

  /** Forgets how late pictures were so far. Call it when the overlay is hidden, because later ones may be in time. */
  forgetLag(): void {
    this.#staleness.reset();
  }

  /** Records that the host is done with frame `id`. */
  acknowledge(id: number, presented: boolean): void {
    const index = this.#sent.findIndex((frame) => frame.id === id);
    const frame = this.#sent[index];
    if (!frame) return;
    this.#sent.splice(index, 1);
    if (presented) {
      this.#transport.record(frame.kind, performance.now() - frame.takenAt, frame.captureMs);
      if (frame.epoch === this.#epoch) this.#reportPresented(frame.serial, frame.takenAt);
    } else {
      this.#duplicates.forget();
    }
    if (this.#isBehind) this.refresh();
  }

  /** Time at which the oldest frame in flight was taken; null when none is in flight. */
  get waitingSince(): number | null {
    return this.#sent[0]?.takenAt ?? null;
  }

  #listen(): void {
    this.#callback = this.#video.requestVideoFrameCallback(() => {
      if (!this.#isRunning) return;
      this.#listen();
      this.#serial++;
      this.#staleness.displayed(this.#serial);
      if (this.#serial % this.#every === 0) void this.#pump();
    });
  }

  async #pump(): Promise<void> {
    const room = this.#transport.measuring ? 1 : MOST_IN_FLIGHT;
    if (this.#sent.length + this.#capturing >= room) {
      this.#isBehind = true;
      return;
    }
    this.#isBehind = false;
    this.#capturing++;
    const [serial, epoch, cuts, takenAt] = [this.#serial, this.#epoch, this.#cuts, performance.now()];
    const asked = this.#stillness.isStill && !this.#transport.measuring ? 'planes' : this.#transport.next;
    try {
      const frame = await this.#take(asked);
      this.#failures = 0;
      if (frame.kind !== asked) this.#transport.settle(frame.kind);
      if (frame.kind === 'planes') this.#stillness.see(frame);
      const isCurrent = this.#isRunning && epoch === this.#epoch;
      if (isCurrent && this.#isDuplicate(frame, cuts)) this.#skip(serial, takenAt);
      else if (isCurrent) {
        this.#post(frame, { serial, epoch, takenAt }, cuts);
        if (frame.kind === 'image' && this.#stillness.isDue) await this.#checkStillness();
      } else closeFrame(frame);
    } catch (error) {
      log('frames', 'A frame cannot be captured', error);
      if (!this.#isRunning) return;
      if (error instanceof TaintedError) this.#report({ type: 'failed', fault: error.fault });
      else if (++this.#failures >= MOST_FAILURES) this.#report({ type: 'failed', fault: 'no-frames' });
    } finally {
      this.#capturing--;
    }
    // The video may have displayed another frame during the capture.
    if (this.#isBehind) this.refresh();
  }

  /** Captures the picture as planes, which can be compared, to see whether the video stands still. */
  async #checkStillness(): Promise<void> {
    const frame = await this.#take('planes');
    if (frame.kind === 'planes') return this.#stillness.see(frame);
    closeFrame(frame);
    this.#stillness.giveUp();
  }

  /** Lets every frame through while transports are measured, because the measurement needs all of them. */
  #isDuplicate(frame: Frame, cuts: number): boolean {
    return this.#duplicates.isRepeat(frame) && !this.#transport.measuring && cuts === this.#sentCuts;
  }

  /** Skips a duplicate: the last frame sent shows the same picture and counts for this one too. */
  #skip(serial: number, takenAt: number): void {
    const last = this.#sent.at(-1);
    if (last) last.serial = serial;
    else this.#reportPresented(serial, takenAt);
  }

  #reportPresented(serial: number, takenAt: number): void {
    this.#staleness.presented(serial, takenAt);
    this.#report({ type: 'presented', serial });
  }

  /** @param cuts cuts before the frame was taken */
  #post(frame: Frame, taken: Pick<SentFrame, 'serial' | 'epoch' | 'takenAt'>, cuts: number): void {
    const id = this.#nextId++;
    const now = performance.now();
    const captureMs = now - taken.takenAt;
    this.#sent.push({ id, kind: frame.kind, captureMs, ...taken });
    const message: PageToHost = {
      type: 'frame',
      id,
      captureMs,
      sentAt: performance.timeOrigin + now,
      discontinuity: cuts !== this.#sentCuts,
      frame,
    };
    this.#sentCuts = cuts;
    this.#send(message, transferablesOf(frame));
  }
}
