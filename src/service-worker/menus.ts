/** Context menu entries on every video and every picture, and everywhere on switched-on pages, whose players may cover their videos. */
import browser from 'webextension-polyfill';
import type { Settings } from '../settings';
import { modeOf } from '../settings/rules';
import { EVERY_SITE, siteOf } from '../settings/site';
import { logged } from '../util/log';
import { type MessageKey, message } from '../words/message';
import { wantedPatterns } from './patterns';

/** Texts of the entries by the names of their actions. */
const ENTRIES = {
  'toggle-site': 'command_toggle_site',
  'next-style': 'command_next_style',
  compare: 'compare',
  'save-picture': 'save_picture',
  'picture-in-picture': 'menu_picture_in_picture',
} as const satisfies Record<string, MessageKey>;

/** The same for entries that only switched-on pages have, outside of their videos. */
const PAGE_ENTRIES = { 'restyle-canvas': 'menu_restyle_canvas' } as const satisfies Record<string, MessageKey>;

/** The entry of every picture, except in private windows, which keep no styles. */
const PICTURE_ENTRY = 'use-as-style';

type MenuContext = 'video' | 'page' | 'image' | 'canvas';

/** Firefox has the entries of pages on canvases too. */
const isCanvasPage = import.meta.env.MODE.startsWith('firefox');

/** Documents whose canvas is below the pointer. Content scripts report again when it leaves, so that a restart of the worker may forget them. */
const pointed = new Set<string>();

const idOf = (name: string, context: MenuContext) => `${name}@${context}`;

const entriesOf = (context: MenuContext): Record<string, MessageKey> => ({
  ...ENTRIES,
  ...((context === 'page' || context === 'canvas') && PAGE_ENTRIES),
});

function create(context: MenuContext, documentUrlPatterns: string[], visible: boolean): void {
  const entries = entriesOf(context);
  // Chromium names no context for a canvas. So its entries are in every menu, but hidden elsewhere.
  const contexts: ['all' | Exclude<MenuContext, 'canvas'>] = [context === 'canvas' ? 'all' : context];
  for (const [name, key] of Object.entries(entries)) {
    const title = message(key);
    browser.contextMenus.create({ id: idOf(name, context), title, contexts, documentUrlPatterns, visible });
  }
}

interface Offered {
  /** Whether the page gets the entries on its videos. */
  videos: boolean;
  /** Whether it gets the entry on its pictures. */
  pictures: boolean;
}

/**
 * Returns what the page in front gets. Patterns cannot exclude a site, so all entries on videos are hidden while a site where
 * nothing may run is in front. The browser does not reveal the address of a page without access. A private window has a
 * background script of its own or, in Firefox, the one of all windows.
 */
async function offered(settings: Settings): Promise<Offered> {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  const site = siteOf(tab?.url ?? '');
  return { videos: !site || modeOf(settings, site.hostname) !== 'off', pictures: tab?.incognito !== true };
}

let last: Promise<void> = Promise.resolve();

function inTurn(work: () => Promise<void>): Promise<void> {
  last = last.catch(logged('menus', 'The change before failed', undefined)).then(work);
  return last;
}

/** Rebuilds the entries from the settings. Calls run one after another. */
export function syncMenus(readSettings: () => Promise<Settings>): Promise<void> {
  return inTurn(async () => {
    const settings = await readSettings();
    const switchedOn = wantedPatterns(settings);
    const { videos, pictures } = await offered(settings);
    await browser.contextMenus.removeAll();
    create('video', [...EVERY_SITE], videos);
    if (!chrome.extension.inIncognitoContext)
      browser.contextMenus.create({
        id: idOf(PICTURE_ENTRY, 'image'),
        title: message('menu_use_as_style'),
        contexts: ['image'],
        documentUrlPatterns: [...EVERY_SITE],
        visible: pictures,
      });
    if (switchedOn.length === 0) return;
    create('page', switchedOn, true);
    if (!isCanvasPage) create('canvas', switchedOn, pointed.size > 0);
  });
}

const missing = logged('menus', 'The entry is not made yet', undefined);
const show = (name: string, context: MenuContext, visible: boolean): Promise<void> =>
  browser.contextMenus.update(idOf(name, context), { visible }).catch(missing);

/** Shows the entries of canvases while the pointer is on one, because the browser opens the menu before anyone could tell. */
function showCanvasEntries(): Promise<void> {
  return inTurn(async () => {
    const names = isCanvasPage ? [] : Object.keys(entriesOf('canvas'));
    await Promise.all(names.map((name) => show(name, 'canvas', pointed.size > 0)));
  });
}

/** Records whether the pointer is on a canvas of this document. */
export function noteCanvasPointed(tabId: number, frameId: number, isOn: boolean): Promise<void> {
  const document = `${tabId}:${frameId}`;
  if (isOn) pointed.add(document);
  else pointed.delete(document);
  return showCanvasEntries();
}

/** Forgets the documents of a tab that is closed or loads another page, because they may end before they can report. */
export async function forgetPointed(tabId: number): Promise<void> {
  const gone = [...pointed].filter((document) => document.startsWith(`${tabId}:`));
  for (const document of gone) pointed.delete(document);
  if (gone.length > 0) await showCanvasEntries();
}

/** Shows or hides the entries on videos and pictures for the page in front. Call it when another page comes to the front. */
export function fitMenus(readSettings: () => Promise<Settings>): Promise<void> {
  return inTurn(async () => {
    const { videos, pictures } = await offered(await readSettings());
    await Promise.all([
      ...Object.keys(ENTRIES).map((name) => show(name, 'video', videos)),
      ...(chrome.extension.inIncognitoContext ? [] : [show(PICTURE_ENTRY, 'image', pictures)]),
    ]);
  });
}

/** Name of an entry's action. */
export const actionOf = (id: string | number): string => String(id).replace(/@.*/, '');
