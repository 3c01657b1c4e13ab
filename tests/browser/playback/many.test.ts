/** Pages with more videos than the computer can restyle at once. The host is told of a small memory: it has four slots. */
import type { Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { overlays as overlaysOf } from '../../support/devtools';
import { eventually, statusOf } from '../../support/extension';
import { LinkClient } from '../../support/link-client';
import { openPopup } from '../../support/pages/popup';

const SLOTS = 4;
/** A software adapter takes its time for each network that it compiles. */
const PATIENCE_MS = 90_000;

const { extension, server } = await openBrowser();
let page: Page;

/** Opens a page with one video, restyled, whose host has four slots. */
async function open(): Promise<void> {
  page = await extension.browser.newPage();
  await page.goto(server.url('empty.html'));
  await addVideos(1);
  await eventually('the host', () => extension.offscreen(), PATIENCE_MS);
  const host = await extension.offscreen()!.asPage();
  await host.evaluate(() => Object.defineProperty(navigator, 'deviceMemory', { value: 0.001, configurable: true }));
  await eventually('the first overlay', async () => (await overlays()).shown.length === 1, PATIENCE_MS);
}

/** Appends paused videos of 96 x 64 px, numbered on. */
const addVideos = (count: number) =>
  page.evaluate((more) => {
    const root = document.body;
    root.style.cssText = 'margin: 0; display: flex; flex-wrap: wrap; align-content: start';
    for (let i = 0; i < more; i++) {
      const video = document.createElement('video');
      Object.assign(video, { src: 'still-709.webm', muted: true });
      video.style.cssText = 'width: 96px; height: 64px';
      root.append(video);
    }
  }, count);

/** Numbers of the videos with an overlay, and of those whose overlay is visible. */
async function overlays() {
  const boxes = await page.$$eval('video', (all) => all.map((video) => video.getBoundingClientRect().toJSON()));
  const seen = (await overlaysOf(page)).map(({ box, isShown }) => ({
    number: boxes.findIndex(({ x, y }) => Math.abs(x - box.x) < 1.5 && Math.abs(y - box.y) < 1.5),
    isShown,
  }));
  const numbers = (list: typeof seen) => list.map(({ number }) => number).sort((a, b) => a - b);
  return { attached: numbers(seen), shown: numbers(seen.filter(({ isShown }) => isShown)) };
}

/** Counts from now on the most overlays that the body ever holds, in a world that can look into closed shadow roots. */
async function countMost(): Promise<() => Promise<number>> {
  const client = await LinkClient.of(extension, page);
  await client.run(() => {
    const counted = globalThis as unknown as { inkreelMost: number };
    const root = chrome.dom.openOrClosedShadowRoot(document.body)!;
    counted.inkreelMost = 0;
    new MutationObserver(() => {
      counted.inkreelMost = Math.max(counted.inkreelMost, root.querySelectorAll('[inert]').length);
    }).observe(root, { childList: true });
  });
  return () => client.run(() => (globalThis as unknown as { inkreelMost: number }).inkreelMost);
}
const status = () => statusOf(extension, page.url());

beforeAll(() => extension.configure({ sites: { '127.0.0.1': { enabled: true } } }));

// Other files find the host with all its memory.
afterAll(async () => {
  const host = await extension.offscreen()?.asPage();
  await host?.evaluate(() => Reflect.deleteProperty(navigator, 'deviceMemory'));
});

afterEach(async () => {
  if (!page.isClosed()) await page.close();
});

test('of 300 videos as many as there are slots are restyled, those with the most attention, and the popup counts', async () => {
  await open();
  const most = await countMost();
  await addVideos(299);
  await eventually('all slots taken', async () => (await overlays()).attached.length === SLOTS, PATIENCE_MS);
  await eventually('one more overlay in sight', async () => (await overlays()).shown.length > 1, PATIENCE_MS);
  expect((await status()).faults).toEqual([]);
  const popup = await openPopup(extension, page);
  await eventually('the sentence', async () => {
    const { styled, waiting } = await status();
    const sentence = await popup.$eval('#status', (element) => element.textContent);
    // 10 videos in a row, 11 rows of them in the window of 700 px.
    return waiting > 50 && sentence?.startsWith(`${styled.length} of ${styled.length + waiting} videos`);
  });
  await popup.close();

  // Waiting videos do not repeat their requests.
  const host = await extension.offscreen()!.asPage();
  await host.evaluate(() => {
    const counted = globalThis as unknown as { connections: number };
    counted.connections = 0;
    chrome.runtime.onConnect.addListener(() => counted.connections++);
  });
  await new Promise((done) => setTimeout(done, 3000));
  expect(await host.evaluate(() => (globalThis as unknown as { connections: number }).connections)).toBe(0);

  await page.evaluate(() => {
    const [large, playing] = [...document.querySelectorAll('video')].slice(40, 42);
    large!.style.cssText = 'width: 300px; height: 200px';
    playing!.loop = true;
    return playing!.play();
  });
  const has = (i: number) => async () => (await overlays()).attached.includes(i);
  await eventually('the larger one', has(40), PATIENCE_MS);
  await eventually('the playing one', has(41), PATIENCE_MS);

  const before = (await overlays()).attached;
  await page.evaluate(() => scrollTo(0, 1000));
  await eventually(
    'others, in sight',
    async () => {
      const { attached } = await overlays();
      return attached.length === SLOTS && attached.every((i) => !before.includes(i));
    },
    PATIENCE_MS,
  );
  // Allow two more, because an overlay may leave only after the next one has come.
  expect(await most()).toBeLessThanOrEqual(SLOTS + 2);
}, 240_000);

test('a video of another window waits for a slot, and gets it when one comes free', async () => {
  await open();
  await addVideos(SLOTS - 1);
  await eventually('all slots taken', async () => (await overlays()).attached.length === SLOTS, PATIENCE_MS);
  const other = page;
  const opener = await extension.worker();
  const [target] = await Promise.all([
    extension.browser.waitForTarget((each) => each.url().endsWith('empty.html?other=1')),
    opener.evaluate(
      (url) => chrome.windows.create({ url }).then(() => undefined),
      server.url('empty.html', { other: '1' }),
    ),
  ]);
  page = await target.asPage();
  await addVideos(1);
  await eventually('its turn to wait', async () => (await status()).waiting === 1, PATIENCE_MS);
  expect((await overlays()).attached).toEqual([]);
  await other.close();
  await eventually('its overlay', async () => (await overlays()).attached.length === 1, PATIENCE_MS);
});

test('a feed of a thousand, scrolled, has its visible videos restyled wherever it stops', async () => {
  await open();
  const most = await countMost();
  await page.evaluate(() => {
    const root = document.body;
    root.style.cssText = 'margin: 0';
    root.replaceChildren();
    // Imitates a feed: loads near videos and unloads far ones.
    const near = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const video = target as HTMLVideoElement;
          if (isIntersecting) video.src = 'still-709.webm';
          else {
            video.removeAttribute('src');
            video.load();
          }
        }
      },
      { rootMargin: '700px' },
    );
    for (let i = 0; i < 1000; i++) {
      const video = document.createElement('video');
      video.muted = true;
      video.style.cssText = 'display: block; width: 160px; height: 90px; margin: 0 0 210px';
      root.append(video);
      near.observe(video);
    }
  });
  for (const at of [0, 100, 499, 997]) {
    // As fast as a wheel turns: twenty videos pass by.
    for (let i = Math.max(0, at - 20); i <= at; i += 4) {
      await page.evaluate((y) => scrollTo(0, y), 300 * i);
      await new Promise((done) => setTimeout(done, 100));
    }
    const visible = await page.evaluate((first) => {
      scrollTo(0, 300 * first);
      return [...document.querySelectorAll('video')].flatMap((video, i) => {
        const { top, bottom } = video.getBoundingClientRect();
        return top < innerHeight && bottom > 0 ? [i] : [];
      });
    }, at);
    expect(visible.length).toBeLessThan(SLOTS);
    await eventually(
      `the videos at ${at}`,
      async () => {
        const { attached } = await overlays();
        return visible.every((i) => attached.includes(i));
      },
      PATIENCE_MS,
    );
  }
  await eventually('their pictures', async () => (await overlays()).shown.length > 0, PATIENCE_MS);
  expect((await status()).waiting).toBe(0);
  expect(await most()).toBeLessThanOrEqual(SLOTS + 2);
}, 240_000);
