/** What can be done with one styled video: by the context menu, by shortcuts and by the button in the player. */
import type { Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chooseMenu, command, download, storedSettings } from '../support/at-hand';
import { type Extension, eventually, launchExtension, videosReady } from '../support/extension';
import { EXACT, golden } from '../support/golden';
import { decodePng, meanDifference, type Picture, screenshotOf, settles } from '../support/picture';
import { type PageServer, servePages } from '../support/server';

const HOST = '127.0.0.1';

let extension: Extension;
let server: PageServer;
let page: Page;

beforeAll(async () => {
  server = await servePages();
  extension = await launchExtension();
});

afterAll(async () => {
  await extension?.close();
  await server?.close();
});

beforeEach(async () => {
  await extension.configure({ style: 'anime', strength: 1, sites: { [HOST]: { enabled: true } } });
  page = await extension.browser.newPage();
});

afterEach(() => page.close());

/** Opens the still clip, shown at `scale` times its size, and waits for the style. */
async function open(scale = 1, query: Record<string, string> = {}): Promise<void> {
  const [width, height] = [160 * scale, 90 * scale].map(String) as [string, string];
  await page.goto(server.url('plain.html', { clip: 'still-709.webm', width, height, ...query }));
  await videosReady(page);
  if (scale === 1) await shows('the styled picture', 'anime');
  else await overlayShown();
}

const overlayShown = () =>
  eventually('the overlay', () =>
    page.evaluate(() => document.querySelector<HTMLElement>('video + [aria-hidden]')?.style.visibility === 'visible'),
  );
const shows = (what: string, picture: 'original' | 'anime' | 'comic') =>
  settles(what, () => screenshotOf(page, '#v'), golden(picture), EXACT);
const stored = () => storedSettings(extension);
const menu = (entry: string) => chooseMenu(extension, page, entry, 60, 60);

describe('the context menu of a video', () => {
  test('switches the site off and on again', async () => {
    await open();
    await menu('toggle-site@video');
    await shows('the original', 'original');
    await menu('toggle-site@video');
    await shows('the styled picture', 'anime');
  });

  test('shows the next style', async () => {
    await open();
    await menu('next-style@video');
    await shows('the next style', 'comic');
    expect((await stored()).style).toBe('comic');
  });
});

describe('a saved picture', () => {
  const saved = async (act: () => Promise<void>): Promise<{ name: string; picture: Picture }> => {
    const { name, content } = await download(extension.browser, act);
    return { name, picture: decodePng(content) };
  };
  const saveByMenu = () => saved(() => menu('save-picture@video'));

  test('has the size of the video, however it is shown, and the pixels of its style', async () => {
    await open(2);
    const { name, picture } = await saveByMenu();
    expect(name).toMatch(/^plain 0-00-0\d\.png$/);
    expect([picture.width, picture.height]).toEqual([160, 90]);
    expect(meanDifference(picture, golden('anime'))).toBeLessThan(EXACT);
  });

  test('is as strong as what is shown', async () => {
    await extension.configure({ strength: 0 });
    await page.goto(server.url('plain.html', { clip: 'still-709.webm', width: '160', height: '90' }));
    await overlayShown();
    const { picture } = await saveByMenu();
    expect(meanDifference(picture, golden('original'))).toBeLessThan(EXACT);
  });

  test('comes from pages that other processes and strict policies shut off, too', async () => {
    await open(1, { isolated: '', csp: "default-src 'self' 'unsafe-inline'" });
    const { picture } = await saveByMenu();
    expect(meanDifference(picture, golden('anime'))).toBeLessThan(EXACT);
  });

  test('is that of the largest video where a shortcut asks for it', async () => {
    await open();
    await page.evaluate(() => {
      const larger = document.getElementById('v')!.cloneNode() as HTMLVideoElement;
      larger.src = 'still-odd.webm';
      Object.assign(larger.style, { width: '400px', height: '225px' });
      document.body.append(larger);
    });
    await eventually('two overlays', () =>
      page.evaluate(
        () =>
          [...document.querySelectorAll<HTMLElement>('video + [aria-hidden]')].filter(
            ({ style }) => style.visibility === 'visible',
          ).length === 2,
      ),
    );
    const size = await page.evaluate(() => {
      const { videoWidth, videoHeight } = document.querySelectorAll('video')[1]!;
      return [videoWidth, videoHeight];
    });
    const { picture } = await saved(() => command(extension, page, 'save-picture'));
    expect([picture.width, picture.height]).toEqual(size);
  });
});
