/** Holds all sessions of the browser, and closes the document that draws them when there is nothing left to do. */
import type { Runtime } from 'webextension-polyfill';
import { type Frame, Stylizer } from '../engine';
import { bridge, parseBridgedToHost } from '../protocol/bridge';
import { LEARNING_PORT } from '../protocol/learning';
import { NO_TAB } from '../protocol/overlay-host';
import type { HostToPage, Look, PageToHost } from '../protocol/page-host';
import { SLOTS_PORT } from '../protocol/slots';
import { THUMBNAILS_PORT } from '../protocol/thumbnails';
import { CATALOGUE } from '../settings/catalogue';
import { log, logged } from '../util/log';
import { RateLimit } from '../util/rate-limit';
import { prepareStyle } from './drawing/prepare-style';
import { ThumbnailDrawer } from './drawing/thumbnail-drawer';
import { DeviceManager } from './gpu/device-manager';
import { firstDevice } from './gpu/first-device';
import { StyleLibrary } from './gpu/style-library';
import { Tuning } from './gpu/tuning';
import { TuningDatabase } from './gpu/tuning-database';
import { HostLifetime } from './host-lifetime';
import { LearningBoard } from './learning/learning-board';
import { govern, INITIAL_STATE, isBusy } from './quality/governor';
import { MeasuredSpeed } from './quality/measured-speed';
import { PowerSource } from './quality/power-source';
import { type MemoryRefusal, slotCount } from './quality/slots';
import { HostSession } from './session';
import { SlotBoard, type SlotSupply } from './slot-board';
import { TabLimits } from './tab-limits';
import { ThumbnailBoard } from './thumbnail-board';

const TICK_MS = 500;
/** A style whose lightest network copies frames. */
const FRAME_STYLE = 'starry-night';
/** Most sessions open at once: more than the limits of two tabs together (`TabLimits`), so that a third tab still gets some. */
const MOST_SESSIONS = 96;
/** Messages over a bridge within ten seconds. A page sends 15 frames, as many answers, looks and 100 pieces of sound a second. */
const MOST_BRIDGED = 3000;
const BRIDGED_MS = 10_000;

export class Host {
  readonly #records = new TuningDatabase();
  readonly #tuning = new Tuning(this.#records);
  readonly #devices = new DeviceManager(
    this.#tuning,
    new MeasuredSpeed(),
    (recoverable) => this.#handleDeviceLoss(recoverable),
    firstDevice,
  );
  readonly #styles = new StyleLibrary();
  readonly #sessions = new Set<HostSession>();
  readonly #power = new PowerSource();
  readonly #slots = new SlotBoard(
    () => this.#slotSupply(),
    () => this.#lifetime.check(),
    (port) => this.#tabs.punish(tabOf(port)),
  );
  readonly #drawer = new ThumbnailDrawer(this.#devices, this.#styles);
  readonly #thumbnails = new ThumbnailBoard(
    this.#drawer,
    (id) => [...this.#sessions].find((session) => session.id === id)?.frame,
    () => isBusy(this.#governor),
  );
  readonly #learning = new LearningBoard(
    {
      devices: this.#devices,
      styles: this.#styles,
      times: new MeasuredSpeed(localStorage, 'learning-of-cards'),
      frame: (rows) => this.#drawer.take(() => this.#frame, FRAME_STYLE, rows),
    },
    () => this.#handleLearned(),
  );
  readonly #lifetime = new HostLifetime(
    () => this.#sessions.size === 0 && !this.#slots.hasRequests,
    () => void this.#end(),
  );
  readonly #closeDocument: () => void;
  readonly #tabs = new TabLimits();
  #memoryRefusal: MemoryRefusal | undefined;
  #governor = INITIAL_STATE;

  /** @param closeDocument called when nothing is left to do */
  constructor(closeDocument: () => void) {
    this.#closeDocument = closeDocument;
    // A video is about to come: the device takes longest, and needs its record of kernels next.
    this.#records.prepare();
    this.#devices.device().catch(logged('host', 'There is no device yet', undefined));
    setInterval(() => this.#tick(), TICK_MS);
  }

  /** Compiles and reads what the first picture in a style needs, before a video comes. */
  prepare(look: Pick<Look, 'style' | 'quality'>): void {
    const { compiled } = prepareStyle(this.#devices, this.#styles, look);
    // With a video there, a stylizer compiles the rest once its first picture is drawn.
    compiled
      .then(async () => this.#sessions.size === 0 && Stylizer.prepare(await this.#devices.device()))
      .catch(logged('host', 'Nothing can be prepared', undefined));
  }

  /** Begins a session between a page of a tab and its overlay. */
  attach(page: MessagePort, overlay: MessagePort, tab: number): void {
    if (this.#sessions.size >= MOST_SESSIONS || !this.#tabs.enter(tab)) {
      refuse(page, overlay);
      return;
    }
    this.#lifetime.stay();
    const session = new HostSession(page, overlay, this.#devices, this.#styles, (ended, reason) => {
      if (reason === 'full') this.#memoryRefusal = { at: performance.now(), videos: this.#sessions.size };
      this.#sessions.delete(ended);
      this.#tabs.leave(tab);
      if (reason === 'offence') this.#tabs.punish(tab);
      this.#thumbnails.forget(ended.id);
      if (reason === 'off') this.#lifetime.noteOff();
      if (this.#sessions.size === 0) this.#lifetime.linger();
      this.#lifetime.check();
    });
    this.#sessions.add(session);
    log('host', `${session.id}: attached, ${this.#sessions.size} in all`);
  }

  /** Connects a document that requests slots, a popup that requests thumbnails, or the liveness port of a session. */
  connect(port: Runtime.Port): void {
    const session = [...this.#sessions].find(({ id }) => id === port.name);
    if (port.name === THUMBNAILS_PORT || port.name === LEARNING_PORT) this.#connectOwnPage(port);
    else if (this.#tabs.isPaused(tabOf(port))) port.disconnect();
    else if (port.name === SLOTS_PORT) this.#slots.connect(port);
    else if (session) session.connect(port);
    else port.disconnect();
  }

  /** Begins a session of a page without an overlay document. One port of its content script carries both ports of the session. */
  attachBridge(port: Runtime.Port): void {
    const tab = tabOf(port);
    if (this.#tabs.isPaused(tab)) {
      port.disconnect();
      return;
    }
    const [page, overlay] = [new MessageChannel(), new MessageChannel()];
    // A MessagePort does not report the end of the other side, so the bridge closes the session.
    const gone: PageToHost = { type: 'close', reason: 'gone' };
    const messages = new RateLimit(MOST_BRIDGED, BRIDGED_MS);
    const parse = (message: unknown) => (messages.allow() ? parseBridgedToHost(message) : undefined);
    bridge(port, { page: page.port2, overlay: overlay.port2 }, parse, () => page.port2.postMessage(gone));
    this.attach(page.port1, overlay.port1, tab);
  }

  /** Serves the extension's own pages only: a content script could ask for the pictures of other pages. */
  #connectOwnPage(port: Runtime.Port): void {
    if (!port.sender?.url?.startsWith(`${location.origin}/`)) port.disconnect();
    else if (port.name === LEARNING_PORT) this.#learning.connect(port);
    else this.#thumbnails.connect(port);
  }

  /** The newest frame of any video. */
  get #frame(): Frame | undefined {
    for (const { frame } of this.#sessions) if (frame) return frame;
    return undefined;
  }

  #handleLearned(): void {
    if (this.#sessions.size === 0) this.#lifetime.linger();
  }

  /** Closes the document. It first finishes a running measurement, which would otherwise count as a crash. */
  async #end(): Promise<void> {
    if (this.#learning.isBusy) return;
    await this.#tuning.stop();
    if (this.#sessions.size > 0) return;
    log('host', 'closed');
    this.#closeDocument();
  }

  #handleDeviceLoss(recoverable: boolean): void {
    for (const session of [...this.#sessions]) session.handleDeviceLoss(recoverable);
  }

  #tick(): void {
    this.#govern();
    this.#slots.update();
    for (const session of this.#sessions) void session.reportStats(this.#devices.adapterName);
  }

  #slotSupply(): SlotSupply {
    const gpuBytes = [...this.#sessions].map((session) => session.gpuBytes).filter((bytes) => bytes > 0);
    const { deviceMemory: memoryGiB } = navigator as Navigator & { deviceMemory?: number };
    const levels = [...this.#governor.levels.values()];
    return {
      slots: slotCount({ memoryGiB, gpuBytes, refusal: this.#memoryRefusal, now: performance.now() }),
      mayAddPlaying: levels.every(({ every }) => every > 0),
    };
  }

  /** Divides the GPU among all videos. */
  #govern(): void {
    const sessions = [...this.#sessions];
    const videos = sessions.map((session) => session.report()).filter((report) => report !== undefined);
    this.#governor = govern(this.#governor, {
      now: performance.now(),
      onBattery: this.#power.isBattery,
      videos,
      firstRung: this.#devices.firstRung,
    });
    // A style that the user added may be heavier than the sizes tell.
    if (sessions.every(({ style }) => CATALOGUE.some(({ id }) => id === style)))
      this.#devices.noteSpeed(this.#governor.unitMs);
    for (const session of sessions) {
      const level = this.#governor.levels.get(session.id);
      if (level) session.setLevel(level);
    }
  }
}

const tabOf = (port: Runtime.Port): number => port.sender?.tab?.id ?? NO_TAB;

function refuse(page: MessagePort, overlay: MessagePort): void {
  const refusal: HostToPage = { type: 'fault', fault: 'full', message: 'Too many videos at once.', fatal: true };
  log('host', refusal.message);
  page.postMessage(refusal);
  page.close();
  overlay.close();
}
