/** Firefox as it is on Linux, without WebGPU: installation, access, and what the user is told. */
import type { Page } from 'puppeteer';
import { afterAll, expect, test } from 'vitest';
import { eventually } from '../support/extension';
import { servePages } from '../support/server';
import { Firefox, UNGRANTED } from './support/firefox';

const server = await servePages();
const firefox = await Firefox.launch(false);
afterAll(async () => {
  await firefox.close();
  await server.close();
});

const html = (page: Page) => page.evaluate(() => document.documentElement.outerHTML);
const openPage = async (query: Record<string, string> = {}, host = '127.0.0.1') => {
  const page = await firefox.browser.newPage();
  await page.goto(server.url('plain.html', query, host));
  return page;
};

test('refused access leaves the page alone; granted, the host tells that there is no WebGPU, in the popup too', async () => {
  const page = await openPage({}, UNGRANTED);
  const bare = await html(page);
  await firefox.openPopup(page);
  expect(await firefox.popupText('#hostname')).toBe(UNGRANTED);
  await firefox.pressInPopup('#toggle');
  expect(await firefox.answer(false)).toContain(UNGRANTED);
  expect(await firefox.granted()).toEqual(['http://127.0.0.1/*', 'http://localhost/*']);
  expect(await html(page)).toBe(bare);

  const boxSays = (text: string) =>
    eventually(`a box about ${text}`, async () => (await firefox.popupText('#box-title'))?.includes(text));
  await boxSays(UNGRANTED);
  await firefox.pressInPopup('#toggle');
  await firefox.answer(true);
  expect(await firefox.granted()).toContain(`http://*.${UNGRANTED}/*`);
  await eventually('the fault', async () => (await firefox.statusOf(page.url())).faults.includes('no-webgpu'), 60_000);
  expect((await firefox.statusOf(page.url())).styled).toEqual([]);
  await firefox.openPopup(page);
  await boxSays('no WebGPU');
  expect(await firefox.popupText('#box [data-action]')).toBe('Learn more');
  await firefox.pressInPopup('#camera summary');
  await eventually('why the camera stays as it is', async () =>
    (await firefox.popupText('#camera-hint'))?.startsWith('This browser can’t play pictures'),
  );

  await firefox.pressInPopup('#toggle');
  await eventually('the page as it was', async () => (await html(page)) === bare);
  await page.close();
});

test("the settings' list asks within the click as well", async () => {
  const origins = [`http://*.${UNGRANTED}/*`];
  await firefox.settings.evaluate((origins) => chrome.permissions.remove({ origins }), origins);
  await firefox.configure({ sites: { [UNGRANTED]: { enabled: false, style: 'comic' } } });
  await firefox.settings.bringToFront();
  await (await firefox.settings.waitForSelector('.site .modes input[value=on]'))!.click();
  expect(await firefox.answer(true)).toContain(UNGRANTED);
  await eventually('access', async () => (await firefox.granted()).includes(origins[0]!));
});

test("the settings open the browser's page of shortcuts", async () => {
  await firefox.settings.bringToFront();
  await firefox.settings.click('#change-shortcuts');
  await eventually('the page', () =>
    firefox.inWindow<boolean>(
      `gBrowser.selectedBrowser.contentWindow?.gViewController?.currentViewId?.startsWith('addons://shortcuts/') ?? false`,
    ),
  );
});
