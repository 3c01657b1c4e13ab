/** The tab the popup was opened on, and whether an extension can run there. */
import browser from 'webextension-polyfill';
import { type Site, siteOf } from '../../settings/site';

export type Reach = 'page' | 'browser' | 'store' | 'file' | 'pdf' | 'closed';

export interface CurrentTab {
  id: number;
  reach: Reach;
  /** Only where `reach` is `page`. */
  site?: Site;
}

/** Where the browsers' own extension stores live: closed to every extension, whatever it was granted. */
const STORES = [
  'https://chromewebstore.google.com/',
  'https://chrome.google.com/webstore',
  'https://microsoftedge.microsoft.com/addons',
  'https://addons.mozilla.org/',
];

/** What a URL alone says about its page. */
export function reachOf(url: string): Reach {
  if (url.startsWith('file:')) return 'file';
  if (STORES.some((store) => url.startsWith(store))) return 'store';
  return siteOf(url) ? 'page' : 'browser';
}

/** Asks the document itself: PDF viewers and pages closed by policy have ordinary URLs. activeTab allows it. */
async function reachOfDocument(tabId: number): Promise<Reach> {
  try {
    const [result] = await browser.scripting.executeScript({
      target: { tabId },
      func: () => document.contentType,
    });
    return result?.result === 'application/pdf' ? 'pdf' : 'page';
  } catch {
    return 'closed';
  }
}

/** The active tab of the popup's window. */
export async function currentTab(): Promise<CurrentTab | undefined> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  if (tab?.id === undefined) return undefined;
  const url = tab.url ?? '';
  let reach = reachOf(url);
  if (reach === 'page') reach = await reachOfDocument(tab.id);
  const site = reach === 'page' ? siteOf(url) : undefined;
  return { id: tab.id, reach, ...(site && { site }) };
}
