/** The GPU process dies again and again: the video plays on, the user reads why it is plain, and Inkreel keeps trying. */
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { overlays } from '../../support/devtools';
import { type Extension, eventually, launchExtension, statusOf } from '../../support/extension';
import { openPopup } from '../../support/pages/popup';
import { type PageServer, servePages } from '../../support/server';

let server: PageServer;
let extension: Extension;
let page: Page;

beforeAll(async () => {
  server = await servePages();
  extension = await launchExtension();
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

const isShown = async () => (await overlays(page)).some((overlay) => overlay.isShown);
const faults = async () => (await statusOf(extension, page.url())).faults;

test('five times', async () => {
  await extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
  page = await extension.browser.newPage();
  await page.goto(server.url('plain.html'));
  await eventually('the overlay', isShown, 60_000);
  const devtools = await extension.browser.target().createCDPSession();
  for (let i = 0; i < 5; i++) {
    await devtools.send('Browser.crashGpuProcess');
    await new Promise((done) => setTimeout(done, 1000));
  }
  await eventually('the reason', async () => (await faults()).includes('device-lost'), 60_000);
  expect(await isShown()).toBe(false);
  const popup = await openPopup(extension, page);
  await popup.waitForSelector('::-p-text(The graphics card stopped responding)');
  await popup.waitForSelector('::-p-text(Inkreel tries again by itself)');
  await popup.close();
  // Each attempt makes an overlay, which goes when it fails; the reason stays meanwhile.
  const isThere = async () => (await overlays(page)).length > 0;
  await eventually('another attempt', isThere, 60_000);
  expect(await faults()).toEqual(['device-lost']);
  await eventually('its end', async () => !(await isThere()), 60_000);
  const playsOn = await page.evaluate(async () => {
    const video = document.querySelector('video')!;
    const { currentTime } = video;
    await new Promise((done) => setTimeout(done, 1000));
    return !video.paused && video.currentTime !== currentTime;
  });
  expect(playsOn).toBe(true);
});
