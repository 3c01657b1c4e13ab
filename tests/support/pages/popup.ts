import type { Page } from 'puppeteer';
import { type Extension, eventually } from '../extension';

/** Clicks the toolbar button with `on` in front and waits until the popup knows its tab. */
export async function openPopup(extension: Extension, on: Page): Promise<Page> {
  const isPopup = (url: string) => url.startsWith(`chrome-extension://${extension.id}/src/pages/popup/`);
  await on.bringToFront();
  await eventually('earlier popups to be closed', () => !extension.browser.targets().some((t) => isPopup(t.url())));
  const installed = (await extension.browser.extensions()).get(extension.id);
  if (!installed) throw new Error('The extension is not installed.');
  await installed.triggerAction(on);
  const target = await extension.browser.waitForTarget((target) => isPopup(target.url()));
  const popup = await target.asPage();
  await popup.waitForFunction(() => document.getElementById('status')?.textContent);
  return popup;
}

/** The text of the popup's element with this id. */
export const textOf = (popup: Page, id: string) => popup.$eval(`#${id}`, (element) => element.textContent);

/** Whether the popup's switch is on. */
export const isOn = (popup: Page) => popup.$eval('#toggle', (toggle) => toggle.getAttribute('aria-checked') === 'true');

/** Waits until the popup's status line matches `pattern`. */
export const says = (popup: Page, pattern: RegExp, timeoutMs?: number) =>
  eventually(
    `the status line to say ${pattern}`,
    async () => {
      const text = (await textOf(popup, 'status')) ?? '';
      if (!pattern.test(text)) throw new Error(`it says: ${text}`);
      return true;
    },
    timeoutMs,
  );

/** Answers the browser's question for access with no: headless Chromium shows none and cannot be made to answer. */
export const refuse = (popup: Page) =>
  popup.evaluate(() => {
    chrome.permissions.request = async () => false;
  });
