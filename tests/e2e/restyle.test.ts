import type { Page } from 'puppeteer';
import { afterEach, expect, test } from 'vitest';
import { openBrowser } from '../support/browser';
import { eventually, videosReady } from '../support/extension';
import { EXACT, golden } from '../support/golden';
import { meanDifference, type Picture, screenshotOf, settles } from '../support/picture';

/** The style must move the picture at least this far from the original, in 1/255: a visible restyle. */
const VISIBLE = 8;
const { extension, server } = await openBrowser();
let page: Page;

afterEach(async () => {
  await extension.configure({ style: 'anime', strength: 1, sites: {} });
  await page.close();
});

/** Opens a clip at its own size, so that a screen pixel is a video pixel. */
async function open(clip: string, width = 160, height = 90): Promise<void> {
  page = await extension.browser.newPage();
  await page.goto(server.url('plain.html', { clip, width: `${width}`, height: `${height}` }));
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
  await becomes('the styled frame on the screen', golden('anime'));
  expect(meanDifference(await seen(), golden('original'))).toBeGreaterThan(VISIBLE);
});

test.each(['still-601.webm', 'still-709-full.webm'])('the colours of %s come out the same', async (clip) => {
  await open(clip);
  await switchOn();
  await becomes('the styled frame on the screen', golden('anime'));
});

test('a playing video stays styled and the overlay follows it', async () => {
  await open('moving.webm');
  const original = await seen();
  await switchOn();
  const first = await eventually('a styled picture', async () => {
    const now = await seen();
    return meanDifference(now, original) > VISIBLE ? now : undefined;
  });
  await page.evaluate(() => document.querySelector('video')!.pause());
  await page.evaluate(
    () =>
      new Promise((done) => {
        const video = document.querySelector('video')!;
        video.addEventListener('seeked', done, { once: true });
        video.currentTime = 5;
      }),
  );
  await eventually('another styled picture', async () => meanDifference(await seen(), first) > VISIBLE);
});

test('strength 0 shows the original, 1 the style, 0.5 the mean of the two', async () => {
  await open('still-709.webm');
  await switchOn();
  await becomes('the full style', golden('anime'));
  await extension.configure({ strength: 0 });
  await becomes('the original', golden('original'));
  await extension.configure({ strength: 0.5 });
  const [styled, original] = [golden('anime'), golden('original')];
  const mix = { ...styled, data: styled.data.map((value, i) => Math.round((value + original.data[i]!) / 2)) };
  await becomes('the mix', mix);
});

test('another style takes effect without a reload', async () => {
  await open('still-709.webm');
  await switchOn();
  await becomes('the first style', golden('anime'));
  await extension.configure({ style: 'starry-night' });
  await becomes('the second style', golden('starry-night'));
});

test('switched off, the page is the same to the byte and the offscreen document is gone', async () => {
  await open('still-709.webm');
  const before = await page.evaluate(() => document.documentElement.outerHTML);
  await switchOn();
  await becomes('the styled frame', golden('anime'));
  expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toBe(before);
  expect(extension.offscreen()).toBeDefined();
  await switchOff();
  await eventually('the page as it was', async () => {
    return (await page.evaluate(() => document.documentElement.outerHTML)) === before;
  });
  await becomes('the original', golden('original'));
  await eventually('no offscreen document', () => extension.offscreen() === undefined);
});
