/** The last changes of the settings, to undo them one by one. The session's storage holds them, so that they end with the browser. */
import * as v from 'valibot';
import browser from 'webextension-polyfill';
import { logged } from '../../util/log';
import { grantedPatterns } from '../granted';
import type { Settings } from '../schema';
import { patternsOf } from '../site';
import { CHANGE_KINDS, type ChangeKind, changeBetween, siteBetween } from './difference';
import { joined, Patch, patchBetween, patched } from './patch';

const KEY = 'undo';
const WISH = 'undo-wish';

/** Most changes that can be undone. */
const MOST_CHANGES = 20;

/** Changes of one setting that follow each other within this time are one: a slider stores many while it is dragged. */
const TOGETHER_MS = 1500;

/** A change from longer ago is not offered: the user no longer knows which it was. */
const OFFERED_MS = 30 * 60_000;

const Change = v.object({
  /** Values before the change, which an undo stores again. */
  patch: Patch,
  /** Time of the change, in ms since 1970. */
  at: v.number(),
  what: v.picklist(CHANGE_KINDS),
  /** Hostname of the site that it was about, if of one. */
  site: v.optional(v.string()),
});

export type Change = v.InferOutput<typeof Change>;

/** A change that does nothing until the browser gives access to a hostname. */
const Wish = v.object({ change: Change, hostname: v.string() });

/** Reads stored changes, the oldest first. */
function parse(stored: unknown): Change[] {
  const { success, output } = v.safeParse(v.array(Change), stored);
  return success ? output.filter(({ at }) => Date.now() - at < OFFERED_MS) : [];
}

async function read(): Promise<Change[]> {
  const { [KEY]: stored } = await browser.storage.session.get(KEY);
  return parse(stored);
}

/** Returns the last change; undefined where there is none to undo. */
export const undoable = async (): Promise<Change | undefined> => (await read()).at(-1);

const failed = logged('settings', 'The change cannot be remembered', undefined);

/** Stores changes. A failure costs the undo alone, of all: those before a change that is missing no longer fit. */
async function write(changes: readonly Change[]): Promise<void> {
  const stored = browser.storage.session.set({ [KEY]: changes.slice(-MOST_CHANGES) }).then(() => true);
  if (!(await stored.catch(logged('settings', 'The changes cannot be remembered', false))))
    await browser.storage.session.remove(KEY).catch(failed);
}

/** Forgets the last change. */
export const forgetLast = async (): Promise<void> => write((await read()).slice(0, -1));

function changeOf(before: Settings, next: Settings, at: number, named?: ChangeKind): Change | undefined {
  const what = named ?? changeBetween(before, next);
  if (!what || !changeBetween(before, next)) return undefined;
  const site = named ? undefined : siteBetween(before, next);
  return { patch: patchBetween(before, next), at, what, ...(site !== undefined && { site }) };
}

/**
 * Remembers a change from `before` to `next`.
 * @param named what the change is about where the settings alone do not tell
 */
export async function remember(before: Settings, next: Settings, now: number, named?: ChangeKind): Promise<void> {
  const change = changeOf(before, next, now, named);
  if (!change) return;
  const changes = (await read().catch(failed)) ?? [];
  const last = changes.at(-1);
  const isSame = last?.what === change.what && last.site === change.site && now - last.at < TOGETHER_MS;
  const earlier = isSame ? changes.slice(0, -1) : changes;
  const patch = isSame ? joined(last.patch, change.patch) : change.patch;
  // A change and its opposite leave nothing to undo.
  if (!changeBetween(patched(next, patch), next)) return write(earlier);
  await write([...earlier, { ...change, patch }]);
}

/** Keeps a change that waits for access to `hostname`. The same wish again leaves the settings as they are, and the first stays. */
export async function keepWish(before: Settings, next: Settings, now: number, hostname: string): Promise<void> {
  const change = changeOf(before, next, now);
  if (change) await browser.storage.session.set({ [WISH]: { change, hostname } }).catch(failed);
}

export const forgetWish = (): Promise<void> => browser.storage.session.remove(WISH).catch(failed);

/** Remembers the change that has waited for access, if the browser has given it. */
export async function rememberFulfilled(): Promise<void> {
  const { [WISH]: stored } = await browser.storage.session.get(WISH);
  const { success, output } = v.safeParse(Wish, stored);
  if (!success || (await grantedPatterns(patternsOf(output.hostname))).length === 0) return;
  await forgetWish();
  await write([...(await read()), output.change]);
}

/** Calls `fn` now and after each change with what there is to undo. */
export function watchUndoable(fn: (last: Change | undefined) => void): void {
  browser.storage.onChanged.addListener((changes: Record<string, { newValue?: unknown }>, area: string) => {
    const change = changes[KEY];
    if (area === 'session' && change) fn(parse(change.newValue).at(-1));
  });
  undoable().then(fn, logged('settings', 'The last change cannot be read', undefined));
}
