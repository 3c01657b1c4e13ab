import type { Page } from 'puppeteer';
import { type Extension, eventually } from './extension';

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
