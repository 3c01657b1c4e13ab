/** The window that shows a tab's video from a capture of the tab: opened once the user lets the extension capture. */
import browser from 'webextension-polyfill';

const PATH = 'src/pages/capture-window/index.html';
/** Where in the session's storage the tab is kept that waits for the user's answer. */
const WANTED = 'wanted-window';

/** Opens the window of a tab; where the browser has yet to ask the user, `openWantedWindow` does. */
export async function wantWindow(tabId: number): Promise<void> {
  await chrome.storage.session.set({ [WANTED]: tabId });
  await openWantedWindow();
}

/** Opens the window that is wanted, if any, and allowed; to be called when something was allowed. */
export async function openWantedWindow(): Promise<void> {
  if (!(await browser.permissions.contains({ permissions: ['tabCapture'] }))) return;
  const { [WANTED]: tabId } = await chrome.storage.session.get(WANTED);
  await chrome.storage.session.remove(WANTED);
  if (typeof tabId === 'number') await open(browser.runtime.getURL(`${PATH}?tab=${tabId}`));
}

/** A tab can be captured but once: its window comes to the front where there is one. */
async function open(url: string): Promise<void> {
  const [existing] = await chrome.runtime.getContexts({ documentUrls: [url] });
  if (existing) await chrome.windows.update(existing.windowId, { focused: true });
  else await chrome.windows.create({ url, type: 'popup', width: 960, height: 600 });
}
