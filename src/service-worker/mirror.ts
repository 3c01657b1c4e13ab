/**
 * Keeps the shared part of the settings the same on all computers of the user's browser account, by the browser's own
 * storage. The browser carries it; nothing else is contacted.
 */
import browser from 'webextension-polyfill';
import { adoptSettings, readStamped } from '../settings';
import { fromItems, MOST_PARTS, newest, sharedOf, toItems, withShared } from '../settings/shared';
import { logged } from '../util/log';

/** Wait for more changes: the browser takes at most 120 a minute. */
const DELAY_MS = 3000;

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Brings this computer and the account to the newest of both. */
async function reconcile(): Promise<void> {
  const items = await browser.storage.sync.get(null);
  const remote = fromItems(items);
  const { settings, stamps } = await readStamped();
  if (!settings.sync) return;
  const local = sharedOf(settings, stamps);
  const merged = remote ? newest(local, remote) : local;
  if (!isSame(sortedOf(merged), sortedOf(local)))
    await adoptSettings((now) => {
      const own = sharedOf(now.settings, now.stamps);
      return withShared(now.settings, remote ? newest(own, remote) : own);
    });
  const wanted = toItems(merged);
  const changed = Object.entries(wanted).filter(([key, value]) => !isSame(items[key], value));
  if (changed.length > 0) await browser.storage.sync.set(Object.fromEntries(changed));
  const unused = Array.from({ length: MOST_PARTS }, (_, i) => `sites-${i}`).filter(
    (key) => !(key in wanted) && key in items,
  );
  if (unused.length > 0) await browser.storage.sync.remove(unused);
}

/** Sorts the sites, so that equal settings compare equal. */
const sortedOf = ({ common, sites }: ReturnType<typeof sharedOf>) => [
  common,
  Object.entries(sites).sort(([a], [b]) => (a < b ? -1 : 1)),
];

let timer: ReturnType<typeof setTimeout> | undefined;
let last: Promise<void> = Promise.resolve();

/** Schedules one reconciliation for all changes until then. */
export function mirrorSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    last = last.then(reconcile).catch(logged('settings', 'They cannot be synced', undefined));
  }, DELAY_MS);
}

/** Calls `fn` after a change that came from another computer, or was made here. */
export function watchAccount(fn: () => void): void {
  browser.storage.onChanged.addListener((_, area) => {
    if (area === 'sync') fn();
  });
}
