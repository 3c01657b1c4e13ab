/** Every kind of document that a video can live in, and videos that change from one to another. */
import type { Page } from 'puppeteer';
import { beforeAll, expect, test } from 'vitest';
import { openBrowser, openPageEach } from '../../support/browser';
import { overlays } from '../../support/devtools';
import { eventually } from '../../support/extension';
import { EXACT, golden, screenshot, settles } from '../../support/picture';

const PLACE = { x: 20, y: 20, width: 160, height: 90 };
const VIDEO =
  '<video src="still-709.webm" muted style="position: fixed; left: 20px; top: 20px; width: 160px; height: 90px"></video>';
const HOLD_KEY = 'KeyQ';

const { extension, server } = await openBrowser();
let page: Page;
beforeAll(() => extension.configure({ holdKey: HOLD_KEY }));
openPageEach(extension, { sites: { '127.0.0.1': { enabled: true } } }, (opened) => {
  page = opened;
});

const shows = (name: 'anime' | 'original', where: Page = page) =>
  settles(`the video as ${name}`, () => screenshot(where, PLACE), golden(name), EXACT, 30_000);

test('a video moved out of an embedded document, and back in, stays restyled', async () => {
  await page.goto(server.url('empty.html'));
  await page.evaluate(() => {
    const iframe = document.createElement('iframe');
    iframe.src = 'framed.html';
    iframe.style.cssText = 'position: fixed; inset: 0; width: 500px; height: 300px; border: 0';
    document.body.append(iframe);
  });
  await shows('anime');
  await page.evaluate(() => {
    const iframe = document.querySelector('iframe')!;
    iframe.style.top = '200px';
    document.body.append(iframe.contentDocument!.querySelector('video')!);
  });
  await shows('anime');
  await page.evaluate(() => {
    const iframe = document.querySelector('iframe')!;
    iframe.style.top = '0';
    iframe.contentDocument!.body.append(document.querySelector('video')!);
  });
  await shows('anime');
  expect(await overlays(page)).toHaveLength(1);
});

test.each(['document.xhtml', 'document.svg'])('a video in %s is restyled, in fullscreen too', async (name) => {
  await page.goto(server.url(name));
  await shows('anime');
  await page.mouse.click(100, 60);
  await page.evaluate(() => document.querySelector('video')!.requestFullscreen());
  const { width, height } = page.viewport()!;
  await eventually('an overlay over the screen', async () => {
    const [overlay] = await overlays(page);
    return overlay?.isShown && overlay.box.width === width && overlay.box.height === height;
  });
  await page.evaluate(() => document.exitFullscreen());
  await shows('anime');
});

test('in a document that was rewritten, videos are restyled and the key shows the original', async () => {
  await page.goto(server.url('static.html'));
  await eventually('an overlay', async () => (await overlays(page)).length === 1);
  await page.evaluate((html) => {
    const video = document.querySelector('video')!;
    document.open();
    document.write(html);
    document.close();
    // A page may also keep its video, which has lost its listeners.
    video.style.cssText = 'position: fixed; left: 300px; top: 20px; width: 160px; height: 90px';
    document.body.append(video);
  }, VIDEO);
  await shows('anime');
  await page.keyboard.down(HOLD_KEY);
  await shows('original');
  await page.keyboard.up(HOLD_KEY);
  await shows('anime');
  await eventually('both videos', async () => (await overlays(page)).filter(({ isShown }) => isShown).length === 2);
});

test('a popup of about:blank that its opener writes is restyled', async () => {
  await page.goto(server.url('empty.html'));
  const opened = new Promise<Page>((done) => page.once('popup', (popup) => popup && done(popup)));
  await page.evaluate((html) => {
    const popup = open('about:blank', '', 'width=500,height=300')!;
    popup.document.open();
    popup.document.write(html);
    popup.document.close();
  }, VIDEO);
  const popup = await opened;
  await shows('anime', popup);
  await popup.evaluate((html) => {
    document.open();
    document.write(`<p>again</p>${html}`);
    document.close();
  }, VIDEO);
  await shows('anime', popup);
  await popup.close();
});

test('a video in a credentialless iframe is restyled', async () => {
  await page.goto(server.url('empty.html'));
  await page.evaluate(() => {
    const iframe = document.createElement('iframe');
    iframe.setAttribute('credentialless', '');
    iframe.src = 'framed.html';
    iframe.style.cssText = 'position: fixed; inset: 0; width: 500px; height: 300px; border: 0';
    document.body.append(iframe);
  });
  await shows('anime');
});
