import { ModelError, type Timings } from '../../engine';
import { closeFrame } from '../../media/frame';
import type { Fault } from '../../protocol/faults';
import type { Look, PageToHost } from '../../protocol/page-host';
import { StyleError } from '../gpu/style-library';
import { type NetworkChoice, START_LEVEL } from '../quality/quality-ladder';
import type { StatsMeter } from '../quality/stats';
import type { OverlayPresenter } from './presenter';
import type { DrawTimes, StylizerSlot } from './stylizer-slot';

/** A frame as it arrived, with what the way cost. */
export interface ReceivedFrame extends Omit<Extract<PageToHost, { type: 'frame' }>, 'type' | 'sentAt'> {
  transportMs: number;
}

/** Frames in a row that the GPU may refuse. */
const FAILURES_ALLOWED = 3;

/** A paused video, or one in a hidden tab, gives its GPU memory back after this; the picture on show stays. */
const REST_AFTER_MS = 30_000;

/** What a painter draws with. */
export type FrameStylizer = Pick<
  StylizerSlot,
  'styleId' | 'drawn' | 'uses' | 'fits' | 'build' | 'draw' | 'timings' | 'forget' | 'destroy'
>;

export interface FrameLoopEvents {
  presented(id: number): void;
  dropped(id: number): void;
  /** The painter goes on with what it had. */
  fault(fault: Fault, message: string): void;
  /** The painter cannot go on. */
  failed(error: unknown): void;
}

/**
 * Draws one video's frames in the look asked for: one is drawn at a time and one waits, whose place a newer one takes. The
 * newest drawn frame is kept, to be drawn again when the look changes under a paused video or the device was lost.
 */
export class FrameLoop {
  #waiting: ReceivedFrame | undefined;
  #last: ReceivedFrame | undefined;
  #redraw = false;
  #drawing = false;
  #discontinuity = true;
  #building: Promise<void> | undefined;
  /** Styles that could not be had: not tried again until another one is asked for. */
  readonly #badStyles = new Set<string>();
  /** Style drawn last, which stays where the one asked for is bad. */
  #goodStyle: string | undefined;
  #network: NetworkChoice = START_LEVEL;
  /** Networks the GPU refused in this style, where another one runs. */
  readonly #badNetworks = new Set<string>();
  #rest: ReturnType<typeof setTimeout> | undefined;
  #canvasLost = false;
  #failures = 0;
  #destroyed = false;

  constructor(
    private readonly renderer: FrameStylizer,
    private readonly presenter: OverlayPresenter,
    private readonly meter: StatsMeter,
    private look: Look,
    private readonly events: FrameLoopEvents,
  ) {}

  /** Style and size of the picture on show; undefined before the first one. */
  get shown(): { style: string; width: number; height: number } | undefined {
    if (!this.#last || !this.#goodStyle) return undefined;
    const { width, height } = this.#last.frame;
    return { style: this.#goodStyle, width, height };
  }

  /** What the GPU measured of a recent frame; undefined where it cannot. */
  timings(): Promise<Timings | undefined> {
    return this.renderer.timings();
  }

  /** The network in use, and what recent frames of it cost the GPU in ms. */
  get drawn(): StylizerSlot['drawn'] {
    return this.renderer.drawn;
  }

  offer(frame: ReceivedFrame): void {
    // What a dropped frame said of the picture before it holds for the one drawn in its place.
    this.#discontinuity ||= frame.discontinuity;
    if (this.#waiting) this.#drop(this.#waiting);
    this.#waiting = frame;
    void this.#drain();
  }

  setLook(look: Look): void {
    if (look.style !== this.look.style) {
      this.#badStyles.clear();
      this.#badNetworks.clear();
    }
    this.look = look;
    this.redraw();
  }

  /** Draws with this network from now on; the one of before serves until it is made. */
  setNetwork({ size, lines }: NetworkChoice): void {
    if (size === this.#network.size && lines === this.#network.lines) return;
    this.#network = { size, lines };
    this.redraw();
  }

  /** Draws the last frame once more, unless a newer one is about to be. */
  redraw(): void {
    this.#redraw = true;
    void this.#drain();
  }

  /** Makes everything anew on the next device and shows the last frame again. */
  handleDeviceLoss(): void {
    this.renderer.forget();
    this.#canvasLost = true;
    this.redraw();
  }

  destroy(): void {
    this.#destroyed = true;
    clearTimeout(this.#rest);
    this.renderer.destroy();
    this.presenter.destroy();
    for (const frame of [this.#waiting, this.#last]) if (frame) closeFrame(frame.frame);
    this.#waiting = undefined;
    this.#last = undefined;
  }

  async #drain(): Promise<void> {
    if (this.#drawing) return;
    this.#drawing = true;
    clearTimeout(this.#rest);
    try {
      for (let frame = this.#next(); frame; frame = this.#next()) await this.#draw(frame);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#drawing = false;
    }
    if (!this.#destroyed) this.#rest = setTimeout(() => this.renderer.forget(), REST_AFTER_MS);
  }

  #next(): ReceivedFrame | undefined {
    const frame = this.#waiting ?? (this.#redraw ? this.#last : undefined);
    this.#waiting = undefined;
    this.#redraw = false;
    return frame;
  }

  /** Draws a new frame, or the last one again, of which the page was told before. */
  async #draw(frame: ReceivedFrame): Promise<void> {
    const again = frame === this.#last;
    const ready = await this.#makeReady(frame.frame.width, frame.frame.height);
    if (this.#destroyed) return closeFrame(frame.frame);
    if (!ready || this.#waiting) return again ? undefined : this.#drop(frame);
    const reset = this.#discontinuity;
    this.#discontinuity = false;
    let times: DrawTimes | undefined;
    try {
      times = await this.renderer.draw(frame.frame, this.look.strength, { reset, again }, this.presenter);
    } catch (error) {
      this.#discontinuity = true;
      this.#giveUp(frame, error);
      return;
    }
    if (this.#destroyed) return closeFrame(frame.frame);
    this.#failures = 0;
    if (times) {
      this.#goodStyle = this.renderer.styleId;
      if (!again) this.#present(frame, times);
    } else if (!again) {
      // The device was lost under it: it waits for the next one, unless a newer frame does.
      if (this.#waiting) this.#drop(frame);
      else this.#waiting = frame;
    }
  }

  /** One frame may be unreadable, a bitmap that went with a lost GPU process for one; several in a row are a fault. */
  #giveUp(frame: ReceivedFrame, error: unknown): void {
    closeFrame(frame.frame);
    if (this.#destroyed) return;
    if (frame === this.#last) this.#last = undefined;
    else this.#drop(frame);
    if (++this.#failures >= FAILURES_ALLOWED) this.#fail(error);
  }

  #present(frame: ReceivedFrame, times: DrawTimes): void {
    if (this.#last) closeFrame(this.#last.frame);
    this.#last = frame;
    this.meter.drawn({ captureMs: frame.captureMs, transportMs: frame.transportMs, ...times });
    this.events.presented(frame.id);
  }

  /** Whether frames of this size can be drawn now. The old style serves while the one asked for is being made. */
  async #makeReady(width: number, height: number): Promise<boolean> {
    while (!this.#destroyed) {
      if (this.#canvasLost) {
        this.#canvasLost = false;
        await this.presenter.renew();
        continue;
      }
      const style = [this.look.style, this.#goodStyle].find((id) => id !== undefined && !this.#badStyles.has(id));
      if (style === undefined) return false;
      if (this.renderer.fits(width, height)) {
        const network = this.#usableNetwork;
        if (!this.renderer.uses(style, network) && !this.#badNetworks.has(nameOf(network))) {
          this.#build(style, width, height, false).then(
            () => this.redraw(),
            (error) => this.#fail(error),
          );
        }
        return true;
      }
      // A picture soon, a better one later.
      await this.#build(style, width, height, true);
    }
    return false;
  }

  get #usableNetwork(): NetworkChoice {
    return this.#badNetworks.has(nameOf(this.#network)) ? START_LEVEL : this.#network;
  }

  /** Builds one at a time: where one is being made already, that one is waited for instead. */
  #build(style: string, width: number, height: number, draft: boolean): Promise<void> {
    const network = this.#usableNetwork;
    this.#building ??= this.renderer
      .build(style, width, height, network, draft)
      .catch((error) => {
        if (this.renderer.styleId === style && this.renderer.fits(width, height)) {
          // The network in use goes on.
          this.#badNetworks.add(nameOf(network));
          return;
        }
        if (!(error instanceof StyleError || error instanceof ModelError)) throw error;
        this.#badStyles.add(style);
        this.events.fault('bad-style', error.message);
      })
      .finally(() => {
        this.#building = undefined;
      });
    return this.#building;
  }

  #drop(frame: ReceivedFrame): void {
    closeFrame(frame.frame);
    this.meter.dropped();
    this.events.dropped(frame.id);
  }

  #fail(error: unknown): void {
    if (!this.#destroyed) this.events.failed(error);
  }
}

const nameOf = ({ size, lines }: NetworkChoice): string => `${size} ${lines}`;
