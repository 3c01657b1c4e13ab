/**
 * Stores the user's settings. The extension's own documents read and watch them; content scripts get
 * theirs from the service worker (`content-script/site-settings.ts`).
 */
import browser from 'webextension-polyfill';
import type { ChangeKind } from './changes/difference';
import { forgetLast, remember, undoable } from './changes/history';
import { patched } from './changes/patch';
import { parseSettings, type Settings } from './schema';
import { parseStamps, type Stamps, stamped } from './shared';

export { DEFAULT_SETTINGS, type Settings, type SiteRule } from './schema';

/** The browser did not store a change, mostly because its storage is full. */
export class NotStoredError extends Error {
  override name = 'NotStoredError';
}

const KEY = 'settings';
/** Holds when the parts of the settings were last changed. */
const STAMPS = 'stamps';

/** Reads the settings. Missing or broken values get their defaults. */
export async function readSettings(): Promise<Settings> {
  const stored = await browser.storage.local.get(KEY);
  return parseSettings(stored[KEY]);
}

/** Reads the settings and when their parts were last changed. */
export async function readStamped(): Promise<{ settings: Settings; stamps: Stamps }> {
  const { [STAMPS]: stamps } = await browser.storage.local.get(STAMPS);
  return { settings: await readSettings(), stamps: parseStamps(stamps) };
}

type State = Awaited<ReturnType<typeof readStamped>>;

/**
 * Stores what `change` returns, then calls `stored` with the settings before and after.
 * A lock runs concurrent changes of all extension pages and the service worker one after another, so that none is lost.
 * @throws NotStoredError where the storage is full; the settings then stay unchanged
 */
async function write(
  change: (state: State) => State | Promise<State>,
  stored?: (before: Settings, after: Settings) => Promise<void>,
): Promise<void> {
  await navigator.locks.request('inkreel-settings', async () => {
    const before = await readStamped();
    const { settings, stamps } = await change(before);
    await browser.storage.local.set({ [KEY]: settings, [STAMPS]: stamps }).catch((cause) => {
      throw new NotStoredError('The settings cannot be stored.', { cause });
    });
    await stored?.(before.settings, settings);
  });
}

/**
 * Stores `change(current settings)`, and remembers it for `undoLast`.
 * @param named what the change is about where the settings alone do not tell
 * @throws NotStoredError where the storage is full; the settings then stay unchanged
 */
export const updateSettings = (change: (settings: Settings) => Settings, named?: ChangeKind): Promise<void> =>
  write(
    ({ settings, stamps }) => {
      const next = parseSettings(change(settings));
      return { settings: next, stamps: stamped(settings, next, stamps, Date.now()) };
    },
    (before, next) => remember(before, next, Date.now(), named),
  );

/** Stores what another computer has changed. The user did not do it here, so it cannot be undone here. */
export const adoptSettings = (change: (state: State) => State): Promise<void> => write(change);

/**
 * Undoes the last change that the user made, whichever page or shortcut made it; called again, the one before it. Added and
 * removed styles stay as they are.
 */
export const undoLast = (): Promise<void> =>
  write(async (state) => {
    const last = await undoable();
    if (!last) return state;
    const next = patched(state.settings, last.patch);
    return { settings: next, stamps: stamped(state.settings, next, state.stamps, Date.now()) };
  }, forgetLast);

/** Calls `fn` with the new settings after every change in any context. Returns a function that stops watching. */
export function watchSettings(fn: (settings: Settings) => void): () => void {
  const listener = (changes: Record<string, { newValue?: unknown }>, area: string) => {
    const change = changes[KEY];
    if (area === 'local' && change) fn(parseSettings(change.newValue));
  };
  browser.storage.onChanged.addListener(listener);
  return () => browser.storage.onChanged.removeListener(listener);
}
