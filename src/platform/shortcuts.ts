/** Chromium's page on which the user sets shortcuts. */
import browser from 'webextension-polyfill';

/** Opens the page. Every Chromium browser maps this address to its own. */
export async function openShortcutsPage(): Promise<void> {
  await browser.tabs.create({ url: 'chrome://extensions/shortcuts' });
}
