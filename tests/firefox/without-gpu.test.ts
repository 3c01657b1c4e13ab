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

test('the popup tells that there is no WebGPU before it asks for anything; refused access leaves the page alone; granted, the host tells the same', async () => {
  const page = await openPage({}, UNGRANTED);
  const bare = await html(page);
  await firefox.openPopup(page);
  expect(await firefox.popupText('#hostname')).toBe(UNGRANTED);
  expect(await firefox.popupText('#box-title')).toContain('no WebGPU');
  expect(await firefox.popupText('#box [data-action]')).toBe('Learn more');
  await firefox.pressInPopup('#toggle');
  expect(await firefox.answer(false)).toContain(UNGRANTED);
  expect(await firefox.granted()).toEqual(['http://127.0.0.1/*', 'http://localhost/*']);
  expect(await html(page)).toBe(bare);

  await firefox.pressInPopup('#toggle');
  await firefox.answer(true);
  expect(await firefox.granted()).toContain(`http://*.${UNGRANTED}/*`);
  await eventually('the fault', async () => (await firefox.statusOf(page.url())).faults.includes('no-webgpu'), 60_000);
  expect((await firefox.statusOf(page.url())).styled).toEqual([]);
  await firefox.openPopup(page);
  await eventually('the line below', async () => (await firefox.popupText('#status')) === 'Videos play unchanged');
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

test('the shortcut of the switch is none of the browser, and acts', async () => {
  const page = await openPage();
  await firefox.configure({ sites: {} });
  const menuKeys = await firefox.inWindow<string[]>(
    `[...document.querySelectorAll('#main-menubar > menu')].map(({ accessKey }) => accessKey.toUpperCase())`,
  );
  expect(menuKeys).toContain('V');
  const shortcuts = await firefox.settings.evaluate(async () =>
    (await chrome.commands.getAll()).flatMap(({ shortcut }) => shortcut || []),
  );
  expect(shortcuts).toHaveLength(4);
  expect(shortcuts.filter((keys) => menuKeys.includes(keys.split('+').at(-1)!))).toEqual([]);
  await page.bringToFront();
  await firefox.pressWithAltShift('K');
  await eventually('the fault', async () => (await firefox.statusOf(page.url())).faults.includes('no-webgpu'), 60_000);
  await page.close();
});

const says = (id: string) => firefox.settings.$eval(id, (line) => (line as HTMLElement).innerText);

test('the settings say of a picture to learn and of a style to add that there is no WebGPU', async () => {
  await firefox.dropOnSettings('docs/images/before-after.webp', 'painting.webp', 'image/webp');
  await firefox.settings.waitForSelector('#make-form:not([hidden]) #make-start:disabled');
  expect(await says('#make-time')).toBe('Learning needs WebGPU, and this browser has none here.');
  await firefox.settings.click('#make-cancel');
  await firefox.settings.waitForSelector('#make-form[hidden]');
  await firefox.dropOnSettings('weights/anime-xs.safetensors', 'anime.safetensors');
  await eventually('why it cannot be tried', async () => (await says('#own-problem')).includes('no WebGPU here'));
});
