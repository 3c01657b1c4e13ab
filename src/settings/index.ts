/**
 * The one source of truth for what the user chose. Every context of the extension reads and watches it; content scripts
 * only read, because the lock that serialises writers is shared by the extension's own origin alone.
 */
import browser from 'webextension-polyfill';
import { parseSettings, type Settings } from './schema';

export { DEFAULT_SETTINGS, type Settings, type SiteRule } from './schema';

const KEY = 'settings';

/** What is stored now; defaults stand in for whatever is missing or broken. */
export async function readSettings(): Promise<Settings> {
  const stored = await browser.storage.local.get(KEY);
  return parseSettings(stored[KEY]);
}

/**
 * Stores `change` of the current settings. Changes made at the same time, in the popup and the service worker alike, are
 * applied one after the other, so that none is lost. Only for extension pages and the service worker.
 *
 * @throws what storage throws; the settings then stay as they were.
 */
export async function updateSettings(change: (settings: Settings) => Settings): Promise<void> {
  await navigator.locks.request('inkreel-settings', async () => {
    const next = parseSettings(change(await readSettings()));
    await browser.storage.local.set({ [KEY]: next });
  });
}

/** Calls `fn` with the new settings after every change, made here or elsewhere. Returns the way to stop. */
export function watchSettings(fn: (settings: Settings) => void): () => void {
  const listener = (changes: Record<string, { newValue?: unknown }>, area: string) => {
    const change = changes[KEY];
    if (area === 'local' && change) fn(parseSettings(change.newValue));
  };
  browser.storage.onChanged.addListener(listener);
  return () => browser.storage.onChanged.removeListener(listener);
}
