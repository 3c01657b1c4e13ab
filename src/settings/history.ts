/** The last change of the settings, to undo it. The session's storage holds it, so that it ends with the browser. */
import browser from 'webextension-polyfill';
import { logged } from '../util/log';
import { parseSettings, type Settings } from './schema';

const KEY = 'undo';

/** Changes that follow each other within this time are one: a slider stores many while it is dragged. */
const TOGETHER_MS = 1500;

/** A change from longer ago is not offered: the user no longer knows which it was. */
const OFFERED_MS = 10 * 60_000;

export interface Undoable {
  before: Settings;
  /** Time of the change, in ms since 1970. */
  at: number;
}

function parse(stored: unknown): Undoable | undefined {
  if (typeof stored !== 'object' || stored === null || !('before' in stored) || !('at' in stored)) return undefined;
  return { before: parseSettings(stored.before), at: Number(stored.at) };
}

/** Returns the last change; undefined where there is none to undo. */
export async function undoable(): Promise<Undoable | undefined> {
  const { [KEY]: stored } = await browser.storage.session.get(KEY);
  const last = parse(stored);
  return last && Date.now() - last.at < OFFERED_MS ? last : undefined;
}

/** Remembers a change from `before` to `next`; without any, forgets the last one. A failure costs the undo alone. */
export async function remember(before?: Settings, next?: Settings, now = Date.now()): Promise<void> {
  const failed = logged('settings', 'The change cannot be remembered', undefined);
  if (!before) return browser.storage.session.remove(KEY).catch(failed);
  if (JSON.stringify(before) === JSON.stringify(next)) return;
  const last = await undoable().catch(failed);
  const isSame = last && now - last.at < TOGETHER_MS;
  const kept: Undoable = { before: isSame ? last.before : before, at: now };
  await browser.storage.session.set({ [KEY]: kept }).catch(failed);
}

/** Calls `fn` now and after each change with whether there is something to undo. */
export function watchUndoable(fn: (isUndoable: boolean) => void): void {
  browser.storage.onChanged.addListener((changes: Record<string, { newValue?: unknown }>, area: string) => {
    const change = changes[KEY];
    if (area === 'session' && change) fn(change.newValue !== undefined);
  });
  undoable().then((last) => fn(last !== undefined), logged('settings', 'The last change cannot be read', undefined));
}
