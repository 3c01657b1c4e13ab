import type { Runtime } from 'webextension-polyfill';
import type { HostToPage } from '../protocol/page-host';
import { DeviceManager } from './gpu/device-manager';
import { StyleLibrary } from './gpu/style-library';
import { Tuning } from './gpu/tuning';
import { TuningDatabase } from './gpu/tuning-database';
import { govern, INITIAL_STATE } from './quality/governor';
import { PowerSource } from './quality/power-source';
import { type EndReason, HostSession } from './session';

const TICK_MS = 500;
/** How long the document stays, with the device and the styles loaded, for a video that may come next. */
const LINGER_MS = 60_000;
/** More videos than any page shows at once: beyond it overlays are refused, so that no page can exhaust the GPU. */
const MAX_SESSIONS = 16;

/** All sessions of the browser, and the document's own lifetime. */
export class Host {
  #tuning = new Tuning(new TuningDatabase());
  #graphics = new DeviceManager(this.#tuning, (recoverable) => this.#handleDeviceLoss(recoverable));
  #library = new StyleLibrary();
  #sessions = new Set<HostSession>();
  #governor = INITIAL_STATE;
  #power = new PowerSource();
  #linger: ReturnType<typeof setTimeout>;

  /** @param close closes the document; called when nothing is left to do */
  constructor(private readonly close: () => void) {
    this.#linger = this.#closeLater();
    setInterval(() => this.#tick(), TICK_MS);
  }

  /** Begins a session between a page and its overlay. */
  attach(page: MessagePort, overlay: MessagePort): void {
    if (this.#sessions.size >= MAX_SESSIONS) {
      const refusal: HostToPage = {
        type: 'fault',
        fault: 'internal',
        message: 'Too many videos at once.',
        fatal: true,
      };
      page.postMessage(refusal);
      page.close();
      overlay.close();
      return;
    }
    clearTimeout(this.#linger);
    this.#sessions.add(
      new HostSession(page, overlay, this.#graphics, this.#library, (session, reason) => {
        this.#sessions.delete(session);
        if (this.#sessions.size === 0) this.#handleIdle(reason);
      }),
    );
  }

  /** A liveness port: it names its session, or is none of ours. */
  connect(port: Runtime.Port): void {
    for (const session of this.#sessions) if (session.id === port.name) session.connect(port);
  }

  #handleIdle(reason: EndReason): void {
    // Switched off means off: nothing of ours keeps running.
    if (reason === 'off') void this.#end();
    else this.#linger = this.#closeLater();
  }

  #closeLater(): ReturnType<typeof setTimeout> {
    return setTimeout(() => void this.#end(), LINGER_MS);
  }

  /** Closes the document, but no measurement half way: that would pass for a crash. */
  async #end(): Promise<void> {
    await this.#tuning.stop();
    if (this.#sessions.size === 0) this.close();
  }

  #handleDeviceLoss(recoverable: boolean): void {
    for (const session of [...this.#sessions]) session.handleDeviceLoss(recoverable);
  }

  #tick(): void {
    this.#govern();
    for (const session of this.#sessions) void session.reportStats(this.#graphics.adapterName);
  }

  /** Shares the GPU out among all videos. */
  #govern(): void {
    const sessions = [...this.#sessions];
    const videos = sessions.map((session) => session.report()).filter((report) => report !== undefined);
    this.#governor = govern(this.#governor, { now: performance.now(), onBattery: this.#power.isBattery, videos });
    for (const session of sessions) {
      const level = this.#governor.levels.get(session.id);
      if (level) session.setLevel(level);
    }
  }
}
