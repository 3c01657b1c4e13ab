/** A restyled page while nobody looks: minutes pass, the clock jumps, the worker stops, the tab is discarded. */
import type { Page } from 'puppeteer';
import { expect, test } from 'vitest';
import { openBrowser, openPageEach } from '../../support/browser';
import { overlays } from '../../support/devtools';
import { eventually, statusOf } from '../../support/extension';
import { LinkClient } from '../../support/link-client';
import { openStill, shows } from '../../support/pages/still-video';

const { extension, server } = await openBrowser();
let page: Page;
openPageEach(extension, { sites: { '127.0.0.1': { enabled: true } } }, (opened) => {
  page = opened;
});

/** Moves the clocks of the document's or worker's scripts by some minutes. */
function jump(minutes: number): void {
  const [now, today] = [performance.now.bind(performance), Date.now.bind(Date)];
  performance.now = () => now() + minutes * 60_000;
  Date.now = () => today() + minutes * 60_000;
}

const shownCount = async (of = page) => (await overlays(of)).filter(({ isShown }) => isShown).length;

test('ten minutes in a hidden tab and a jump of the clock, back or ahead, leave the video restyled', async () => {
  await openStill(page, server);
  await shows(page, 'the style', 'anime');
  const script = await LinkClient.of(extension, page);
  const host = await extension.offscreen()!.asPage();
  const other = await extension.browser.newPage();
  // Their sum is 0, because other tests use the host too.
  for (const minutes of [10, -20, 600, -590]) {
    await other.bringToFront();
    await eventually('the tab to be hidden', () => page.evaluate(() => document.hidden));
    await script.run(jump, minutes);
    await host.evaluate(jump, minutes);
    await new Promise((done) => setTimeout(done, 1500));
    await page.bringToFront();
    await shows(page, `the style after ${minutes} minutes`, 'anime');
    expect((await statusOf(extension, page.url())).faults).toEqual([]);
  }
  await other.close();
});

test('a video that appears while the worker is stopped is restyled', async () => {
  await openStill(page, server);
  await eventually('the overlay', async () => (await shownCount()) === 1);
  const worker = await extension.worker();
  // The worker may start again at once: only the event tells of its end.
  let hasEnded = false;
  extension.browser.once('targetdestroyed', () => {
    hasEnded = true;
  });
  await worker.close();
  await eventually('the end of the worker', () => hasEnded);
  await page.evaluate(() => {
    const video = document.querySelector('video')!.cloneNode() as HTMLVideoElement;
    video.id = 'late';
    document.body.append(video);
  });
  await eventually('both overlays', async () => (await shownCount()) === 2);
});

test('a tab that the browser has discarded is restyled when it is shown again', async () => {
  const tab = await extension.browser.newPage();
  await openStill(tab, server);
  const address = tab.url();
  await page.bringToFront();
  const worker = await extension.worker();
  const id = await worker.evaluate(async (url) => {
    const [found] = (await chrome.tabs.query({})).filter((each) => each.url === url);
    return (await chrome.tabs.discard(found!.id!))?.id;
  }, address);
  expect(id).toBeDefined();
  await worker.evaluate((tabId) => chrome.tabs.update(tabId!, { active: true }), id);
  // The browser gives it another target.
  const again = () =>
    extension.browser.pages().then((all) => all.find((each) => each !== tab && each.url() === address));
  const restored = await eventually('the tab', again);
  await eventually('the overlay', async () => (await shownCount(restored)) === 1);
  await restored.close();
});
