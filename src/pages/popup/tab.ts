/** The tab the popup was opened on, and whether an extension can run there. */
import browser from 'webextension-polyfill';
import { type Site, siteOf } from '../../settings/site';

export type Reach = 'page' | 'browser' | 'store' | 'file' | 'pdf' | 'closed';

export interface CurrentTab {
  id: number;
  reach: Reach;
  /** Only where `reach` is `page`. */
  site?: Site;
  /** The site of the largest frame from elsewhere, which may hold the page's player. */
  embedded?: Site;
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

/** Runs in the page and leaves no trace there. -> its type, and the addresses of its frames, the largest first. */
function inspectDocument(): { type: string; frames: string[] } {
  const area = (frame: HTMLIFrameElement) => frame.offsetWidth * frame.offsetHeight;
  const frames = [...document.querySelectorAll('iframe')]
    .filter((frame) => frame.offsetWidth >= 200 && frame.offsetHeight >= 100)
    .sort((a, b) => area(b) - area(a));
  return { type: document.contentType, frames: frames.map((frame) => frame.src) };
}

/** Asks the document itself: PDF viewers and pages closed by policy have ordinary URLs. activeTab allows it. */
async function currentPage(id: number, site: Site): Promise<CurrentTab> {
  try {
    const [result] = await browser.scripting.executeScript({ target: { tabId: id }, func: inspectDocument });
    if (!result) return { id, reach: 'closed' };
    const { type, frames } = result.result as ReturnType<typeof inspectDocument>;
    if (type === 'application/pdf') return { id, reach: 'pdf' };
    const embedded = frames.map(siteOf).find((frame) => frame && frame.host !== site.host);
    return { id, reach: 'page', site, ...(embedded && { embedded }) };
  } catch {
    return { id, reach: 'closed' };
  }
}

/** The active tab of the popup's window. */
export async function currentTab(): Promise<CurrentTab | undefined> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  if (tab?.id === undefined) return undefined;
  const url = tab.url ?? '';
  const reach = reachOf(url);
  const site = siteOf(url);
  return reach === 'page' && site ? currentPage(tab.id, site) : { id: tab.id, reach };
}
