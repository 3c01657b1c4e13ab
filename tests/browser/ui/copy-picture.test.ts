/** The styled picture in the clipboard. */
import type { Page } from 'puppeteer';
import { expect, test } from 'vitest';
import { openBrowser, openPageEach } from '../../support/browser';
import { isSaid } from '../../support/devtools';
import { eventually } from '../../support/extension';
import { inMenu, openStill } from '../../support/pages/still-video';
import { decodePng, EXACT, golden, meanDifference } from '../../support/picture';

const { extension, server } = await openBrowser();
let page: Page;

openPageEach(extension, { style: 'anime', strength: 1, sites: { '127.0.0.1': { enabled: true } } }, (opened) => {
  page = opened;
});

/** Opens the menu on the still video and presses its entry, which lies in a document of the extension. */
async function copy(): Promise<void> {
  await page.bringToFront();
  const { x, y } = await inMenu(page, 'Copy picture');
  const document = await eventually('the button of the extension', async () => {
    const found = page.frames().filter((frame) => frame.url().startsWith('chrome-extension:'));
    for (const frame of found) if (await frame.$('.copy')) return frame;
    return undefined;
  });
  // Another process draws the document: the pointer reaches it some frames after it has loaded.
  let step = 0;
  await eventually('the pointer on it', async () => {
    await page.mouse.move(x + (step++ % 2), y);
    return document.$eval('.copy', (button) => button.matches(':hover'));
  });
  await page.mouse.click(x, y);
}

test('is the picture that is shown', async () => {
  await extension.browser
    .defaultBrowserContext()
    .overridePermissions(new URL(server.url('')).origin, ['clipboard-read', 'clipboard-sanitized-write']);
  await openStill(page, server, 2);
  await copy();
  await page.bringToFront();
  const base64 = await eventually('the picture in the clipboard', () =>
    page.evaluate(async () => {
      window.focus();
      const [item] = await navigator.clipboard.read();
      if (!item?.types.includes('image/png')) return undefined;
      const bytes = new Uint8Array(await (await item.getType('image/png')).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    }),
  );
  expect(meanDifference(decodePng(Buffer.from(base64, 'base64')), golden('anime'))).toBeLessThan(EXACT);
});

test('is refused by a page that forbids it, and that is told', async () => {
  await openStill(page, server, 2, { permissions: 'clipboard-write=()' });
  await copy();
  await eventually('why not', () => isSaid(page, 'The browser didn’t let the picture be copied'));
});
