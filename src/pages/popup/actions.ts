/** Performs the actions of the popup's box. */
import browser from 'webextension-polyfill';
import { showMaking } from '../../own-styles/learning/making-page';
import { GRAPHICS_SETTINGS } from '../../platform/browser-pages';
import { LAST_REPORT, type LastReport } from '../../protocol/last-report';
import type { RestyleCanvas } from '../../protocol/runtime';
import type { ExpectHost } from '../../protocol/slots';
import { readSettings, updateSettings } from '../../settings';
import { changeLook, nextStyle } from '../../settings/look';
import { logged } from '../../util/log';
import type { DocumentReport } from './documents';
import type { CurrentTab } from './tab';

/** Opens a page of the extension or the browser in a tab and closes the popup. */
async function openTab(url: string): Promise<void> {
  await browser.tabs.create({ url });
  window.close();
}

/** Opens the page that shows Inkreel on a clip, and says what it cannot do. */
export const openWelcome = (hash = ''): Promise<void> =>
  openTab(browser.runtime.getURL(`src/pages/welcome/index.html${hash}`));

/** Does nothing where extensions cannot open the page. */
export const openGraphicsSettings = async (): Promise<void> => {
  if (GRAPHICS_SETTINGS) await openTab(GRAPHICS_SETTINGS);
};

/** Opens the report of a problem on a tab, with what its documents have told last. */
export async function openReport(tab: CurrentTab | undefined, reports: readonly DocumentReport[]): Promise<void> {
  if (!tab) return openSettings();
  const last: LastReport = { tabId: tab.id, at: Date.now(), documents: reports.map(({ status }) => status) };
  await chrome.storage.session.set({ [LAST_REPORT]: last });
  return openTab(browser.runtime.getURL(`src/pages/options/index.html?tab=${tab.id}#report`));
}

export async function openSettings(): Promise<void> {
  await browser.runtime.openOptionsPage();
  window.close();
}

/** Shows the options page where a picture becomes a style, and closes the popup. */
export async function openMakeStyle(): Promise<void> {
  await showMaking();
  window.close();
}

export const useAutomaticQuality = (): Promise<void> => updateSettings((now) => ({ ...now, quality: 'auto' }));

export const useFastestQuality = (): Promise<void> => updateSettings((now) => ({ ...now, quality: 'XS' }));

/** Gives the site the style after its current one. */
export async function useOtherStyle(site: string, style: string, styles: readonly string[]): Promise<void> {
  await updateSettings((now) => changeLook(now, site, { style: nextStyle(style, styles) }));
}

/** Pauses Inkreel on every site, or resumes. */
export async function togglePause(): Promise<void> {
  const { paused } = await readSettings();
  await updateSettings((now) => ({ ...now, paused: !paused }));
}

/** Has the first document that offers a canvas restyle it. */
export async function restyleCanvas({ id }: CurrentTab, reports: readonly DocumentReport[]): Promise<void> {
  const offering = reports.find(({ status }) => status.canvas);
  if (!offering) return;
  const message: RestyleCanvas = { type: 'restyle-canvas', document: offering.status.document };
  await browser.tabs.sendMessage(id, message).catch(logged('popup', 'The page does not answer', undefined));
}

/** Has the host open and compile, so that the first picture comes sooner after the switch. It closes unless a video comes. */
export async function prepareHost(): Promise<void> {
  const message: ExpectHost = { type: 'expect-host' };
  await browser.runtime.sendMessage(message).catch(logged('popup', 'There is no host yet', undefined));
}

/** Reloads the tab. Inkreel starts with the page. */
export const reloadTab = ({ id }: CurrentTab): Promise<void> => browser.tabs.reload(id);
