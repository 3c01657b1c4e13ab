/** The last resort for video that cannot be read: a capture of its tab, cut to the video and restyled in a window. */
import type { Page } from 'puppeteer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openOwnBrowser } from '../../support/browser';
import { eventually, videosReady } from '../../support/extension';
import { openPopup } from '../../support/pages/popup';
import { EXACT, golden, screenshot, settles } from '../../support/picture';

/** Hostnames of the pages and of their videos. */
const [SITE, HOST] = ['127.0.0.1', 'localhost'];

const { extension, server } = await openOwnBrowser();
let page: Page;

beforeEach(async () => {
  await extension.configure({ style: 'anime', strength: 1, sites: { [SITE]: { enabled: true } } });
  page = await extension.browser.newPage();
  await useRealSize();
});

afterEach(async () => {
  await page.close();
  await eventually('no window', () => windows().length === 0);
});

const windows = () =>
  extension.browser.targets().filter((target) => target.url().includes('/src/pages/capture-window/'));
const html = () => page.evaluate(() => document.documentElement.outerHTML);

/** Shows the page at the tab's own size, and that an even one: then what is captured has the very pixels of the page. */
async function useRealSize(): Promise<void> {
  await page.setViewport(null);
  await page.waitForFunction(() => window.innerHeight !== 700);
  const session = await page.createCDPSession();
  const { windowId, bounds } = await session.send('Browser.getWindowForTarget');
  const odd = await page.evaluate(() => window.innerHeight % 2);
  await session.send('Browser.setWindowBounds', { windowId, bounds: { height: bounds.height! + odd } });
  await page.waitForFunction(() => window.innerHeight % 2 === 0);
  await session.detach();
}

/** A page, higher than its window, with one paused video. */
async function open(host: string): Promise<void> {
  await page.goto(server.url('empty.html'));
  await page.evaluate(
    (address) => {
      document.body.innerHTML = `<video src="${address}" style="width: 160px; height: 90px; margin: 200px 100px 2000px"></video>`;
    },
    server.url('still-709.webm', {}, host),
  );
  await videosReady(page);
}

async function click(): Promise<Page> {
  const popup = await openPopup(extension, page);
  await (await popup.waitForSelector('[data-action=window]', { visible: true }))!.click();
  return popup;
}

/** The window, exactly as large as the video. */
async function openedWindow(): Promise<Page> {
  const target = await extension.browser.waitForTarget((each) => each.url().includes('/src/pages/capture-window/'));
  const shown = (await target.page())!;
  await shown.setViewport({ width: 160, height: 90 });
  return shown;
}

async function openWindow(): Promise<Page> {
  await click();
  return openedWindow();
}

const settlesAs = (shown: Page, name: 'anime' | 'original') =>
  settles(
    `${name} in the window`,
    () => screenshot(shown, { x: 0, y: 0, width: 160, height: 90 }),
    golden(name),
    EXACT,
    60_000,
  );

/** The browser's record of the page's tab. */
const tab = async () =>
  (await extension.worker()).evaluate(async (url) => {
    const tab = (await chrome.tabs.query({})).find((each) => each.url === url)!;
    const captured = await chrome.tabCapture.getCapturedTabs();
    const isCaptured = captured.some(({ tabId, status }) => tabId === tab.id && status === 'active');
    return { id: tab.id!, isCaptured };
  }, page.url());

test('a click shows the video restyled in a window; the page stays as it is', async () => {
  await open(HOST);
  const before = await html();
  await settlesAs(await openWindow(), 'anime');
  expect(await html()).toBe(before);
  expect(await tab()).toMatchObject({ isCaptured: true });
});

test('the window follows the video as the page is scrolled and zoomed, and the video made larger', async () => {
  await extension.configure({ strength: 0 });
  await open(HOST);
  const shown = await openWindow();
  await settlesAs(shown, 'original');
  await page.evaluate(() => scrollBy(0, 150));
  await settlesAs(shown, 'original');
  const { id } = await tab();
  await (await extension.worker()).evaluate(async (tabId) => {
    // Zoom this tab only: a zoom of the site would outlast the test.
    await chrome.tabs.setZoomSettings(tabId, { scope: 'per-tab' });
    await chrome.tabs.setZoom(tabId, 2);
  }, id);
  await page.waitForFunction(() => devicePixelRatio === 2);
  await settlesAs(shown, 'original');
  await page.evaluate(() => Object.assign(document.querySelector('video')!.style, { width: '240px', height: '135px' }));
  await settlesAs(shown, 'original');
});

test('a change of the style acts in the window', async () => {
  await open(HOST);
  const shown = await openWindow();
  await settlesAs(shown, 'anime');
  await extension.configure({ strength: 0 });
  await settlesAs(shown, 'original');
});

test('a second click opens no second window', async () => {
  await open(HOST);
  const shown = await openWindow();
  await settlesAs(shown, 'anime');
  const worker = await extension.worker();
  // Headless Chromium gives no window the focus, so that asking for it is watched.
  await worker.evaluate(() => {
    const update = chrome.windows.update.bind(chrome.windows) as (...args: unknown[]) => unknown;
    const watched = (id: number, change: chrome.windows.UpdateInfo) => {
      Object.assign(globalThis, { focused: change.focused });
      return update(id, change);
    };
    Object.assign(chrome.windows, { update: watched });
  });
  await click();
  await eventually('the window in front', () => worker.evaluate(() => Reflect.get(globalThis, 'focused')));
  expect(windows()).toHaveLength(1);
});

test('closing the window ends the capture', async () => {
  await open(HOST);
  const shown = await openWindow();
  await eventually('the capture', async () => (await tab()).isCaptured);
  await shown.close();
  await eventually('no capture', async () => !(await tab()).isCaptured);
});

describe('the window closes with', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['the video', () => page.evaluate(() => document.querySelector('video')!.remove())],
    [
      'its being protected',
      () => page.evaluate(() => document.querySelector('video')!.dispatchEvent(new Event('encrypted'))),
    ],
    ['the page', () => page.goto(server.url('static.html'))],
    [
      'the tab',
      async () => {
        await page.close();
        page = await extension.browser.newPage();
      },
    ],
    ['the site’s rule', () => extension.configure({ sites: { [SITE]: { enabled: false } } })],
    ['the need for it', () => extension.configure({ sites: { [SITE]: { enabled: true, media: [HOST] } } })],
  ])('%s', async (_, act) => {
    await open(HOST);
    const shown = await openWindow();
    await settlesAs(shown, 'anime');
    await act();
    await eventually('no window', () => windows().length === 0);
  });
});

test('where capture is not allowed yet it alone is asked for, and the window opens on a yes', async () => {
  await open(HOST);
  const worker = await extension.worker();
  await worker.evaluate(() => {
    const { contains } = chrome.permissions;
    // Deny access until the test allows it; only the click's own handlers ask in between.
    Object.assign(chrome.permissions, { contains: async () => false });
    Object.assign(globalThis, { allow: () => Object.assign(chrome.permissions, { contains }) });
  });
  const popup = await openPopup(extension, page);
  await popup.evaluate(() => {
    chrome.permissions.request = async (asked: chrome.permissions.Permissions) => {
      document.body.dataset.asked = JSON.stringify(asked);
      return false;
    };
  });
  await (await popup.waitForSelector('[data-action=window]', { visible: true }))!.click();
  const asked = await eventually('the question', () => popup.$eval('body', (body) => body.dataset.asked));
  expect(JSON.parse(asked)).toEqual({ permissions: ['tabCapture'] });
  expect(windows()).toHaveLength(0);
  // The browser’s question may have closed the popup: the service worker acts on the answer.
  await popup.close();
  await worker.evaluate(() => {
    Reflect.get(globalThis, 'allow')();
    const event = chrome.permissions.onAdded as unknown as { dispatch(added: chrome.permissions.Permissions): void };
    event.dispatch({ permissions: ['tabCapture'], origins: [] });
  });
  await settlesAs(await openedWindow(), 'anime');
});

test('a tab that Inkreel was not opened on cannot be captured, and the window says so', async () => {
  await open(HOST);
  const { id } = await tab();
  await (await extension.worker()).evaluate(
    (tabId) => chrome.windows.create({ url: `src/pages/capture-window/index.html?tab=${tabId}`, type: 'popup' }),
    id,
  );
  const shown = await openedWindow();
  await eventually('the reason', () =>
    shown.$eval('#words', ({ textContent }) => /can’t capture this tab/.test(textContent!)),
  );
  expect((await tab()).isCaptured).toBe(false);
  await shown.close();
});

test('it is not offered where the video is protected', async () => {
  await open(HOST);
  await page.evaluate(() => document.querySelector('video')!.dispatchEvent(new Event('encrypted')));
  const popup = await openPopup(extension, page);
  await eventually('the reason', () =>
    popup.$eval('#box-title', ({ textContent }) => /is protected/.test(textContent!)),
  );
  expect(await popup.$('[data-action=window]')).toBeNull();
});

test('it is not offered where the video can be restyled in its place', async () => {
  await open(SITE);
  const popup = await openPopup(extension, page);
  await eventually('a styled video', () =>
    popup.$eval('#status', ({ textContent }) => textContent?.startsWith('1 video')),
  );
  expect(await popup.$('[data-action=window]')).toBeNull();
});
