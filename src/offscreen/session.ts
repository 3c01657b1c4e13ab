/** The life of one video at the host: it opens, takes frames and looks, answers with pictures and stats, and ends. */
import type { Runtime } from 'webextension-polyfill';
import type { Frame } from '../engine';
import type { Fault } from '../protocol/faults';
import type { FrameMessage, HostToPage, Look, PageToHost, PlaybackReport } from '../protocol/page-host';
import { log, logged } from '../util/log';
import { wallClock } from '../util/wall-clock';
import { FrameLoop } from './drawing/frame-loop';
import { FrameTap } from './drawing/frame-tap';
import { prepareStyle } from './drawing/prepare-style';
import { connectPresenter } from './drawing/presenter';
import { StylizerHolder } from './drawing/stylizer-holder';
import { faultOf, shortened } from './fault-of';
import type { DeviceManager } from './gpu/device-manager';
import type { StyleLibrary } from './gpu/style-library';
import { type EndReason, Liveness } from './liveness';
import { PageMessages } from './page-messages';
import type { VideoReport } from './quality/governor';
import { firstChoice, type QualityLevel } from './quality/quality-ladder';
import { StatsMeter } from './quality/stats';
import { UserRequests } from './user-requests';

/** Counts as no load, until the first report of the page. */
const UNSEEN: PlaybackReport = { area: 0, lines: 0, frameMs: null, missed: 0 };

type Opening = Extract<PageToHost, { type: 'open' }>;

export class HostSession {
  /** Names the liveness port; only this page knows it. */
  readonly id = crypto.randomUUID();

  readonly #page: MessagePort;
  readonly #overlay: MessagePort;
  readonly #devices: DeviceManager;
  readonly #styles: StyleLibrary;
  readonly #onEnd: (session: HostSession, reason: EndReason) => void;
  readonly #stats = new StatsMeter();
  #frameLoop: FrameLoop | undefined;
  #tap: FrameTap | undefined;
  #requests: UserRequests | undefined;
  /** Capture time of the newest frame. */
  #capturedAt = 0;
  readonly #messages = new PageMessages();
  readonly #liveness = new Liveness(() => this.end('gone'));
  #look: Look | undefined;
  #playback = UNSEEN;
  #pace = 1;
  #hasReported = false;
  #hasEnded = false;

  /** @param onEnd called once, after everything was released */
  constructor(
    page: MessagePort,
    overlay: MessagePort,
    devices: DeviceManager,
    styles: StyleLibrary,
    onEnd: (session: HostSession, reason: EndReason) => void,
  ) {
    this.#page = page;
    this.#overlay = overlay;
    this.#devices = devices;
    this.#styles = styles;
    this.#onEnd = onEnd;
    page.onmessage = (event) => this.#receive(event);
    page.onmessageerror = () => this.#fail('internal', 'A message of the page could not be read.', 'offence');
  }

  /** Ties the session to a runtime port of the page: the page is gone when it disconnects. */
  connect(port: Runtime.Port): void {
    this.#liveness.connect(port);
  }

  /** Starts over on the next device, or ends where there will be none. */
  handleDeviceLoss(recoverable: boolean): void {
    const message = 'The graphics device was lost.';
    if (!recoverable) this.#fail('device-lost', message);
    else if (this.#frameLoop) {
      this.#post({ type: 'fault', fault: 'device-lost', message, fatal: false });
      this.#frameLoop.handleDeviceLoss();
    }
  }

  /** Sends stats once there is a picture. The first ones do not wait for the GPU's clock: they tell the page of its picture. */
  async reportStats(adapter: string): Promise<void> {
    if (!this.#frameLoop?.shown) return;
    const timings = this.#hasReported ? await this.#frameLoop.timings() : undefined;
    const { shown, drawn, gpuBytes } = this.#frameLoop;
    if (this.#hasEnded || !shown) return;
    const stats = { ...this.#stats.take(), ...shown, adapter: shortened(adapter), network: drawn.network, gpuBytes };
    if (timings) stats.networkMs = timings.importMs + timings.networkMs;
    if (timings) stats.presentMs += timings.presentMs;
    this.#post({ type: 'stats', stats });
    this.#hasReported = true;
  }

  /** Input for the governor; undefined before there is a picture. */
  report(): VideoReport | undefined {
    const shown = this.#frameLoop?.shown;
    if (!this.#frameLoop || !shown || this.#hasEnded) return undefined;
    const { network, times, sizes } = this.#frameLoop.drawn;
    const quality = this.#look?.quality ?? 'auto';
    return { ...this.#playback, id: this.id, quality, sizes, frame: shown, drawn: network, times };
  }

  get style(): string | undefined {
    return this.#look?.style;
  }

  /** The frame on screen; undefined before the first one. */
  get frame(): Frame | undefined {
    return this.#frameLoop?.frame;
  }

  /** GPU memory in use. */
  get gpuBytes(): number {
    return this.#frameLoop?.gpuBytes ?? 0;
  }

  /** Draws at the governor's level from now on, and tells the page how many of its frames are wanted. */
  setLevel({ size, lines, every }: QualityLevel): void {
    this.#frameLoop?.setNetwork({ size, lines });
    if (this.#pace === every) return;
    this.#pace = every;
    log('session', `${this.id}: every ${every}. frame, ${size} at ${lines} lines`);
    this.#post({ type: 'pace', every });
  }

  /** Releases GPU memory, pictures, ports and timers. Later calls do nothing. */
  end(reason: EndReason): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    log('session', `${this.id}: ended (${reason})`);
    this.#liveness.end();
    this.#tap?.setWanted(false);
    this.#requests?.end();
    this.#frameLoop?.destroy();
    for (const port of [this.#page, this.#overlay]) {
      port.onmessage = null;
      port.onmessageerror = null;
      port.close();
    }
    this.#onEnd(this, reason);
  }

  #receive(event: MessageEvent<unknown>): void {
    const message = this.#messages.read(event);
    // `open` comes first, and once.
    const isInTurn = message && (message.type === 'open') === (this.#look === undefined);
    if (!isInTurn) {
      this.#fail('internal', 'The page broke the protocol.', 'offence');
      return;
    }
    switch (message.type) {
      case 'open':
        this.#look = message.look;
        void this.#open(message);
        break;
      case 'frame':
        this.#receiveFrame(message);
        break;
      case 'look':
        this.#look = message.look;
        this.#frameLoop?.setLook(message.look);
        break;
      case 'playback':
        this.#playback = message.report;
        break;
      case 'copies':
        this.#tap?.setWanted(message.wanted);
        // A still video has no other picture to copy.
        if (message.wanted) this.#frameLoop?.redraw();
        break;
      case 'close':
        this.end(message.reason);
        break;
      default:
        this.#requests?.receive(message);
    }
  }

  async #open({ look, size }: Opening): Promise<void> {
    const stylizer = new StylizerHolder(this.#devices, this.#styles);
    // The style, and the device where there is none yet, come while the overlay answers.
    const { handed } = prepareStyle(this.#devices, this.#styles, look);
    try {
      const connected = connectPresenter(this.#overlay);
      connected.catch(logged('session', 'The overlay has no canvas', undefined));
      const [{ device }, presenter] = await Promise.all([this.#devices.device(), connected]);
      if (this.#hasEnded) {
        presenter.destroy();
        return;
      }
      void handed.then(() => this.#hasEnded || presenter.prepare?.(device));
      this.#tap = new FrameTap(presenter, (bitmap) => this.#post({ type: 'copy', bitmap }, [bitmap]));
      this.#frameLoop = new FrameLoop(
        stylizer,
        presenter,
        this.#stats,
        // The page may have sent another look meanwhile.
        this.#look ?? look,
        {
          firstDrawing: () => this.#post({ type: 'drawing' }),
          presented: (id) => this.#post({ type: 'presented', id }),
          dropped: (id, bytes) => {
            if (this.#messages.allowsDropped(bytes)) this.#post({ type: 'dropped', id });
            else this.#fail('internal', 'The page sends more frames than it may.', 'offence');
          },
          fault: (fault, message) => this.#post({ type: 'fault', fault, message: shortened(message), fatal: false }),
          failed: (error) => this.#failWith(error),
        },
      );
      this.#requests = new UserRequests(
        this.#frameLoop,
        presenter,
        () => this.#capturedAt,
        (message, transfer) => this.#post(message, transfer),
      );
    } catch (error) {
      this.#failWith(error);
      return;
    }
    this.#liveness.restart();
    this.#frameLoop.setNetwork(firstChoice((this.#look ?? look).quality, this.#devices.firstRung));
    if (size) this.#frameLoop.expect(size.width, size.height);
    this.#post({ type: 'ready', session: this.id });
  }

  #receiveFrame(message: FrameMessage): void {
    if (this.#capturedAt === 0) log('session', `${this.id}: first frame`);
    this.#capturedAt = message.sentAt;
    if (this.#frameLoop) this.#frameLoop.offer({ ...message, transportMs: Math.max(0, wallClock() - message.sentAt) });
    else this.#fail('internal', 'The page did not wait for the host.', 'offence');
  }

  #post(message: HostToPage, transfer: Transferable[] = []): void {
    if (message.type === 'fault') log('session', `${this.id}: ${message.fault}: ${message.message}`);
    this.#page.postMessage(message, transfer);
  }

  #failWith(error: unknown): void {
    this.#fail(faultOf(error), error instanceof Error ? error.message : String(error));
  }

  #fail(fault: Fault, message: string, reason: EndReason = fault === 'full' ? 'full' : 'gone'): void {
    if (this.#hasEnded) return;
    this.#post({ type: 'fault', fault, message: shortened(message), fatal: true });
    this.end(reason);
  }
}
