import type { Page } from 'puppeteer';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { eventually, videosReady } from '../../support/extension';
import { EXACT, golden, screenshotOf, settles } from '../../support/picture';

/** A host that is neither loopback nor secure: no grant of the demo build covers it, and the page has no WebGPU. */
const PLAIN_HOST = 'plain.test';

const { extension, server } = await openBrowser([`--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`]);
let page: Page;

beforeAll(async () => {
  await extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
});

afterEach(() => page.close());

async function open(address: string): Promise<void> {
  page = await extension.browser.newPage();
  await page.goto(address);
  await videosReady(page);
}

const restyled = () => settles('the styled frame', () => screenshotOf(page, '#v'), golden('anime'), EXACT);

test("a page with CSP default-src 'none' is restyled", async () => {
  await open(server.url('static.html', { csp: "default-src 'none'; media-src 'self'" }));
  await restyled();
});

test('a cross-origin isolated page (COOP and COEP) is restyled', async () => {
  await open(server.url('static.html', { isolated: '1' }));
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await restyled();
});

test('a plain http page, of a site never granted, is restyled for a first look', async () => {
  await open(server.url('static.html', {}, PLAIN_HOST));
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  const installed = (await extension.browser.extensions()).get(extension.id);
  await installed!.triggerAction(page);
  const popup = await eventually('the popup', () =>
    extension.browser.targets().find((target) => target.url().includes('/src/pages/popup/')),
  );
  const popupPage = await popup.asPage();
  await popupPage.evaluate(async (host) => {
    const [tab] = await chrome.tabs.query({ url: `http://${host}/*` });
    await chrome.runtime.sendMessage({ type: 'first-look', tabId: tab!.id });
  }, PLAIN_HOST);
  await restyled();
});
