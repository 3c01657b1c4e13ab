/**
 * Stores the user's settings. The extension's own documents read and watch them; content scripts get
 * theirs from the service worker (`content-script/site-settings.ts`).
 */
import browser from 'webextension-polyfill';
import type { ChangeKind } from './changes/difference';
import { forgetLast, forgetWish, keepWish, remember, rememberFulfilled, undoable } from './changes/history';
import { patched } from './changes/patch';
import { parseSettings, type Settings } from './schema';
import { parseStamps, type Stamps, stamped } from './shared';

export { DEFAULT_SETTINGS, type Settings, type SiteRule } from './schema';

/** The browser did not store a change, mostly because its storage is full. */
export class NotStoredError extends Error {
  override name = 'NotStoredError';
}

const KEY = 'settings';
const LOCK = 'inkreel-settings';
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
  await navigator.locks.request(LOCK, async () => {
    const before = await readStamped();
    const { settings, stamps } = await change(before);
    await browser.storage.local.set({ [KEY]: settings, [STAMPS]: stamps }).catch((cause) => {
      throw new NotStoredError('The settings cannot be stored.', { cause });
    });
    await stored?.(before.settings, settings);
  });
}

const changing =
  (change: (settings: Settings) => Settings) =>
  ({ settings, stamps }: State): State => {
    const next = parseSettings(change(settings));
    return { settings: next, stamps: stamped(settings, next, stamps, Date.now()) };
  };

/**
 * Stores `change(current settings)`, and remembers it for `undoLast`.
 * @param named what the change is about where the settings alone do not tell
 * @throws NotStoredError where the storage is full; the settings then stay unchanged
 */
export const updateSettings = (change: (settings: Settings) => Settings, named?: ChangeKind): Promise<void> =>
  write(changing(change), (before, next) => remember(before, next, Date.now(), named));

/**
 * Stores a change that does nothing until the browser gives access to `hostname`. Only then is there something to undo: call
 * `fulfilWish` after each grant.
 */
export async function wishFor(change: (settings: Settings) => Settings, hostname: string): Promise<void> {
  await write(changing(change), (before, next) => keepWish(before, next, Date.now(), hostname));
  await fulfilWish();
}

export const fulfilWish = (): Promise<void> => navigator.locks.request(LOCK, rememberFulfilled);

/** Stores what takes back a wish that the user has refused access for. */
export const withdrawWish = (change: (settings: Settings) => Settings): Promise<void> =>
  write(changing(change), forgetWish);

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
