/** What the frames of one tab report, gathered while the popup is open. */
import browser, { type Runtime } from 'webextension-polyfill';
import { type FrameStatus, parseFrameStatus, STATUS_PORT } from '../../protocol/runtime';

/** A document that has said nothing for so long is gone. */
const STALE_MS = 1500;
const TICK_MS = 500;
/** A port reaches only the frames there were when it was opened, so now and then a new one takes over. */
const RENEW_MS = 3000;

/** A frame's latest report, and whether it has styled any picture in the last while. */
export interface FrameReport {
  status: FrameStatus;
  idle: boolean;
}

/** Pictures come at most this far apart while a video plays, given the rate it reported. */
const patience = (status: FrameStatus) => {
  const slowest = Math.min(...status.styled.map(({ fps }) => fps));
  return Math.max(1500, 2500 / Math.max(slowest, 0.05));
};

interface Seen {
  status: FrameStatus;
  at: number;
  pictures: number;
  picturesAt: number;
}

/** The reports of a tab's documents by their random names; time is in ms, given by the caller. */
export class FrameReports {
  readonly #seen = new Map<string, Seen>();

  add(status: FrameStatus, now: number): void {
    const before = this.#seen.get(status.document);
    const pictures = status.styled.reduce((sum, { styled }) => sum + styled, 0);
    const picturesAt = before && before.pictures === pictures ? before.picturesAt : now;
    this.#seen.set(status.document, { status, at: now, pictures, picturesAt });
  }

  current(now: number): FrameReport[] {
    for (const [document, { at }] of this.#seen) if (now - at > STALE_MS) this.#seen.delete(document);
    return [...this.#seen.values()].map(({ status, picturesAt }) => ({
      status,
      idle: now - picturesAt > patience(status),
    }));
  }
}

/** Calls `fn` twice a second with what the tab's frames report now; none where no content script runs. */
export function watchFrames(tabId: number, fn: (reports: FrameReport[]) => void): void {
  const reports = new FrameReports();
  let port: Runtime.Port | undefined;
  let openedAt = 0;

  const open = () => {
    const previous = port;
    const opened = browser.tabs.connect(tabId, { name: STATUS_PORT });
    opened.onMessage.addListener((message: unknown) => {
      const status = parseFrameStatus(message);
      if (status) reports.add(status, performance.now());
    });
    opened.onDisconnect.addListener(() => {
      // Where no content script runs nobody answers; read, that is no error.
      void chrome.runtime.lastError;
      if (port === opened) port = undefined;
    });
    port = opened;
    openedAt = performance.now();
    previous?.disconnect();
  };

  const tick = () => {
    const now = performance.now();
    if (!port || now - openedAt > RENEW_MS) open();
    fn(reports.current(now));
  };
  setInterval(tick, TICK_MS);
  open();
}
