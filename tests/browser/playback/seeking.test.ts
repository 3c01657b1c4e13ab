/** The picture while the user seeks: the styled one stays until that of the new position is there. */
import type { Page } from 'puppeteer';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { overlays } from '../../support/devtools';
import { eventually, statusOf, videosReady } from '../../support/extension';
import { LinkClient } from '../../support/link-client';
import { meanDifference, type Picture, screenshotOf } from '../../support/picture';

/** A software adapter takes its time. */
const PATIENCE_MS = 60_000;

const { extension, server } = await openBrowser();
let page: Page;

beforeAll(() => extension.configure({ sites: { '127.0.0.1': { enabled: true } } }));

afterEach(() => page.close());

const isShown = async () => (await overlays(page)).some(({ isShown }) => isShown);
const seen = () => screenshotOf(page, 'video');

async function open(): Promise<void> {
  page = await extension.browser.newPage();
  await page.goto(server.url('empty.html'));
  await page.evaluate(() => {
    document.body.innerHTML = '<video src="moving.webm" muted style="width: 160px; height: 90px"></video>';
  });
  await videosReady(page);
  await eventually('the overlay', isShown, PATIENCE_MS);
}

/** Runs `act` every `ms` for `count` times, and returns in what share of the animation frames the overlay was visible. */
const shareShown = async (act: 'scrub' | 'repeat', ms: number, count: number) => {
  // Content scripts can look into closed shadow roots.
  const client = await LinkClient.of(extension, page);
  return client.run(
    async (kind: 'scrub' | 'repeat', pause: number, times: number) => {
      const video = document.querySelector('video')!;
      const frames: boolean[] = [];
      let isOver = false;
      const look = () => {
        const overlay = chrome.dom.openOrClosedShadowRoot(document.body)?.querySelector<HTMLElement>('[inert]');
        frames.push(overlay?.style.visibility === 'visible');
        if (!isOver) requestAnimationFrame(look);
      };
      look();
      for (let i = 0; i < times; i++) {
        video.currentTime = kind === 'scrub' ? 0.2 + ((i * 0.37) % 3) : 0.5;
        await new Promise((done) => setTimeout(done, pause));
      }
      isOver = true;
      return frames.filter(Boolean).length / frames.length;
    },
    act,
    ms,
    count,
  );
};

/** The styled picture of the position on display, once it stands still. */
async function settled(): Promise<Picture> {
  let last = await seen();
  return eventually('a picture that stands still', async () => {
    const before = last;
    await new Promise((done) => setTimeout(done, 1000));
    last = await seen();
    return meanDifference(before, last) === 0 ? last : undefined;
  });
}

test('scrubbing, a seek each 130 ms, never shows the original, and ends with the styled picture of its position', async () => {
  await open();
  expect(await shareShown('scrub', 130, 30)).toBe(1);
  const end = await settled();
  expect(await isShown()).toBe(true);
  // The same position, reached by one seek from far away.
  await page.evaluate((time) => {
    document.querySelector('video')!.currentTime = time;
  }, 3.5);
  await settled();
  await page.evaluate(
    (time) => {
      document.querySelector('video')!.currentTime = time;
    },
    0.2 + ((29 * 0.37) % 3),
  );
  await eventually('the same picture', async () => meanDifference(await seen(), end) < 1);
});

test('a part that is repeated again and again does not flash', async () => {
  await open();
  await page.evaluate(() => {
    const video = document.querySelector('video')!;
    // A software adapter styles a few frames a second.
    video.playbackRate = 0.1;
    return video.play();
  });
  const before = (await statusOf(extension, page.url())).styled[0]?.styled ?? 0;
  expect(await shareShown('repeat', 500, 10)).toBeGreaterThan(0.95);
  const after = await eventually('figures', async () => (await statusOf(extension, page.url())).styled[0]?.styled);
  expect(after).toBeGreaterThan(before);
});
