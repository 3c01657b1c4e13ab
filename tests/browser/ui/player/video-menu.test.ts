/** The context menu of a video, and the pictures it saves. */
import type { Page } from 'puppeteer';
import { describe, expect, test } from 'vitest';
import { command, download } from '../../../support/actions';
import { openBrowser, openPageEach } from '../../../support/browser';
import { overlays } from '../../../support/devtools';
import { eventually, storedSettings } from '../../../support/extension';
import { chooseOnVideo, openStill, overlayShown, shows } from '../../../support/pages/still-video';
import { decodePng, EXACT, golden, meanDifference, type Picture } from '../../../support/picture';

const HOST = '127.0.0.1';
const { extension, server } = await openBrowser();
let page: Page;

openPageEach(extension, { style: 'anime', strength: 1, sites: { [HOST]: { enabled: true } } }, (opened) => {
  page = opened;
});

describe('the context menu of a video', () => {
  test('switches the site off and on again', async () => {
    await openStill(page, server);
    await chooseOnVideo(extension, page, 'toggle-site@video');
    await shows(page, 'the original', 'original');
    await chooseOnVideo(extension, page, 'toggle-site@video');
    await shows(page, 'the styled picture', 'anime');
  });

  test('shows the next style', async () => {
    await openStill(page, server);
    await chooseOnVideo(extension, page, 'next-style@video');
    await shows(page, 'the next style', 'cel90s');
    expect((await storedSettings(extension)).style).toBe('cel90s');
  });
});

describe('a saved picture', () => {
  const saved = async (act: () => Promise<void>): Promise<{ name: string; picture: Picture }> => {
    const { name, content } = await download(extension.browser, act);
    return { name, picture: decodePng(content) };
  };
  const saveByMenu = () => saved(() => chooseOnVideo(extension, page, 'save-picture@video'));

  test('has the size of the video, however it is shown, and the pixels of its style', async () => {
    await openStill(page, server, 2);
    await page.evaluate(() => {
      const { navigation } = window as unknown as { navigation: EventTarget };
      for (const target of [navigation, document]) {
        for (const type of ['navigate', 'click']) target.addEventListener(type, () => (document.title = 'told'), true);
      }
    });
    const { name, picture } = await saveByMenu();
    // The page could read the file by its address.
    expect(await page.title()).not.toBe('told');
    expect(name).toMatch(/^plain 0-00-0\d\.png$/);
    expect([picture.width, picture.height]).toEqual([160, 90]);
    expect(meanDifference(picture, golden('anime'))).toBeLessThan(EXACT);
  });

  test('is as strong as what is shown', async () => {
    await extension.configure({ strength: 0 });
    await page.goto(server.url('plain.html', { clip: 'still-709.webm', paused: '', width: '160', height: '90' }));
    await overlayShown(page);
    const { picture } = await saveByMenu();
    expect(meanDifference(picture, golden('original'))).toBeLessThan(EXACT);
  });

  test('comes from pages that other processes and strict policies shut off, too', async () => {
    await openStill(page, server, 1, { isolated: '', csp: "default-src 'self' 'unsafe-inline'" });
    const { picture } = await saveByMenu();
    expect(meanDifference(picture, golden('anime'))).toBeLessThan(EXACT);
  });

  test('is that of the largest video where a shortcut asks for it', async () => {
    await openStill(page, server);
    await page.evaluate(() => {
      const larger = document.getElementById('v')!.cloneNode() as HTMLVideoElement;
      larger.src = 'still-odd.webm';
      Object.assign(larger.style, { width: '400px', height: '225px' });
      document.body.append(larger);
    });
    await eventually('two overlays', async () => {
      return (await overlays(page)).filter(({ isShown }) => isShown).length === 2;
    });
    const size = await page.evaluate(() => {
      const { videoWidth, videoHeight } = document.querySelectorAll('video')[1]!;
      return [videoWidth, videoHeight];
    });
    const { picture } = await saved(() => command(extension, page, 'save-picture'));
    expect([picture.width, picture.height]).toEqual(size);
  });
});
