/** Collects the reports of all frames of a tab while the popup is open. */
import browser, { type Runtime } from 'webextension-polyfill';
import { type FrameStatus, parseFrameStatus, STATUS_PORT } from '../../protocol/runtime';

/** Age at which a report counts as gone with its document. */
const STALE_MS = 1500;
const TICK_MS = 500;
/** A port reaches only frames that existed when it opened. Open a new one regularly to reach later frames. */
const RENEW_MS = 3000;

/** Latest report of a frame. `idle`: it restyled no picture recently. */
export interface FrameReport {
  status: FrameStatus;
  idle: boolean;
}

/** Longest gap between pictures of a playing video, in ms, from the frame rate it reported. */
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

/** Reports by document id. The caller gives the time, in ms. */
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

/** Calls `fn` twice a second with the current reports; the list is empty if no content script runs. */
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
      // Without a content script nobody answers. Reading lastError keeps Chromium from logging it.
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
