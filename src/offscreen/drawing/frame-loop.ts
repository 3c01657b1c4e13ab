import { ModelError, type Timings } from '../../engine';
import { byteLengthOf, closeFrame } from '../../media/frame';
import type { Fault } from '../../protocol/faults';
import { type FrameMessage, isSameLook, type Look } from '../../protocol/page-host';
import { log } from '../../util/log';
import { StyleError } from '../gpu/style-library';
import { type NetworkChoice, START_LEVEL } from '../quality/quality-ladder';
import type { StatsMeter } from '../quality/stats';
import type { OverlayPresenter } from './overlay-presenter';
import type { DrawTimes, StylizerHolder } from './stylizer-holder';

/** A frame as it arrived, with the cost of its transport. */
export interface ReceivedFrame extends Omit<FrameMessage, 'type' | 'sentAt'> {
  transportMs: number;
}

/** Number of consecutive frames that the GPU may refuse before it is a fault. */
const FAILURES_ALLOWED = 3;

/** Time after the last frame at which a paused or hidden video frees its GPU memory. Its picture stays on screen. */
const FREE_AFTER_MS = 30_000;

/** The part of a StylizerHolder that draws frames. */
export type FrameStylizer = Pick<
  StylizerHolder,
  'styleId' | 'drawn' | 'gpuBytes' | 'uses' | 'fits' | 'build' | 'draw' | 'timings' | 'forget' | 'destroy'
>;

export interface FrameLoopEvents {
  presented(id: number): void;
  dropped(id: number, bytes: number): void;
  firstDrawing(): void;
  /** The loop continues with the last good state. */
  fault(fault: Fault, message: string): void;
  /** The loop cannot continue. */
  failed(error: unknown): void;
}

/**
 * Draws one video's frames, one at a time. One more frame may wait, and a newer frame replaces it. The newest drawn frame is
 * kept, to be drawn again when the look of a paused video changes or after the device was lost.
 */
export class FrameLoop {
  readonly #stylizer: FrameStylizer;
  readonly #presenter: OverlayPresenter;
  readonly #stats: StatsMeter;
  readonly #events: FrameLoopEvents;
  #look: Look;
  #waiting: ReceivedFrame | undefined;
  #last: ReceivedFrame | undefined;
  #redraw = false;
  #isDrawing = false;
  #discontinuity = true;
  #building: Promise<void> | undefined;
  /** Styles that failed to load. They are tried again after the user has chosen another one. */
  readonly #badStyles = new Set<string>();
  /** The style drawn last, which stays in use if the requested style cannot be loaded. */
  #goodStyle: string | undefined;
  #network: NetworkChoice = START_LEVEL;
  /** Networks of this style that the GPU refused, while another one runs. */
  readonly #badNetworks = new Set<string>();
  #freeTimer: ReturnType<typeof setTimeout> | undefined;
  /** No frame was drawn with the draft yet: compiling the whole network meanwhile would delay its first picture. */
  #isDraftFresh = false;
  #isCanvasLost = false;
  #failures = 0;
  #isDestroyed = false;

  constructor(
    stylizer: FrameStylizer,
    presenter: OverlayPresenter,
    stats: StatsMeter,
    look: Look,
    events: FrameLoopEvents,
  ) {
    this.#stylizer = stylizer;
    this.#presenter = presenter;
    this.#stats = stats;
    this.#look = look;
    this.#events = events;
  }

  /** Style and size of the picture on screen; undefined before the first one. */
  get shown(): { style: string; width: number; height: number } | undefined {
    if (!this.#last || !this.#goodStyle) return undefined;
    const { width, height } = this.#last.frame;
    return { style: this.#goodStyle, width, height };
  }

  /** The frame on screen; undefined before the first one. It is closed when the next one is drawn. */
  get frame(): ReceivedFrame['frame'] | undefined {
    return this.#last?.frame;
  }

  /** GPU timings of a recent frame; undefined where the adapter cannot measure. */
  timings(): Promise<Timings | undefined> {
    return this.#stylizer.timings();
  }

  /** The network in use, and the GPU milliseconds of recent frames. */
  get drawn(): StylizerHolder['drawn'] {
    return this.#stylizer.drawn;
  }

  /** GPU memory in use. */
  get gpuBytes(): number {
    return this.#stylizer.gpuBytes;
  }

  /** Prepares for frames of a size, before the first one comes. */
  expect(width: number, height: number): void {
    this.#makeReady(width, height).catch((error) => this.#fail(error));
  }

  /** Draws this frame next, unless a newer one comes first. */
  offer(received: ReceivedFrame): void {
    // A discontinuity of a dropped frame applies to the frame drawn in its place.
    this.#discontinuity ||= received.discontinuity;
    const replaced = this.#waiting;
    this.#waiting = received;
    if (replaced) this.#drop(replaced);
    void this.#drain();
  }

  setLook(look: Look): void {
    if (isSameLook(look, this.#look)) return;
    if (look.style !== this.#look.style) for (const bad of [this.#badStyles, this.#badNetworks]) bad.clear();
    this.#look = look;
    this.redraw();
  }

  /** Draws with this network from now on. The previous one stays in use until it is built. */
  setNetwork({ size, lines }: NetworkChoice): void {
    if (size === this.#network.size && lines === this.#network.lines) return;
    this.#network = { size, lines };
    this.redraw();
  }

  /** Draws the last frame once more, unless a newer one is due. */
  redraw(): void {
    this.#redraw = true;
    void this.#drain();
  }

  /** Rebuilds everything on the next device and shows the last frame again. */
  handleDeviceLoss(): void {
    this.#stylizer.forget();
    this.#isCanvasLost = true;
    this.redraw();
  }

  destroy(): void {
    this.#isDestroyed = true;
    clearTimeout(this.#freeTimer);
    this.#stylizer.destroy();
    this.#presenter.destroy();
    for (const received of [this.#waiting, this.#last]) if (received) closeFrame(received.frame);
    this.#waiting = undefined;
    this.#last = undefined;
  }

  async #drain(): Promise<void> {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    clearTimeout(this.#freeTimer);
    try {
      for (let received = this.#next(); received; received = this.#next()) await this.#draw(received);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isDrawing = false;
    }
    if (!this.#isDestroyed) this.#freeTimer = setTimeout(() => this.#stylizer.forget(), FREE_AFTER_MS);
  }

  #next(): ReceivedFrame | undefined {
    const received = this.#waiting ?? (this.#redraw ? this.#last : undefined);
    this.#waiting = undefined;
    this.#redraw = false;
    return received;
  }

  /** Draws a new frame, or the last one again. The page gets one answer to each frame. */
  async #draw(received: ReceivedFrame): Promise<void> {
    const { frame } = received;
    const again = received === this.#last;
    const isReady = await this.#makeReady(frame.width, frame.height);
    if (this.#isDestroyed) return closeFrame(frame);
    if (!isReady || this.#waiting) return again ? undefined : this.#drop(received);
    const reset = this.#discontinuity;
    this.#discontinuity = false;
    if (!this.#goodStyle) this.#events.firstDrawing();
    let times: DrawTimes | undefined;
    try {
      times = await this.#stylizer.draw(frame, this.#look, { reset, again }, this.#presenter);
    } catch (error) {
      log('drawing', 'A frame was refused', error);
      this.#discontinuity = true;
      this.#giveUp(received, error);
      return;
    }
    if (this.#isDestroyed) return closeFrame(frame);
    if (this.#isDraftFresh) {
      this.#isDraftFresh = false;
      this.expect(frame.width, frame.height);
    }
    this.#failures = 0;
    if (times) {
      if (this.#stylizer.styleId !== this.#goodStyle) log('drawing', `${this.#stylizer.styleId} is shown`);
      this.#goodStyle = this.#stylizer.styleId;
      if (!again) this.#present(received, times);
    } else if (!again) {
      // The device was lost during drawing. Let the frame wait for the next device, unless a newer frame already waits.
      if (this.#waiting) this.#drop(received);
      else this.#waiting = received;
    }
  }

  /** Skips a frame that cannot be read, such as an image lost with the GPU process. Several in a row are a fault. */
  #giveUp(received: ReceivedFrame, error: unknown): void {
    closeFrame(received.frame);
    if (this.#isDestroyed) return;
    if (received === this.#last) this.#last = undefined;
    else this.#drop(received);
    if (++this.#failures >= FAILURES_ALLOWED) this.#fail(error);
  }

  #present(received: ReceivedFrame, times: DrawTimes): void {
    if (this.#last) closeFrame(this.#last.frame);
    this.#last = received;
    this.#stats.drawn({ captureMs: received.captureMs, transportMs: received.transportMs, ...times });
    this.#events.presented(received.id);
  }

  /** Returns whether frames of this size can be drawn now. The old style stays in use while the new one is being built. */
  async #makeReady(width: number, height: number): Promise<boolean> {
    while (!this.#isDestroyed) {
      if (this.#isCanvasLost) {
        this.#isCanvasLost = false;
        await this.#presenter.renew();
        continue;
      }
      const style = [this.#look.style, this.#goodStyle].find((id) => id !== undefined && !this.#badStyles.has(id));
      if (style === undefined) return false;
      if (this.#stylizer.fits(width, height)) {
        const network = this.#usableNetwork;
        const isDue = !this.#isDraftFresh && !this.#stylizer.uses(style, network);
        if (isDue && !this.#badNetworks.has(nameOf(network))) {
          this.#build(style, width, height, false).then(
            () => this.redraw(),
            (error) => this.#fail(error),
          );
        }
        return true;
      }
      // Build a draft first, which shows a picture sooner.
      await this.#build(style, width, height, true);
      this.#isDraftFresh = true;
    }
    return false;
  }

  get #usableNetwork(): NetworkChoice {
    return this.#badNetworks.has(nameOf(this.#network)) ? START_LEVEL : this.#network;
  }

  /** Builds one stylizer at a time. While one is being built, waits for that one instead. */
  #build(style: string, width: number, height: number, draft: boolean): Promise<void> {
    const network = this.#usableNetwork;
    this.#building ??= this.#stylizer
      .build(style, width, height, network, draft)
      .catch((error) => {
        log('drawing', `${style} ${nameOf(network)} cannot be built`, error);
        if (this.#stylizer.styleId === style && this.#stylizer.fits(width, height)) {
          // The network in use continues.
          this.#badNetworks.add(nameOf(network));
          return;
        }
        if (!(error instanceof StyleError || error instanceof ModelError)) throw error;
        this.#badStyles.add(style);
        this.#events.fault('bad-style', error.message);
      })
      .finally(() => {
        this.#building = undefined;
      });
    return this.#building;
  }

  #drop(received: ReceivedFrame): void {
    this.#stats.dropped();
    this.#events.dropped(received.id, byteLengthOf(received.frame));
    closeFrame(received.frame);
  }

  #fail(error: unknown): void {
    if (!this.#isDestroyed) this.#events.failed(error);
  }
}

const nameOf = ({ size, lines }: NetworkChoice): string => `${size} ${lines}`;
