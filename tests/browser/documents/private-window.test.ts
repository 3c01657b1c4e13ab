/** A private window, where the user allowed the extension there. */
import { expect, test } from 'vitest';
import { extensionWorker, launchBrowser } from '../../../scripts/browser.mjs';
import { DIST } from '../../support/extension';
import { EXACT, golden, screenshotOf, settles } from '../../support/picture';
import { servePages } from '../../support/server';

test('in a private window, a video is restyled with the looks of the other windows', async () => {
  const server = await servePages();
  const browser = await launchBrowser({ extension: true, headless: true });
  try {
    const session = await browser.target().createCDPSession();
    await session.send('Extensions.loadUnpacked', { path: DIST, enableInIncognito: true });
    const { worker } = await extensionWorker(browser);
    await worker.evaluate(async (url) => {
      const settings = { quality: 'XS', style: 'cel90s', sites: { '127.0.0.1': { enabled: true } } };
      await chrome.storage.local.set({ settings });
      while ((await chrome.scripting.getRegisteredContentScripts()).length === 0) {
        await new Promise((done) => setTimeout(done, 50));
      }
      void chrome.windows.create({ incognito: true, url });
    }, server.url('static.html'));
    const target = await browser.waitForTarget((each) => each.url().endsWith('/static.html'));
    const page = (await target.page())!;
    await settles('the styled picture', () => screenshotOf(page, '#v'), golden('cel90s'), EXACT, 60_000);
    const hosts = browser.targets().filter((each) => each.url().endsWith('/src/offscreen/index.html'));
    expect(hosts).toHaveLength(1);
  } finally {
    await browser.close();
    await server.close();
  }
});
