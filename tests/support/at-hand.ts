import type { Page } from 'puppeteer';
import type { Settings } from '../../src/settings/schema';
import type { Extension } from './extension';

/** What the extension has stored. */
export async function storedSettings(extension: Extension): Promise<Settings> {
  return (await extension.worker()).evaluate(async () => {
    const { settings } = await chrome.storage.local.get<{ settings: Settings }>('settings');
    return settings;
  });
}

/** Presses a shortcut with `page` in front. Headless Chromium has no accelerators, so the event itself is raised. */
export async function command(extension: Extension, page: Page, name: string): Promise<void> {
  await page.bringToFront();
  await (await extension.worker()).evaluate(
    async (command, url) => {
      const tab = (await chrome.tabs.query({})).find((each) => each.url === url || each.active);
      // The browser's events have it, though no declaration says so.
      (chrome.commands.onCommand as unknown as { dispatch(name: string, tab?: chrome.tabs.Tab): void }).dispatch(
        command,
        tab && { ...tab, url },
      );
    },
    name,
    page.url(),
  );
}
