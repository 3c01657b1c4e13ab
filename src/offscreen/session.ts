import type { Runtime } from 'webextension-polyfill';
import { NoGpuError } from '../engine';
import type { Fault } from '../protocol/faults';
import { LIMITS } from '../protocol/limits';
import {
  type HostToPage,
  type Look,
  type PageToHost,
  type PlaybackReport,
  parsePageToHost,
} from '../protocol/page-host';
import { logged } from '../util/log';
import { FrameLoop } from './drawing/frame-loop';
import { FrameTap } from './drawing/frame-tap';
import { connectPresenter, type OverlayPresenter } from './drawing/presenter';
import { takeSnapshot } from './drawing/snapshot';
import { StylizerSlot } from './drawing/stylizer-slot';
import { DeviceLostError, type DeviceManager } from './gpu/device-manager';
import type { StyleLibrary } from './gpu/style-library';
import type { VideoReport } from './quality/governor';
import type { QualityLevel } from './quality/quality-ladder';
import { StatsMeter } from './quality/stats';

/** How long a page may take to open its session, and then to open its liveness port. */
const PAGE_PATIENCE_MS = 10_000;

/** A page that switches off says so on its own port, which on a busy computer may arrive long after the liveness port's end. */
const FAREWELL_MS = 1000;

/** Until the page says how its video stands nothing is reckoned with. */
const UNSEEN: PlaybackReport = { area: 0, lines: 0, frameMs: null, missed: 0 };

/** Why a session ended: `off` where the user switched the video off. */
export type EndReason = Extract<PageToHost, { type: 'close' }>['reason'];

/** One video's conversation with its page: opening, frames and looks in, answers and figures out, the end. */
export class HostSession {
  /** Names the liveness port; known to this page alone. */
  readonly id = crypto.randomUUID();

  #meter = new StatsMeter();
  #painter: FrameLoop | undefined;
  #presenter: OverlayPresenter | undefined;
  #copies: FrameTap | undefined;
  #isTakingSnapshot = false;
  #liveness: Runtime.Port | undefined;
  #patience: ReturnType<typeof setTimeout>;
  #look: Look | undefined;
  #playback = UNSEEN;
  #pace = 1;
  #ended = false;

  /** @param onEnd called once, when everything was let go */
  constructor(
    private readonly page: MessagePort,
    private readonly overlay: MessagePort,
    private readonly graphics: DeviceManager,
    private readonly library: StyleLibrary,
    private readonly onEnd: (session: HostSession, reason: EndReason) => void,
  ) {
    page.onmessage = ({ data }) => this.#receive(data);
    page.onmessageerror = () => this.#fail('internal', 'A message of the page could not be read.');
    this.#patience = this.#waitForPage();
  }

  /** Ties the session's life to a runtime port: the page has gone when it disconnects. */
  connect(port: Runtime.Port): void {
    if (this.#liveness) {
      port.disconnect();
      return;
    }
    this.#liveness = port;
    clearTimeout(this.#patience);
    port.onDisconnect.addListener(() => {
      this.#patience = setTimeout(() => this.end('gone'), FAREWELL_MS);
    });
  }

  /** The device went with all that was on it. */
  handleDeviceLoss(recoverable: boolean): void {
    const message = 'The graphics device was lost.';
    if (!recoverable) {
      this.#fail('device-lost', message);
    } else if (this.#painter) {
      this.#post({ type: 'fault', fault: 'device-lost', message, fatal: false });
      this.#painter.handleDeviceLoss();
    }
  }

  /** Sends the page its figures, once there is a picture. Where the GPU measures its own time, that is what is told. */
  async reportStats(adapter: string): Promise<void> {
    if (!this.#painter?.shown) return;
    const timings = await this.#painter.timings();
    const { shown } = this.#painter;
    if (this.#ended || !shown) return;
    const stats = { ...this.#meter.take(), ...shown, adapter: shortened(adapter) };
    if (timings) stats.networkMs = timings.importMs + timings.networkMs;
    if (timings) stats.presentMs += timings.presentMs;
    this.#post({ type: 'stats', stats });
  }

  /** What the governor goes by; undefined before there is a picture. */
  report(): VideoReport | undefined {
    const shown = this.#painter?.shown;
    if (!this.#painter || !shown || this.#ended) return undefined;
    const { network, times } = this.#painter.drawn;
    const quality = this.#look?.quality ?? 'auto';
    const sizes = this.library.sizes(shown.style);
    return { ...this.#playback, id: this.id, quality, sizes, frame: shown, drawn: network, times };
  }

  /** Draws as the governor decided, and tells the page how many of its frames are wanted. */
  setLevel({ size, lines, every }: QualityLevel): void {
    this.#painter?.setNetwork({ size, lines });
    if (this.#pace === every) return;
    this.#pace = every;
    this.#post({ type: 'pace', every });
  }

  /** Lets go of everything: GPU memory, pictures, ports, timers. Safe to call again. */
  end(reason: EndReason): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#patience);
    this.#copies?.want(false);
    this.#painter?.destroy();
    for (const port of [this.page, this.overlay]) {
      port.onmessage = null;
      port.onmessageerror = null;
      port.close();
    }
    this.#liveness?.disconnect();
    this.onEnd(this, reason);
  }

  #receive(data: unknown): void {
    const message = parsePageToHost(data);
    // `open` comes first, and once.
    const isInTurn = message && (message.type === 'open') === (this.#look === undefined);
    if (!isInTurn) this.#fail('internal', 'The page sent a message that was not agreed on.');
    else if (message.type === 'close') this.end(message.reason);
    else if (message.type === 'frame') this.#receiveFrame(message);
    else if (message.type === 'playback') this.#playback = message.report;
    else if (message.type === 'take-snapshot') void this.#takeSnapshot(message.id);
    else if (message.type === 'copies') this.#receiveCopies(message.wanted);
    else this.#receiveLook(message);
  }

  #receiveLook({ type, look }: Extract<PageToHost, { look: Look }>): void {
    this.#look = look;
    if (type === 'open') void this.#open();
    else this.#painter?.setLook(look);
  }

  #receiveFrame(message: Extract<PageToHost, { type: 'frame' }>): void {
    if (this.#painter) this.#painter.offer({ ...message, transportMs: Math.max(0, wallClock() - message.sentAt) });
    else this.#fail('internal', 'The page did not wait for the host.');
  }

  /** What stands still is drawn once more, for there is no other picture to copy. */
  #receiveCopies(wanted: boolean): void {
    this.#copies?.want(wanted);
    if (wanted) this.#painter?.redraw();
  }

  /** One at a time: each costs the GPU another drawing. */
  async #takeSnapshot(id: number): Promise<void> {
    let png: Blob | null = null;
    if (this.#painter && this.#presenter && !this.#isTakingSnapshot) {
      this.#isTakingSnapshot = true;
      png = await takeSnapshot(this.#painter, this.#presenter).catch(logged('session', 'No snapshot', null));
      this.#isTakingSnapshot = false;
    }
    if (!this.#ended) this.#post({ type: 'snapshot', id, png });
  }

  async #open(): Promise<void> {
    try {
      await this.graphics.device();
      const presenter = await connectPresenter(this.overlay);
      if (this.#ended || !this.#look) {
        presenter.destroy();
        return;
      }
      this.#presenter = presenter;
      this.#copies = new FrameTap(presenter, (bitmap) => this.#post({ type: 'copy', bitmap }, [bitmap]));
      const renderer = new StylizerSlot(this.graphics, this.library);
      this.#painter = new FrameLoop(renderer, presenter, this.#meter, this.#look, {
        presented: (id) => this.#post({ type: 'presented', id }),
        dropped: (id) => this.#post({ type: 'dropped', id }),
        fault: (fault, message) => this.#post({ type: 'fault', fault, message: shortened(message), fatal: false }),
        failed: (error) => this.#fail(faultOf(error), sentenceOf(error)),
      });
    } catch (error) {
      this.#fail(faultOf(error), sentenceOf(error));
      return;
    }
    clearTimeout(this.#patience);
    this.#patience = this.#waitForPage();
    this.#post({ type: 'ready', session: this.id });
  }

  #waitForPage(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.end('gone'), PAGE_PATIENCE_MS);
  }

  #post(message: HostToPage, transfer: Transferable[] = []): void {
    this.page.postMessage(message, transfer);
  }

  #fail(fault: Fault, message: string): void {
    if (this.#ended) return;
    this.#post({ type: 'fault', fault, message: shortened(message), fatal: true });
    this.end('gone');
  }
}

/** The clock both ends share, in ms. */
const wallClock = () => performance.timeOrigin + performance.now();

const shortened = (message: string) => message.slice(0, LIMITS.maxTextLength);

function faultOf(error: unknown): Fault {
  if (error instanceof NoGpuError) return 'no-gpu';
  if (error instanceof DeviceLostError) return 'device-lost';
  return 'internal';
}

const sentenceOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
