/** The popup shows the viewer's own video in every style, and costs that video none of its frames. */
import type { Page } from 'puppeteer';
import { afterEach, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { eventually, statusOf, videosReady } from '../../support/extension';
import { openPopup } from '../../support/pages/popup';

const { extension, server } = await openBrowser();
const PATIENCE_MS = 120_000;
const STYLES = 13;
let page: Page;

afterEach(() => page.close());

async function open(clip: string): Promise<void> {
  await extension.configure({
    style: 'anime',
    strength: 1,
    keepColours: false,
    quality: 'XS',
    sites: { '127.0.0.1': { enabled: true } },
  });
  page = await extension.browser.newPage();
  await page.goto(server.url('plain.html', { clip, paused: '', width: '160', height: '90' }, '127.0.0.1'));
  await videosReady(page);
  await eventually('the styled picture', async () => (await statusOf(extension, page.url())).styled.length === 1);
}

const liveIn = (popup: Page) => popup.$$eval('#styles .live', (all) => all.length);

/** Mean colour of a style's card, and of the picture that the extension ships for it. */
const coloursOf = (popup: Page, style: string) =>
  popup.evaluate(async (id) => {
    const mean = (source: CanvasImageSource) => {
      const canvas = new OffscreenCanvas(8, 8);
      const context = canvas.getContext('2d')!;
      context.imageSmoothingQuality = 'high';
      context.drawImage(source, 0, 0, 8, 8);
      const { data } = context.getImageData(0, 0, 8, 8);
      return [0, 1, 2].map((c) => data.reduce((sum, value, i) => sum + (i % 4 === c ? value : 0), 0) / 64);
    };
    const live = document.querySelector(`#styles input[value=${id}] ~ .live`) as HTMLCanvasElement;
    return mean(await createImageBitmap(live));
  }, style);

test('every card shows the frame on screen, and a second popup shows them at once', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  await open('still-709.webm');
  const original = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(8, 8);
    const context = canvas.getContext('2d')!;
    context.imageSmoothingQuality = 'high';
    context.drawImage(document.querySelector('video')!, 0, 0, 8, 8);
    const { data } = context.getImageData(0, 0, 8, 8);
    return [0, 1, 2].map((c) => data.reduce((sum, value, i) => sum + (i % 4 === c ? value : 0), 0) / 64);
  });
  const popup = await openPopup(extension, page);
  expect(await popup.$$eval('#styles img', (all) => all.length)).toBe(STYLES);
  await eventually('all cards', async () => (await liveIn(popup)) === STYLES, PATIENCE_MS);
  const anime = await coloursOf(popup, 'anime');
  // A drawn film keeps the colours of the scene.
  for (const c of [0, 1, 2]) expect(Math.abs(anime[c]! - original[c]!)).toBeLessThan(30);
  const manga = await coloursOf(popup, 'manga');
  expect(Math.max(...manga) - Math.min(...manga)).toBeLessThan(6);
  await popup.close();
  const again = await openPopup(extension, page);
  await eventually('all cards at once', async () => (await liveIn(again)) === STYLES, 3000);
  const warmth = async () => {
    const [red = 0, , blue = 0] = await coloursOf(again, 'tahiti');
    return red - blue;
  };
  const before = await warmth();
  await extension.configure({ keepColours: true });
  const ofVideo = original[0]! - original[2]!;
  await eventually(
    'the video’s colours on a card',
    async () => Math.abs((await warmth()) - ofVideo) < Math.abs(before - ofVideo) / 2,
    PATIENCE_MS,
  );
  await again.close();
});

test('the video is drawn on meanwhile', { timeout: 2 * PATIENCE_MS }, async () => {
  await open('moving.webm');
  // Steps instead of playing: a software adapter has no time left beside a video that plays.
  const step = () =>
    page.$eval('video', (video) => {
      video.currentTime = (video.currentTime + 0.2) % video.duration;
    });
  const drawn = async () => (await statusOf(extension, page.url())).styled[0]!.styled;
  const popup = await openPopup(extension, page);
  let steps = 0;
  while ((await liveIn(popup)) < 3) {
    const before = await drawn();
    await step();
    await eventually('the next picture', async () => (await drawn()) > before, PATIENCE_MS);
    steps++;
  }
  expect(steps).toBeGreaterThan(0);
  await popup.close();
});
