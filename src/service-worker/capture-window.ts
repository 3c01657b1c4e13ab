/** Opens the window that shows a tab's video from a capture of the tab, once the user allows capturing. */
import browser from 'webextension-polyfill';

const PATH = 'src/pages/capture-window/index.html';
/** Key in session storage of the tab that waits for the user's answer. */
const WANTED = 'wanted-window';

/** Opens the window of a tab, or leaves that to `openWantedWindow` where the browser has yet to ask the user. */
export async function wantWindow(tabId: number): Promise<void> {
  await chrome.storage.session.set({ [WANTED]: tabId });
  await openWantedWindow();
}

/** Opens the wanted window if there is one and capturing is allowed. Call it after each grant. */
export async function openWantedWindow(): Promise<void> {
  if (!(await browser.permissions.contains({ permissions: ['tabCapture'] }))) return;
  const { [WANTED]: tabId } = await chrome.storage.session.get(WANTED);
  await chrome.storage.session.remove(WANTED);
  if (typeof tabId === 'number') await openWindow(browser.runtime.getURL(`${PATH}?tab=${tabId}`));
}

/** Brings an existing window of the tab to the front, because a tab can be captured only once. */
async function openWindow(url: string): Promise<void> {
  const [existing] = await chrome.runtime.getContexts({ documentUrls: [url] });
  if (existing) await chrome.windows.update(existing.windowId, { focused: true });
  else await chrome.windows.create({ url, type: 'popup', width: 960, height: 600 });
}
