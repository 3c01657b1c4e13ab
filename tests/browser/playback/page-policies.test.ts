import type { Page } from 'puppeteer';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { eventually, videosReady } from '../../support/extension';
import { EXACT, golden, screenshotOf, settles } from '../../support/picture';
import { PLAIN_HOST } from '../../support/shared-browser';

const { extension, server } = await openBrowser();
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

test.each(['require-corp', 'credentialless'])('a page with COEP %s alone is restyled', async (embedder) => {
  await open(server.url('static.html', { embedder }));
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await restyled();
});

test('no page can tell by an address that Inkreel is there, switched on or not', async () => {
  const fixed = `chrome-extension://${extension.id}/src/overlay-document/index.html`;
  const probe = async (address: string) =>
    page.evaluate(
      (url) =>
        fetch(url).then(
          ({ status }) => status,
          () => 'none',
        ),
      address,
    );
  await open(server.url('static.html', {}, 'localhost'));
  expect(await probe(fixed)).toBe('none');
  // In an iframe it is an error page, like any address that does not exist.
  await page.evaluate((url) => {
    const iframe = document.createElement('iframe');
    const loaded = new Promise((done) => iframe.addEventListener('load', done, { once: true }));
    iframe.src = url;
    document.body.append(iframe);
    return loaded.then(() => undefined);
  }, fixed);
  expect(page.frames().map((frame) => frame.url())).not.toContain(fixed);
  expect(extension.offscreen()).toBeDefined();
  await page.close();

  await open(server.url('static.html'));
  await restyled();
  expect(await probe(fixed)).toBe('none');
  const known = await page.evaluate(() => ({
    frames: window.length,
    resources: performance
      .getEntries()
      .map(({ name }) => name)
      .join(' '),
    html: document.documentElement.outerHTML,
  }));
  expect(known.frames).toBe(0);
  expect(known.resources + known.html).not.toContain('chrome-extension');
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
