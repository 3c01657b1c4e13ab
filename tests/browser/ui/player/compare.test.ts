/** The original and the style side by side, parted by a line. */
import type { Page } from 'puppeteer';
import { describe, expect, test } from 'vitest';
import { openBrowser, openPageEach } from '../../../support/browser';
import { control, overlays } from '../../../support/devtools';
import { eventually } from '../../../support/extension';
import { chooseOnVideo, openStill, overlayShown, shows, visible } from '../../../support/pages/still-video';
import {
  EXACT,
  golden,
  meanDifference,
  type Picture,
  screenshot,
  screenshotOf,
  settles,
} from '../../../support/picture';

const HOST = '127.0.0.1';
const { extension, server } = await openBrowser();
let page: Page;

openPageEach(extension, { style: 'anime', strength: 1, sites: { [HOST]: { enabled: true } } }, (opened) => {
  page = opened;
});

const html = () => page.evaluate(() => document.documentElement.outerHTML);

describe('the original beside the style', () => {
  const DIVIDER = 'Original on the left, style on the right';
  /** The still clip at its own size, compared; the mouse is out of the way. */
  async function compare(): Promise<void> {
    await chooseOnVideo(extension, page, 'compare@video');
    await page.mouse.move(500, 500);
    await visible(page, DIVIDER);
  }
  /** The names of both sides end here, in px from the top. */
  const NAMES = 40;
  /** The golden pictures beside one another, without names and a strip around the line and its handle. */
  const shared = (
    at: number,
    shot = () => screenshotOf(page, '#v'),
  ): { expected: Picture; take: () => Promise<Picture> } => {
    const strip = (x: number) => Math.abs(x - at) < 26;
    const [left, right] = [golden('original'), golden('anime')];
    const blank = ({ width, height, data }: Picture, other = data): Picture => ({
      width,
      height,
      data: data.map((value, i) => {
        const [x, y] = [(i >> 2) % width, Math.floor((i >> 2) / width)];
        return strip(x) || y < NAMES ? 0 : x < at ? value : other[i]!;
      }),
    });
    return { expected: blank(left, right.data), take: async () => blank(await shot()) };
  };
  const isShared = (what: string, at: number) => {
    const { expected, take } = shared(at);
    return settles(what, take, expected, EXACT);
  };

  test('is parted by a line that mouse and keys move, and goes with Escape', async () => {
    await openStill(page, server);
    await compare();
    await isShared('half and half', 80);
    const { x, y } = await visible(page, DIVIDER);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 40, y, { steps: 4 });
    await page.mouse.up();
    await isShared('more of the original', 120);
    expect(await control(page, DIVIDER)).toMatchObject({ role: 'slider', value: 75, isFocused: true });
    for (let i = 0; i < 5; i++) await page.keyboard.press('PageDown');
    await isShared('less of the original', 40);
    await page.keyboard.press('Escape');
    await eventually('no line', async () => !(await control(page, DIVIDER)));
    await page.mouse.move(500, 500);
    await shows(page, 'the style everywhere', 'anime');
  });

  test('leaves clicks beside the handle to the page', async () => {
    await openStill(page, server);
    await compare();
    await page.evaluate(() => {
      document.getElementById('v')!.addEventListener('click', () => (document.body.dataset.clicked = 'yes'));
    });
    await page.mouse.click(20 + 80, 20 + 80);
    expect(await page.evaluate(() => document.body.dataset.clicked)).toBe('yes');
  });

  test('is seen on a video with controls of its own too, which the overlay otherwise lies below', async () => {
    await openStill(page, server);
    await page.evaluate(() => {
      document.querySelector('video')!.controls = true;
    });
    await compare();
    const isAbove = () => page.evaluate(() => getComputedStyle(document.getElementById('v')!).objectFit !== 'none');
    await eventually('the picture of the video itself', isAbove);
    await chooseOnVideo(extension, page, 'compare@video');
    await eventually('the overlay below again', async () => !(await isAbove()));
  });

  test('leaves native controls in sight while the video is paused or pointed at', async () => {
    await openStill(page, server);
    // Lowest corner of the drawn half: the controls' shade darkens it.
    const take = () => screenshot(page, { x: 150, y: 88, width: 28, height: 20 });
    const drawn = await take();
    const difference = async () => meanDifference(await take(), drawn);
    await page.$eval('video', (video) => {
      video.controls = true;
    });
    await compare();
    await eventually('the controls of the paused video', async () => (await difference()) > 20);
    await page.$eval('video', (video) => video.play());
    await eventually('the drawing over them', async () => (await difference()) < 5);
    await eventually('the controls under the pointer', async () => {
      await page.mouse.move(60 + Math.random() * 10, 60);
      return (await difference()) > 20;
    });
  });

  const TILT = Math.PI / 6;
  /** Each style, its step on the screen for 1 px across the picture from the left, and the inverse. */
  test.each<[string, { x: number; y: number }, (x: number, y: number) => number]>([
    ['rotate: 30deg', { x: Math.cos(TILT), y: Math.sin(TILT) }, (x, y) => x * Math.cos(TILT) + y * Math.sin(TILT)],
    ['scale: -1 1', { x: 1, y: 0 }, (x) => x],
  ])('is parted along the picture, however that is turned: %s', async (style, step, across) => {
    await openStill(page, server);
    await page.evaluate((own) => {
      document.querySelector('video')!.style.cssText += `margin: 60px; ${own}`;
    }, style);
    const clip = { x: 0, y: 0, width: 320, height: 260 };
    const take = () => screenshot(page, clip);
    const still = () =>
      eventually('a picture that stays', async () => {
        const [one, other] = [await take(), await take()];
        return meanDifference(one, other) === 0 ? one : undefined;
      });
    await page.mouse.move(500, 500);
    await overlayShown(page);
    const styled = await still();
    await extension.configure({ sites: {} });
    await eventually('another picture', async () => meanDifference(await take(), styled) > 1);
    const original = await still();
    await extension.configure({ sites: { [HOST]: { enabled: true } } });
    await overlayShown(page);
    const centre = await page.evaluate(() => {
      const { left, top, width, height } = document.querySelector('video')!.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    });
    /** The two beside one another, the line being `at` px across; without the line and its handle. */
    const isParted = (at: number) => {
      const blank = (left: Picture, right: Picture): Picture => ({
        ...left,
        data: left.data.map((value, i) => {
          const [x, y] = [(i >> 2) % clip.width, Math.floor((i >> 2) / clip.width)];
          const beyond = across(x + 0.5 - centre.x, y + 0.5 - centre.y) + 80 - at;
          return Math.abs(beyond) < 26 ? 0 : beyond < 0 ? value : right.data[i]!;
        }),
      });
      const settled = async () => {
        const shown = await take();
        return blank(shown, shown);
      };
      return settles(`the original up to ${at} px`, settled, blank(original, styled), EXACT);
    };
    await chooseOnVideo(extension, page, 'compare@video');
    await page.mouse.move(500, 500);
    await isParted(80);
    const handle = await visible(page, DIVIDER);
    expect(handle.x).toBeCloseTo(centre.x, 0);
    expect(handle.y).toBeCloseTo(centre.y, 0);
    await page.mouse.move(handle.x, handle.y);
    await page.mouse.down();
    await page.mouse.move(handle.x + 40 * step.x, handle.y + 40 * step.y, { steps: 4 });
    await page.mouse.up();
    await page.mouse.move(500, 500);
    await isParted(120);
  });

  test('is seen in fullscreen of the video itself, and back on the page', async () => {
    await openStill(page, server);
    await page.evaluate(() => {
      const video = document.querySelector('video')!;
      video.style.objectFit = 'none';
      document.body.dataset.clicks = '0';
      video.addEventListener('click', () => {
        document.body.dataset.clicks = String(Number(document.body.dataset.clicks) + 1);
        if (!document.fullscreenElement) void video.requestFullscreen();
      });
    });
    await page.mouse.click(60, 60);
    await eventually('fullscreen', () => page.evaluate(() => document.fullscreenElement !== null));
    const [width, height] = await page.evaluate(() => [innerWidth, innerHeight] as const);
    // At its own size, in the middle of the screen.
    const clip = { x: (width - 160) / 2, y: (height - 90) / 2, width: 160, height: 90 };
    const take = () => screenshot(page, clip);
    await settles('the styled picture', take, golden('anime'), EXACT);
    await chooseOnVideo(extension, page, 'compare@video');
    await page.mouse.move(30, height - 30);
    const isParted = (at: number) => {
      const { expected, take: blanked } = shared(at, take);
      return settles(`the original up to ${at} px`, blanked, expected, EXACT);
    };
    await isParted(80);
    // Use coordinates: everything except the video is inert there, so that the handle has no accessible name.
    await page.mouse.move(width / 2, height / 2);
    await page.mouse.down();
    await page.mouse.move(width / 2 + 40, height / 2 + 100, { steps: 4 });
    await page.mouse.up();
    await page.mouse.move(30, height - 30);
    await isParted(120);
    for (let i = 0; i < 5; i++) await page.keyboard.press('PageDown');
    await isParted(40);
    expect(await page.evaluate(() => document.body.dataset.clicks)).toBe('1');
    await page.mouse.click(200, 200);
    expect(await page.evaluate(() => document.body.dataset.clicks)).toBe('2');
    await page.mouse.move(30, height - 30);
    await chooseOnVideo(extension, page, 'compare@video');
    await settles('the styled picture', take, golden('anime'), EXACT);
    await chooseOnVideo(extension, page, 'compare@video');
    await page.evaluate(() => document.exitFullscreen());
    await page.mouse.move(500, 500);
    await isShared('half and half', 80);
    await chooseOnVideo(extension, page, 'compare@video');
    await shows(page, 'the style everywhere', 'anime');
    await eventually('nothing left in the top layer', () =>
      page.evaluate(() => document.querySelector(':popover-open') === null),
    );
  });

  test('ends without a trace when the site is switched off', async () => {
    await page.goto(server.url('plain.html', { clip: 'still-709.webm', paused: '', width: '160', height: '90' }));
    await overlayShown(page);
    await extension.configure({ sites: {} });
    await eventually('no overlay', async () => (await overlays(page)).length === 0);
    const before = await html();
    await extension.configure({ sites: { [HOST]: { enabled: true } } });
    await overlayShown(page);
    await compare();
    await extension.configure({ sites: {} });
    await eventually('the page as it was', async () => (await html()) === before);
  });
});
