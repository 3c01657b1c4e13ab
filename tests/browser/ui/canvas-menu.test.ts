/** The browser's own context menu, on a screen: headless Chromium has none. Scripts cannot read it, so keys choose in it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, test } from 'vitest';
import { overlays } from '../../support/devtools';
import { type Extension, eventually, launchExtension, statusOf } from '../../support/extension';
import { type PageServer, servePages } from '../../support/server';
import { openDisplay } from '../../support/virtual-display';

const screen = await openDisplay();
let server: PageServer;
let extension: Extension;
let page: Page;

beforeAll(async () => {
  if (!screen) return;
  server = await servePages();
  extension = await launchExtension([], undefined, false);
  await extension.configure({ style: 'starry-night', sites: { '127.0.0.1': { enabled: true } } });
  page = await extension.browser.newPage();
  await page.goto(server.url('empty.html'));
  await page.evaluate(() => {
    document.body.innerHTML =
      '<style>body { margin: 0 } canvas, a { display: block; height: 300px }</style><canvas width="400" height="300"></canvas><a href="#">link</a>';
    const context = document.querySelector('canvas')!.getContext('2d')!;
    let turn = 0;
    setInterval(() => {
      context.fillStyle = `hsl(${turn++} 80% 50%)`;
      context.fillRect(0, 0, 400, 300);
    }, 50);
  });
  await eventually('the content script', () => statusOf(extension, page.url()));
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
  screen?.close();
});

/** Returns a function that tells whether the browser was told last to show the entries of canvases, in every menu. */
async function recordEntries(): Promise<() => Promise<unknown>> {
  await (await extension.worker()).evaluate(() => {
    const { update } = chrome.contextMenus;
    const recorded = (id: string, change: { visible?: boolean }, ...rest: []) => {
      if (id === 'restyle-canvas@canvas') Object.assign(globalThis, { isShown: change.visible });
      return update(id, change, ...rest);
    };
    Object.assign(chrome.contextMenus, { update: recorded });
  });
  return async () => (await extension.worker()).evaluate(() => Reflect.get(globalThis, 'isShown'));
}

/** Moves the pointer to a point of the page. Bars that the browser adds above the page may move it by less than half of each element. */
async function point(x: number, y: number): Promise<void> {
  const corner = await page.evaluate(() => ({ x: screenX, y: screenY + outerHeight - innerHeight }));
  await screen?.point(corner.x + x, corner.y + y);
}

test('the menu of a canvas restyles it, and no other menu gets its entries', async ({ skip }) => {
  skip(!screen, 'Xvfb and xdotool are missing');
  const areEntriesShown = await recordEntries();
  await point(200, 150);
  await eventually('the entries on the canvas', async () => (await areEntriesShown()) === true);
  await point(200, 450);
  await eventually('no entries on the link', async () => (await areEntriesShown()) === false);
  await point(200, 150);
  await eventually('the entries on the canvas again', async () => (await areEntriesShown()) === true);
  screen?.rightClick();
  await pause(1000);
  // The last entry is the browser's, the one above it opens Inkreel's, whose last one is for canvases.
  screen?.press('Up', 'Up', 'Right', 'Up', 'Return');
  const shown = async () => (await overlays(page)).filter(({ isShown }) => isShown).length;
  await eventually('the overlay', async () => (await shown()) === 1);
});
