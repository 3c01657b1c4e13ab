import type { Page } from 'puppeteer';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { overlays } from '../../support/devtools';
import { eventually } from '../../support/extension';
import { EXACT, golden, screenshot, settles } from '../../support/picture';

/** Style of the videos: the clip's own size, so that the screen can be compared with PyTorch's picture. */
const PLACES = [
  { x: 20, y: 20, width: 160, height: 90 },
  { x: 300, y: 20, width: 160, height: 90 },
] as const;

const { extension, server } = await openBrowser();
let page: Page;

beforeAll(async () => {
  await extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
});

beforeEach(async () => {
  page = await extension.browser.newPage();
  await page.goto(server.url('empty.html'));
  await page.evaluate((places) => {
    globalThis.makeVideo = (index: number) => {
      const { x, y, width, height } = places[index]!;
      const video = document.createElement('video');
      Object.assign(video, { src: 'still-709.webm', muted: true, id: `v${index}` });
      video.style.cssText = `position: fixed; left: ${x}px; top: ${y}px; width: ${width}px; height: ${height}px`;
      return video;
    };
  }, PLACES);
});

afterEach(() => page.close());

declare global {
  /** A paused video at one of the places. */
  var makeVideo: (index: number) => HTMLVideoElement;
}

const shows = (index: number, name: 'anime' | 'original') =>
  settles(`${name} at place ${index}`, () => screenshot(page, PLACES[index]!), golden(name), EXACT, 60_000);
const html = () => page.evaluate(() => document.documentElement.outerHTML);

test('a video added later is restyled, and its removal takes the overlay with it', async () => {
  const before = await html();
  await page.evaluate(() => document.body.append(makeVideo(0)));
  await shows(0, 'anime');
  await page.evaluate(() => document.querySelector('video')!.remove());
  await eventually('the page without overlay', async () => (await html()) === before);
});

test('two videos are restyled at once', async () => {
  await page.evaluate(() => document.body.append(makeVideo(0), makeVideo(1)));
  await shows(0, 'anime');
  await shows(1, 'anime');
});

test.each(['open', 'closed'] as const)('a video in an %s shadow root is restyled', async (mode) => {
  await page.evaluate((how) => {
    const host = document.createElement('section');
    document.body.append(host);
    host.attachShadow({ mode: how }).append(makeVideo(0));
  }, mode);
  await shows(0, 'anime');
});

test('a video in a shadow root within a shadow root, added later, is restyled', async () => {
  await page.evaluate(async () => {
    const [outer, inner] = [document.createElement('div'), document.createElement('x-player')];
    document.body.append(outer);
    outer.attachShadow({ mode: 'closed' }).append(inner);
    await new Promise((done) => setTimeout(done, 1500));
    const root = inner.attachShadow({ mode: 'closed' });
    await new Promise((done) => setTimeout(done, 1500));
    root.append(makeVideo(0));
  });
  await shows(0, 'anime');
});

test.each(['src', 'srcdoc'])('a video in an iframe (%s) is restyled', async (attribute) => {
  await page.evaluate((how) => {
    const iframe = document.createElement('iframe');
    iframe.style.cssText = 'position: fixed; inset: 0; width: 500px; height: 200px; border: 0';
    const style = 'position: fixed; left: 20px; top: 20px; width: 160px; height: 90px';
    const source = `<video src="still-709.webm" muted style="${style}"></video>`;
    if (how === 'srcdoc') iframe.srcdoc = source;
    else iframe.src = 'framed.html';
    document.body.append(iframe);
  }, attribute);
  await shows(0, 'anime');
});

test('a video moved to another parent stays restyled', async () => {
  await page.evaluate(() => document.body.append(makeVideo(0)));
  await shows(0, 'anime');
  await page.evaluate(() => {
    const parent = document.body.appendChild(document.createElement('div'));
    parent.append(document.querySelector('video')!);
  });
  await shows(0, 'anime');
  expect(await overlays(page)).toHaveLength(1);
});

test('a video whose source is swapped is restyled again', async () => {
  await page.evaluate(() => {
    const video = makeVideo(0);
    video.src = 'moving.webm';
    document.body.append(video);
  });
  await eventually('an overlay', async () => (await overlays(page)).length === 1);
  await page.evaluate(() => {
    document.querySelector('video')!.src = 'still-709.webm';
  });
  await shows(0, 'anime');
});

test('a video that is small, and shown large by a transform, is restyled', async () => {
  await page.evaluate(() => {
    const video = makeVideo(0);
    video.style.cssText += '; width: 32px; height: 18px; scale: 5; transform-origin: 0 0';
    document.body.append(video);
  });
  await shows(0, 'anime');
});

test('a video too small to be worth it, or not visible, is left alone', async () => {
  await page.evaluate(async () => {
    const [small, invisible] = [makeVideo(0), makeVideo(1)];
    small.style.width = '50px';
    invisible.style.visibility = 'hidden';
    document.body.append(small, invisible);
    await Promise.all(
      [small, invisible].map((video) => new Promise((done) => video.addEventListener('loadeddata', done))),
    );
    await new Promise((done) => setTimeout(done, 2500));
  });
  expect(await overlays(page)).toEqual([]);
  await page.evaluate(() => Object.assign(document.getElementById('v1')!.style, { visibility: 'visible' }));
  await shows(1, 'anime');
});
