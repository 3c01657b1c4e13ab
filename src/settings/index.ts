/**
 * Stores the user's settings. The extension's own documents read and watch them; content scripts get
 * theirs from the service worker (`content-script/site-settings.ts`).
 */
import browser from 'webextension-polyfill';
import { parseSettings, type Settings } from './schema';

export { DEFAULT_SETTINGS, type Settings, type SiteRule } from './schema';

/** The browser did not store a change, mostly because its storage is full. */
export class NotStoredError extends Error {
  override name = 'NotStoredError';
}

const KEY = 'settings';

/** Reads the settings. Missing or broken values get their defaults. */
export async function readSettings(): Promise<Settings> {
  const stored = await browser.storage.local.get(KEY);
  return parseSettings(stored[KEY]);
}

/**
 * Stores `change(current settings)`. A lock runs concurrent changes of all extension pages and the service worker one
 * after another, so that none is lost.
 *
 * @throws NotStoredError where the storage is full; the settings then stay unchanged
 */
export async function updateSettings(change: (settings: Settings) => Settings): Promise<void> {
  await navigator.locks.request('inkreel-settings', async () => {
    const next = parseSettings(change(await readSettings()));
    await browser.storage.local.set({ [KEY]: next }).catch((cause) => {
      throw new NotStoredError('The settings cannot be stored.', { cause });
    });
  });
}

/** Calls `fn` with the new settings after every change in any context. Returns a function that stops watching. */
export function watchSettings(fn: (settings: Settings) => void): () => void {
  const listener = (changes: Record<string, { newValue?: unknown }>, area: string) => {
    const change = changes[KEY];
    if (area === 'local' && change) fn(parseSettings(change.newValue));
  };
  browser.storage.onChanged.addListener(listener);
  return () => browser.storage.onChanged.removeListener(listener);
}
