/** The styled video in a picture-in-picture window. */
import type { Page } from 'puppeteer';
import { describe, expect, test } from 'vitest';
import { openBrowser, openPageEach } from '../../../support/browser';
import { eventually } from '../../../support/extension';
import { chooseOnVideo, openStill, overlayShown, pressInMenu } from '../../../support/pages/still-video';
import { decodePng, golden, type Picture, settles } from '../../../support/picture';

const HOST = '127.0.0.1';
const { extension, server } = await openBrowser();
let page: Page;

openPageEach(extension, { style: 'anime', strength: 1, sites: { [HOST]: { enabled: true } } }, (opened) => {
  page = opened;
});

describe('picture in picture', () => {
  /** Picture in the window; the page can reach the video that is in it. */
  const shownInWindow = async (): Promise<Picture> => {
    const url = await page.evaluate(() => {
      const shown = document.pictureInPictureElement as HTMLVideoElement;
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: shown.videoWidth, height: shown.videoHeight });
      canvas.getContext('2d')!.drawImage(shown, 0, 0);
      return canvas.toDataURL();
    });
    return decodePng(Buffer.from(url.split(',')[1]!, 'base64'));
  };
  const windowShows = (picture: 'original' | 'anime' | 'cel90s') =>
    settles(`${picture} in the window`, shownInWindow, golden(picture), WINDOW);
  /** The way there halves the resolution of colours. */
  const WINDOW = 8;
  const isOpen = () => page.evaluate(() => document.pictureInPictureElement !== null);

  test('shows the style, in a hidden tab too, while the video plays on with its sound', async () => {
    await openStill(page, server, 2);
    await page.evaluate(() => {
      const video = document.querySelector('video')!;
      Object.assign(video, { muted: false, volume: 0.5 });
      return video.play();
    });
    await pressInMenu(page, 'Picture in picture');
    await eventually('the window', isOpen);
    await windowShows('anime');
    const other = await extension.browser.newPage();
    await other.bringToFront();
    await extension.configure({ style: 'cel90s' });
    await windowShows('cel90s');
    const state = () =>
      page.evaluate(() => {
        const { paused, muted, volume } = document.querySelector('video')!;
        return { paused, muted, volume, isHidden: document.hidden };
      });
    expect(await state()).toEqual({ paused: false, muted: false, volume: 0.5, isHidden: true });
    await other.close();
    await page.bringToFront();
  });

  test('is left by the button again, and the page goes on as before', async () => {
    await openStill(page, server, 2);
    await page.evaluate(() => document.querySelector('video')!.play());
    await pressInMenu(page, 'Picture in picture');
    await eventually('the window', isOpen);
    await windowShows('anime');
    await pressInMenu(page, 'Picture in picture');
    await eventually('no window', async () => !(await isOpen()));
    await page.mouse.move(500, 500);
    await overlayShown(page);
    expect(await page.evaluate(() => document.querySelector('video')!.paused)).toBe(false);
  });

  test('is opened by the context menu', async () => {
    await openStill(page, server, 2);
    await chooseOnVideo(extension, page, 'picture-in-picture@video');
    await eventually('the window', isOpen);
    await windowShows('anime');
  });

  test('closes with the site switched off', async () => {
    await openStill(page, server, 2);
    await chooseOnVideo(extension, page, 'picture-in-picture@video');
    await eventually('the window', isOpen);
    await extension.configure({ sites: {} });
    await eventually('no window', async () => !(await isOpen()));
  });
});
