/** The GPU process dies again and again: the video plays on, the user reads why it is plain, and Inkreel keeps trying. */
import type { Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { overlays } from '../../support/devtools';
import { type Extension, eventually, launchExtension, statusOf } from '../../support/extension';
import { openPopup } from '../../support/pages/popup';
import { type PageServer, servePages } from '../../support/server';

let server: PageServer;
let extension: Extension;
let page: Page;

beforeAll(async () => {
  server = await servePages();
});
afterAll(() => server?.close());

// A second try needs another browser, because this one refuses a page the graphics card for a while.
beforeEach(async () => {
  extension = await launchExtension();
});
afterEach(() => extension?.close());

const isShown = async () => (await overlays(page)).some((overlay) => overlay.isShown);
const faults = async () => (await statusOf(extension, page.url())).faults;

test('five times', async () => {
  await extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
  page = await extension.browser.newPage();
  await page.goto(server.url('plain.html', { clip: 'still-709.webm', width: '160', height: '90' }));
  // Plays on all the time, and seldom has a new frame to draw.
  await page.$eval('video', (video) => {
    video.playbackRate = 1 / 16;
  });
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
  // Each attempt makes an overlay. It goes when the attempt fails, and the reason stays. One succeeds when the browser allows the
  // graphics card again.
  const isThere = async () => (await overlays(page)).length > 0;
  await eventually('another attempt', isThere, 60_000);
  const reasons = await faults();
  if (reasons.length > 0) expect(reasons).toEqual(['device-lost']);
  else await eventually('the picture', isShown, 60_000);
  await eventually('its end or the picture', async () => !(await isThere()) || (await isShown()), 60_000);
  const playsOn = await page.evaluate(async () => {
    const video = document.querySelector('video')!;
    const { currentTime } = video;
    await new Promise((done) => setTimeout(done, 1000));
    return !video.paused && video.currentTime !== currentTime;
  });
  expect(playsOn).toBe(true);
});
