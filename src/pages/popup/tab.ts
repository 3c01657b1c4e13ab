/** The tab behind the popup, and whether an extension can run in it. */
import browser from 'webextension-polyfill';
import { type Site, siteOf } from '../../settings/site';
import { log } from '../../util/log';

export type TabKind = 'page' | 'browser' | 'store' | 'file' | 'pdf' | 'closed';

export interface CurrentTab {
  id: number;
  kind: TabKind;
  /** Present only if `kind` is `page`. */
  site?: Site;
  /** Site of the largest iframe from another hostname, which may hold the page's player. */
  embedded?: Site;
}

/** Addresses of the browsers' extension stores, which are closed to every extension. */
const STORES = [
  'https://chromewebstore.google.com/',
  'https://chrome.google.com/webstore',
  'https://microsoftedge.microsoft.com/addons',
  'https://addons.mozilla.org/',
];

/** Classifies a tab by its URL alone. */
export function kindOf(url: string): TabKind {
  if (url.startsWith('file:')) return 'file';
  if (STORES.some((store) => url.startsWith(store))) return 'store';
  return siteOf(url) ? 'page' : 'browser';
}

/** Runs in the page and changes nothing. Returns the content type and the addresses of iframes, largest first. */
function inspectDocument(): { type: string; embedded: string[] } {
  const area = (iframe: HTMLIFrameElement) => iframe.offsetWidth * iframe.offsetHeight;
  const iframes = [...document.querySelectorAll('iframe')]
    .filter((iframe) => iframe.offsetWidth >= 200 && iframe.offsetHeight >= 100)
    .sort((a, b) => area(b) - area(a));
  return { type: document.contentType, embedded: iframes.map((iframe) => iframe.src) };
}

/**
 * Classifies a tab by its document too, because PDF viewers and pages closed by policy have ordinary URLs. activeTab allows it.
 * @param tab a tab as `currentTab` returned it
 */
export async function inspectTab(tab: CurrentTab): Promise<CurrentTab> {
  const { id, site } = tab;
  if (!site) return tab;
  try {
    const [result] = await browser.scripting.executeScript({
      target: { tabId: id },
      func: inspectDocument,
      injectImmediately: true,
    });
    if (!result) return { id, kind: 'closed' };
    const { type, embedded: addresses } = result.result as ReturnType<typeof inspectDocument>;
    if (type === 'application/pdf') return { id, kind: 'pdf' };
    const embedded = addresses.map(siteOf).find((other) => other && other.hostname !== site.hostname);
    return { id, kind: 'page', site, ...(embedded && { embedded }) };
  } catch (error) {
    log('popup', 'The tab is closed to scripts', error);
    return { id, kind: 'closed' };
  }
}

/** Returns the active tab of the popup's window, classified by its address. */
export async function currentTab(): Promise<CurrentTab | undefined> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  if (tab?.id === undefined) return undefined;
  const url = tab.url ?? '';
  const kind = kindOf(url);
  const site = siteOf(url);
  return { id: tab.id, kind, ...(kind === 'page' && site && { site }) };
}
