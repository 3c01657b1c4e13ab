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

/** The accessibility tree as text, without what differs from run to run. */
export async function accessibilityTree(page: Page): Promise<string> {
  return JSON.stringify(await page.accessibility.snapshot({ interestingOnly: false }), (key, value) =>
    ['backendNodeId', 'loaderId'].includes(key) ? undefined : value,
  );
}

/** Contrast of every visible text that matches `selector` with what is behind it, as WCAG 2 reckons it. */
export const contrasts = (page: Page, selector: string): Promise<{ text: string | null; contrast: number }[]> =>
  page.evaluate((selector) => {
    const luminance = (color: string) => {
      const [r, g, b] = color
        .match(/[\d.]+/g)!
        .slice(0, 3)
        .map((part) => Number(part) / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const background = (element: Element | null): string => {
      const color = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)';
      return color === 'rgba(0, 0, 0, 0)' ? background(element?.parentElement ?? null) : color;
    };
    return [...document.querySelectorAll(selector)]
      .filter((element) => element.textContent && element.checkVisibility() && !element.closest('.unseen'))
      .map((element) => {
        const [low, high] = [luminance(getComputedStyle(element).color), luminance(background(element))].sort(
          (a, b) => a - b,
        );
        return { text: element.textContent, contrast: (high! + 0.05) / (low! + 0.05) };
      });
  }, selector);
