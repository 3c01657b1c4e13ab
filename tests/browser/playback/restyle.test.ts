import type { Page } from 'puppeteer';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { eventually, statusOf, videosReady } from '../../support/extension';
import {
  EXACT,
  golden,
  isRestyled,
  meanDifference,
  type Picture,
  screenshotOf,
  settles,
  VISIBLE,
} from '../../support/picture';

const { extension, server, releaseHost } = await openBrowser();
let page: Page;

// The size that most graphics cards begin with.
beforeAll(() => extension.configure({ quality: 'S' }));
afterEach(async () => {
  // Close the page first: then the host lingers, and the next test finds its pipelines compiled.
  await page.close();
  await extension.configure({ style: 'anime', strength: 1, sites: {} });
});

/** Opens a clip, paused, at its own size, so that a screen pixel is a video pixel. */
async function open(clip: string, width = 160, height = 90): Promise<void> {
  page = await extension.browser.newPage();
  await page.goto(server.url('plain.html', { clip, paused: '', width: `${width}`, height: `${height}` }));
  await videosReady(page);
}

const switchOn = () => extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
const switchOff = () => extension.configure({ sites: {} });
const seen = () => screenshotOf(page, '#v');

/** Waits until the screen over the video equals `expected`. */
const becomes = (what: string, expected: Picture) => settles(what, seen, expected, EXACT);

test('switched on, a still video shows what PyTorch makes of its frame', async () => {
  await open('still-709.webm');
  expect(meanDifference(await seen(), golden('original'))).toBeLessThan(EXACT);
  await switchOn();
  await becomes('the styled frame on the screen', golden('anime', 'S'));
  expect(meanDifference(await seen(), golden('original'))).toBeGreaterThan(VISIBLE);
});

test.each(['still-601.webm', 'still-709-full.webm'])('the colours of %s come out the same', async (clip) => {
  await open(clip);
  await switchOn();
  await becomes('the styled frame on the screen', golden('anime', 'S'));
});

test('a still video that plays looks the same after many frames as after one', async () => {
  await open('still-709.webm');
  // A frame in 1.6 s, for software adapters.
  await page.$eval('video', (video) => {
    video.playbackRate = 1 / 16;
    video.loop = true;
    return video.play();
  });
  await switchOn();
  await becomes('the styled frame', golden('anime', 'S'));
  const drawn = async () => (await statusOf(extension, page.url())).styled[0]?.styled ?? 0;
  await eventually('six frames drawn', async () => (await drawn()) >= 6, 60_000);
  expect(meanDifference(await seen(), golden('anime', 'S'))).toBeLessThan(EXACT);
});

/** Stands at a time, that frame on the screen. */
const standAt = (time: number) =>
  page.$eval(
    'video',
    async (video, to) => {
      video.pause();
      await new Promise<void>((done) => {
        const look: VideoFrameRequestCallback = (_, { mediaTime }) =>
          Math.abs(mediaTime - to) < 0.1 ? done() : void video.requestVideoFrameCallback(look);
        video.requestVideoFrameCallback(look);
        video.currentTime = to;
      });
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    },
    time,
  );

test('the overlay follows a video that plays', async () => {
  await open('moving.webm');
  const originals: Picture[] = [];
  for (const time of [1, 5]) {
    await standAt(time);
    originals.push(await seen());
  }
  await standAt(1);
  await switchOn();
  const first = await eventually('the first moment, styled', async () => {
    const now = await seen();
    return isRestyled(now, originals[0]!) ? now : undefined;
  });
  await page.$eval('video', (video) => video.play());
  await page.waitForFunction(() => document.querySelector('video')!.currentTime > 2);
  await standAt(5);
  await eventually('the second moment, styled', async () => {
    const now = await seen();
    return isRestyled(now, originals[1]!) && meanDifference(now, first) > VISIBLE;
  });
});

test('strength 0 shows the original, 1 the style, 0.5 the mean of the two', async () => {
  await open('still-709.webm');
  await switchOn();
  await becomes('the full style', golden('anime', 'S'));
  await extension.configure({ strength: 0 });
  await becomes('the original', golden('original'));
  await extension.configure({ strength: 0.5 });
  const [styled, original] = [golden('anime', 'S'), golden('original')];
  const mix = { ...styled, data: styled.data.map((value, i) => Math.round((value + original.data[i]!) / 2)) };
  await becomes('the mix', mix);
});

test('another style takes effect without a reload', async () => {
  await open('still-709.webm');
  await switchOn();
  await becomes('the first style', golden('anime', 'S'));
  await extension.configure({ style: 'starry-night' });
  await becomes('the second style', golden('starry-night', 'S'));
});

test('on and off, the page is the same to the byte; switched off, the offscreen document is gone', async () => {
  await open('still-709.webm');
  const before = await page.evaluate(() => document.documentElement.outerHTML);
  await switchOn();
  await becomes('the styled frame', golden('anime', 'S'));
  expect(await page.evaluate(() => document.documentElement.outerHTML)).toBe(before);
  await releaseHost();
  expect(extension.offscreen()).toBeDefined();
  await switchOff();
  await eventually('the page as it was', async () => {
    return (await page.evaluate(() => document.documentElement.outerHTML)) === before;
  });
  await becomes('the original', golden('original'));
  await eventually('no offscreen document', () => extension.offscreen() === undefined);
});
