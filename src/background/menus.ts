/** Entries in the context menu: on every video, and anywhere on pages whose players hide theirs below other elements. */
import browser from 'webextension-polyfill';
import type { Settings } from '../settings';
import { wantedPatterns } from './patterns';

/** By the names of what they do. */
const ENTRIES: Record<string, string> = {
  'toggle-site': 'Restyle videos on this site, or stop',
  'next-style': 'Next style',
  compare: 'Compare with the original, or stop',
  'save-picture': 'Save picture',
  'picture-in-picture': 'Styled picture in picture, or back',
};

const EVERY_PAGE = ['http://*/*', 'https://*/*'];

function create(context: 'video' | 'page', documentUrlPatterns: string[]): void {
  for (const [name, title] of Object.entries(ENTRIES))
    browser.contextMenus.create({ id: `${name}@${context}`, title, contexts: [context], documentUrlPatterns });
}

let last: Promise<void> = Promise.resolve();

/** Makes the entries anew, as the settings are now. Calls run one after another. */
export function syncMenus(readSettings: () => Promise<Settings>): Promise<void> {
  last = last
    .catch(() => {})
    .then(async () => {
      const switchedOn = wantedPatterns(await readSettings());
      await browser.contextMenus.removeAll();
      create('video', EVERY_PAGE);
      if (switchedOn.length > 0) create('page', switchedOn);
    });
  return last;
}

/** The name of what an entry does. */
export const actionOf = (id: string | number): string => String(id).replace(/@.*/, '');
