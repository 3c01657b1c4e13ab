/** Chromium's own pages. Every Chromium browser maps these addresses to its own. */

/** Address of the page with the switch for graphics acceleration; undefined where extensions cannot open it. */
export const GRAPHICS_SETTINGS: string | undefined = 'chrome://settings/system';

/** Opens the page on which the user sets shortcuts. */
export async function openShortcutsPage(): Promise<void> {
  await chrome.tabs.create({ url: 'chrome://extensions/shortcuts' });
}
