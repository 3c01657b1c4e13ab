/** Collects the reports of all documents of a tab while the popup is open. */
import browser, { type Runtime } from 'webextension-polyfill';
import { type DocumentStatus, parseDocumentStatus, STATUS_PORT } from '../../protocol/runtime';

/**
 * Age from which the document of a report counts as gone: while other documents report, and while none does. The second is longer,
 * because a busy computer delays all documents of a tab alike. When the last document goes, its port disconnects.
 */
const [STALE_MS, SILENT_MS] = [1500, 30_000];
const TICK_MS = 500;
/** A port reaches only documents that existed when it opened. Open a new one regularly to reach later ones. */
const RENEW_MS = 3000;

/** Latest report of a document. */
export interface DocumentReport {
  status: DocumentStatus;
  /** None of its videos plays, or it restyled no picture recently. */
  idle: boolean;
  /** Pictures a second of one of its videos, averaged over two seconds. */
  fps: number;
  /** Its videos have got less than a picture a second for some time. */
  slow: boolean;
}

/** Returns the reports of documents where Inkreel has begun. A page takes a moment for that after a pause. */
export const begunOf = (reports: readonly DocumentReport[]): DocumentReport[] =>
  reports.filter(({ status }) => status.running);

/** Longest time in ms from one picture of a playing video to the next, by the frame rate that it reported. */
const patience = (status: DocumentStatus) => {
  const slowest = Math.min(...status.styled.map(({ fps }) => fps));
  return Math.max(1500, 2500 / Math.max(slowest, 0.05));
};

/** Time over which frame rates are averaged. It is longer on slow computers, until it contains enough pictures. */
const MEAN_MS = 2000;
const LEAST_PICTURES = 4;
const LONGEST_MS = 20_000;

interface Count {
  at: number;
  pictures: number;
}

interface Seen {
  status: DocumentStatus;
  /** Counts of pictures so far, oldest first. Restarts when videos come or go, and after a pause. */
  counts: [Count, ...Count[]];
  picturesAt: number;
  slow: boolean;
}

const newestOf = (counts: Seen['counts']): Count => counts.at(-1) ?? counts[0];

/** Drops counts that the mean no longer needs. */
function trimmed([first, ...rest]: Seen['counts']): Seen['counts'] {
  const newest = newestOf([first, ...rest]);
  const [second] = rest;
  const isEnough = (count: Count) =>
    newest.at - count.at >= MEAN_MS && newest.pictures - count.pictures >= LEAST_PICTURES;
  const isOld = newest.at - first.at > LONGEST_MS;
  return second && (isEnough(second) || isOld) ? trimmed([second, ...rest.slice(1)]) : [first, ...rest];
}

function rateOf({ status, counts }: Seen): number {
  const { length } = status.styled;
  if (length === 0) return 0;
  const [oldest] = counts;
  const newest = newestOf(counts);
  const pictures = newest.pictures - oldest.pictures;
  if (newest.at - oldest.at >= MEAN_MS / 2 && pictures > 0) return (pictures * 1000) / (newest.at - oldest.at) / length;
  return status.styled.reduce((sum, { fps }) => sum + fps, 0) / length;
}

/**
 * Pictures a second below which a playing video is not watchable in its style; the higher rate from which it is watchable again, so
 * that the box does not come and go; and the time for which the rate must stay low.
 */
const [LEAST_FPS, ENOUGH_FPS, SLOW_MS] = [1, 1.5, 4000];

/** Times for a picture from which it is not watchable at once: one single time, which may include the driver's warm-up, and several. */
const [SINGLE_MS, SEVERAL_MS] = [3000, 1000 / LEAST_FPS];

/** Whether the pictures of playing videos were measured to take too long. */
function takesLong({ status, counts }: Seen): boolean {
  const pictures = newestOf(counts).pictures - counts[0].pictures;
  const mostMs = pictures >= 2 * status.styled.length ? SEVERAL_MS : SINGLE_MS;
  const isLong = status.styled.every(({ networkMs, presentMs }) => networkMs + presentMs > mostMs);
  return status.playing && status.styled.length > 0 && isLong;
}

function isSlow(seen: Seen): boolean {
  if (takesLong(seen)) return true;
  if (seen.slow) return rateOf(seen) < ENOUGH_FPS;
  const [oldest] = seen.counts;
  return newestOf(seen.counts).at - oldest.at >= SLOW_MS && rateOf(seen) < LEAST_FPS;
}

/** Names the networks that draw a document's videos: another one has another speed. */
const networksOf = ({ styled }: DocumentStatus) => JSON.stringify(styled.map(({ network }) => network));

/** Reports by document id. The caller gives the time, in ms. */
export class DocumentReports {
  readonly #seen = new Map<string, Seen>();

  add(status: DocumentStatus, now: number): void {
    const before = this.#seen.get(status.document);
    const pictures = status.styled.reduce((sum, { styled }) => sum + styled, 0);
    const count = { at: now, pictures };
    const moved = !before || newestOf(before.counts).pictures !== pictures;
    const picturesAt = before && !moved ? before.picturesAt : now;
    const isNew =
      !before ||
      networksOf(before.status) !== networksOf(status) ||
      before.status.playing !== status.playing ||
      newestOf(before.counts).pictures > pictures ||
      now - picturesAt > patience(status);
    const seen: Seen = {
      status,
      counts: isNew ? [count] : trimmed([...before.counts, count]),
      picturesAt,
      slow: before?.slow === true && !isNew,
    };
    this.#seen.set(status.document, { ...seen, slow: isSlow(seen) });
  }

  /** Drops all reports, because what they describe has ended. */
  clear(): void {
    this.#seen.clear();
  }

  current(now: number): DocumentReport[] {
    const ages = [...this.#seen].map(([document, { counts }]) => ({ document, age: now - newestOf(counts).at }));
    const youngest = Math.min(...ages.map(({ age }) => age));
    for (const { document, age } of ages) if (age - youngest > STALE_MS || age > SILENT_MS) this.#seen.delete(document);
    return [...this.#seen.values()].map((seen) => ({
      status: seen.status,
      idle: !seen.status.playing || now - seen.picturesAt > patience(seen.status),
      fps: rateOf(seen),
      slow: seen.slow,
    }));
  }
}

/**
 * Calls `fn` twice a second with the current reports; the list is empty if no content script runs.
 * @returns a function that drops the reports so far, for when what they tell has ended
 */
export function watchDocuments(tabId: number, fn: (reports: DocumentReport[]) => void): () => void {
  const reports = new DocumentReports();
  let port: Runtime.Port | undefined;
  let openedAt = 0;

  const open = () => {
    const previous = port;
    const opened = browser.tabs.connect(tabId, { name: STATUS_PORT });
    opened.onMessage.addListener((message: unknown) => {
      const status = parseDocumentStatus(message);
      if (status) reports.add(status, performance.now());
    });
    opened.onDisconnect.addListener(() => {
      // Without a content script nobody answers. Reading lastError keeps Chromium from logging it.
      void chrome.runtime.lastError;
      if (port !== opened) return;
      port = undefined;
      reports.clear();
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
  return () => reports.clear();
}
