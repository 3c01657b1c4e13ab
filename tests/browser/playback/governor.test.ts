import { expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { eventually, statusOf, videosReady } from '../../support/extension';
import { isRestyled, meanDifference, screenshotOf } from '../../support/picture';

/** A software adapter may need seconds for each of the frames that are measured. */
const PATIENCE_MS = 90_000;
const { extension, server } = await openBrowser();

test('a video too fast for the adapter plays as it is, with the reason, and is styled while paused', async () => {
  await extension.configure({ quality: 'auto', sites: { '127.0.0.1': { enabled: true } } });
  const page = await extension.browser.newPage();
  await page.goto(server.url('plain.html', { clip: 'moving.webm', width: '160', height: '90' }));
  await videosReady(page);
  // Hundreds of frames a second, which only a GPU could style.
  await page.evaluate(() => {
    const video = document.querySelector('video')!;
    video.playbackRate = 16;
    video.loop = true;
    return video.play();
  });
  const status = () => statusOf(extension, page.url());
  await eventually('the fault', async () => (await status()).faults.includes('too-slow'), PATIENCE_MS);
  expect((await status()).styled).toEqual([]);

  await page.evaluate(() => document.querySelector('video')!.pause());
  await eventually('a styled still', async () => (await status()).styled.length === 1, PATIENCE_MS);
  expect((await status()).faults).toEqual([]);
  const seen = () => screenshotOf(page, '#v');
  const styled = await eventually('two equal screenshots', async () => {
    const [one, two] = [await seen(), await seen()];
    return meanDifference(one, two) === 0 ? one : undefined;
  });
  await extension.configure({ sites: {} });
  await eventually('the original, of which it was the style', async () => isRestyled(styled, await seen()));
});

test('a playing video that shows the same picture again and again is drawn no more', async () => {
  await extension.configure({ quality: 'XS', sites: { '127.0.0.1': { enabled: true } } });
  const page = await extension.browser.newPage();
  await page.goto(server.url('plain.html', { clip: 'still-709.webm', width: '160', height: '90' }));
  await videosReady(page);
  // Twenty equal frames in eight seconds; the first of each round is drawn, because it may differ from the round before.
  await page.evaluate(() => {
    const video = document.querySelector('video')!;
    video.playbackRate = 0.25;
    video.loop = true;
    return video.play();
  });
  const drawn = async () => (await statusOf(extension, page.url())).styled[0]?.styled;
  await eventually(
    'four seconds without a frame drawn',
    async () => {
      const before = await drawn();
      await new Promise((done) => setTimeout(done, 4000));
      return before !== undefined && (await drawn()) === before;
    },
    PATIENCE_MS,
  );
  expect(await page.evaluate(() => document.querySelector('video')!.paused)).toBe(false);
});
