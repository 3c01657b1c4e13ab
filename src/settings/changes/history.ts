/** The last change of the settings, to undo it. The session's storage holds it, so that it ends with the browser. */
import * as v from 'valibot';
import browser from 'webextension-polyfill';
import { logged } from '../../util/log';
import { parseSettings, type Settings } from '../schema';
import { CHANGE_KINDS, type ChangeKind, changeBetween, siteBetween } from './difference';

const KEY = 'undo';

/** Changes that follow each other within this time are one: a slider stores many while it is dragged. */
const TOGETHER_MS = 1500;

/** A change from longer ago is not offered: the user no longer knows which it was. */
const OFFERED_MS = 10 * 60_000;

const Stored = v.object({
  before: v.unknown(),
  at: v.number(),
  what: v.picklist(CHANGE_KINDS),
  site: v.optional(v.string()),
});

export interface Undoable {
  before: Settings;
  /** Time of the change, in ms since 1970. */
  at: number;
  what: ChangeKind;
  /** Hostname of the site that it was about, if of one. */
  site?: string | undefined;
}

function parse(stored: unknown): Undoable | undefined {
  const { success, output } = v.safeParse(Stored, stored);
  if (!success) return undefined;
  return Date.now() - output.at < OFFERED_MS ? { ...output, before: parseSettings(output.before) } : undefined;
}

/** Returns the last change; undefined where there is none to undo. */
export async function undoable(): Promise<Undoable | undefined> {
  const { [KEY]: stored } = await browser.storage.session.get(KEY);
  return parse(stored);
}

const failed = logged('settings', 'The change cannot be remembered', undefined);

/** Forgets the last change. */
export const forget = (): Promise<void> => browser.storage.session.remove(KEY).catch(failed);

/**
 * Remembers a change from `before` to `next`. A failure costs the undo alone.
 * @param named what the change is about where the settings alone do not tell
 */
export async function remember(before: Settings, next: Settings, now: number, named?: ChangeKind): Promise<void> {
  if (!changeBetween(before, next)) return;
  const last = await undoable().catch(failed);
  const isSame = last && now - last.at < TOGETHER_MS;
  const first = isSame ? last.before : before;
  const what = changeBetween(first, next);
  // A change and its opposite leave nothing to undo.
  if (!what) return forget();
  const kept: Undoable = {
    before: first,
    at: now,
    what: (isSame ? undefined : named) ?? what,
    site: named ? undefined : siteBetween(first, next),
  };
  await browser.storage.session.set({ [KEY]: kept }).catch(failed);
}

/** Calls `fn` now and after each change with what there is to undo. */
export function watchUndoable(fn: (last: Undoable | undefined) => void): void {
  browser.storage.onChanged.addListener((changes: Record<string, { newValue?: unknown }>, area: string) => {
    const change = changes[KEY];
    if (area === 'session' && change) fn(parse(change.newValue));
  });
  undoable().then(fn, logged('settings', 'The last change cannot be read', undefined));
}
