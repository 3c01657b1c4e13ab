/** Entries in the context menu: on every video, and anywhere on pages whose players hide theirs below other elements. */
import browser from 'webextension-polyfill';
import type { Settings } from '../settings';
import { modeOf } from '../settings/rules';
import { siteOf } from '../settings/site';
import { logged } from '../util/log';
import { wantedPatterns } from './patterns';

/** By the names of what they do. */
const ENTRIES: Record<string, string> = {
  'toggle-site': 'Turn Inkreel on or off for this site',
  'next-style': 'Next style',
  compare: 'Compare with the original',
  'save-picture': 'Save picture',
  'picture-in-picture': 'Styled picture in picture',
};

const EVERY_PAGE = ['http://*/*', 'https://*/*'];

type MenuContext = 'video' | 'page';

const idOf = (name: string, context: MenuContext) => `${name}@${context}`;

function create(context: MenuContext, documentUrlPatterns: string[], visible: boolean): void {
  for (const [name, title] of Object.entries(ENTRIES))
    browser.contextMenus.create({ id: idOf(name, context), title, contexts: [context], documentUrlPatterns, visible });
}

/**
 * Whether the page in front is to have the entries on its videos. Patterns can leave no site out, so the entries of all pages
 * are hidden while it is one where nothing is ever to run. Of a page without access the browser does not tell which it is.
 */
async function isOffered(settings: Settings): Promise<boolean> {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  const site = siteOf(tab?.url ?? '');
  return !site || modeOf(settings, site.host) !== 'off';
}

let last: Promise<void> = Promise.resolve();

function inTurn(work: () => Promise<void>): Promise<void> {
  last = last.catch(logged('menus', 'The change before failed', undefined)).then(work);
  return last;
}

/** Makes the entries anew, as the settings are now. Calls run one after another. */
export function syncMenus(readSettings: () => Promise<Settings>): Promise<void> {
  return inTurn(async () => {
    const settings = await readSettings();
    const switchedOn = wantedPatterns(settings);
    const isVisible = await isOffered(settings);
    await browser.contextMenus.removeAll();
    create('video', EVERY_PAGE, isVisible);
    if (switchedOn.length > 0) create('page', switchedOn, true);
  });
}

/** Shows or hides the entries on videos, as suits the page in front; to be called when that is another one. */
export function fitMenus(readSettings: () => Promise<Settings>): Promise<void> {
  return inTurn(async () => {
    const visible = await isOffered(await readSettings());
    const ids = Object.keys(ENTRIES).map((name) => idOf(name, 'video'));
    // Before they are made there are none to fit, and they are made as they should be.
    const missing = logged('menus', 'The entry is not made yet', undefined);
    await Promise.all(ids.map((id) => browser.contextMenus.update(id, { visible }).catch(missing)));
  });
}

/** The name of what an entry does. */
export const actionOf = (id: string | number): string => String(id).replace(/@.*/, '');
