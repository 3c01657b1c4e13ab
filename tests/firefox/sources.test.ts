/** Videos by their source, in Firefox with WebGPU on the processor: of another site, of players' streams. */
import type { Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually, videosReady } from '../support/extension';
import { EXACT, isRestyled, screenshot, settles } from '../support/picture';
import { servePages } from '../support/server';
import { Firefox } from './support/firefox';

/** Hostnames of the pages and of another site's videos. */
const [SITE, OTHER] = ['127.0.0.1', 'localhost'];
/** Time to compile a network on a processor with much else to do. */
const PATIENCE_MS = 60_000;

const server = await servePages();
const firefox = await Firefox.launch(true);
afterAll(async () => {
  await firefox.close();
  await server.close();
});

let page: Page;
const html = () => page.evaluate(() => document.documentElement.outerHTML);
const videoHtml = () => page.$eval('video', (video) => video.outerHTML);
const switchOn = (...media: string[]) => firefox.configure({ sites: { [SITE]: { enabled: true, media } } });

beforeAll(() => firefox.configure({ quality: 'XS', sync: false, style: 'starry-night' }));
afterEach(() => page.close());

test('a video that the page may not read is restyled from a copy, once its site is allowed', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  await switchOn();
  page = await firefox.browser.newPage();
  await page.goto(server.url('empty.html'));
  await page.evaluate(
    (address) => {
      document.body.innerHTML = `<video src="${address}" muted style="width: 160px; height: 90px"></video>`;
    },
    server.url('still-709.webm', {}, OTHER),
  );
  await videosReady(page);
  await eventually('why it stays', async () => (await firefox.statusOf(page.url())).faults.includes('tainted'));
  const box = await page.$eval('video', (video) => {
    const { x, y, width, height } = video.getBoundingClientRect();
    return { x, y, width, height };
  });
  const original = await screenshot(page, box, {});
  await switchOn(OTHER);
  await eventually('the styled copy', async () => isRestyled(await screenshot(page, box, {}), original), PATIENCE_MS);
});

test.each(['video.js', 'hls.js'])(
  'the stream of %s is restyled, and its player left as it was',
  {
    timeout: 2 * PATIENCE_MS,
  },
  async () => {
    await firefox.configure({ sites: {} });
    page = await firefox.browser.newPage();
    await page.goto(server.url('players/hls.js.html'));
    await page.evaluate(() => (globalThis as unknown as { player: { create(): Promise<void> } }).player.create());
    await page.$eval('video', async (video) => {
      video.pause();
      await new Promise((done) => {
        video.addEventListener('seeked', done, { once: true });
        video.currentTime = 0.5;
      });
    });
    await page.mouse.move(950, 650);
    const seen = async () => {
      const box = await page.$eval('video', (video) => {
        const { x, y, width, height } = video.getBoundingClientRect();
        return { x, y: y + height / 4, width, height: height / 2 };
      });
      return screenshot(page, box, {});
    };
    const original = await seen();
    const bare = await videoHtml();
    await switchOn();
    await eventually('the styled stream', async () => isRestyled(await seen(), original), PATIENCE_MS);
    await firefox.configure({ sites: {} });
    await settles('the original', seen, original, EXACT);
    expect(await videoHtml()).toBe(bare);
    expect(await html()).not.toContain('inkreel');
  },
);
