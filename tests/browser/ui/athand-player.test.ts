/** What can be done with one styled video: by the context menu, by shortcuts and by the button in the player. */
import type { Page } from 'puppeteer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { control, isSaid } from '../../support/accessibility';
import { chooseMenu, command, download } from '../../support/actions';
import { openBrowser } from '../../support/browser';
import { eventually, storedSettings, videosReady } from '../../support/extension';
import {
  decodePng,
  EXACT,
  golden,
  meanDifference,
  type Picture,
  screenshot,
  screenshotOf,
  settles,
} from '../../support/picture';

const HOST = '127.0.0.1';

const { extension, server } = await openBrowser();
let page: Page;

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
const shows = (what: string, picture: 'original' | 'anime' | 'cel90s') =>
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
    await shows('the next style', 'cel90s');
    expect((await stored()).style).toBe('cel90s');
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

/** Presses a control by mouse, once it can be seen. */
async function press(name: string): Promise<void> {
  const { x, y } = await visible(name);
  await page.mouse.move(x, y);
  await visible(name);
  await page.mouse.click(x, y);
}
const visible = (name: string) =>
  eventually(`"${name}" in sight`, async () => {
    const found = await control(page, name);
    return found?.isVisible ? found : undefined;
  });
const gone = (name: string) =>
  eventually(`"${name}" out of sight`, async () => !(await control(page, name))?.isVisible);
const focused = async (name: string) => (await control(page, name))?.isFocused;
const BUTTON = 'Restyled video';

/** Goes to the button in the player, which is offered to a moving pointer alone; it stays while the pointer is on it. */
async function reach(): Promise<void> {
  const { x, y } = await eventually('the button', async () => {
    await page.mouse.move(60 + (Date.now() % 50), 100);
    const found = await control(page, BUTTON);
    return found?.isVisible ? found : undefined;
  });
  await page.mouse.move(x, y);
}
const html = () => page.evaluate(() => document.documentElement.outerHTML);

describe('the button in the player', () => {
  test('appears under the pointer, in a corner, and goes when the pointer leaves or rests', async () => {
    await open(2);
    expect((await control(page, BUTTON))?.isVisible).toBe(false);
    await page.mouse.move(100, 100);
    const { x, y } = await visible(BUTTON);
    expect([x, y]).toEqual([20 + 320 - 24, 20 + 24]);
    await page.mouse.move(100, 400);
    await gone(BUTTON);
    await page.mouse.move(100, 101);
    await visible(BUTTON);
    await gone(BUTTON);
  });

  test('changes style and strength, and says what they are', async () => {
    await open(2);
    await reach();
    await press(BUTTON);
    await press('Weaker');
    await eventually('90 %', async () => (await stored()).strength === 0.9);
    await press('Stronger');
    await eventually('100 %', async () => (await stored()).strength === 1);
    await press('Next style');
    await eventually('the next style', async () => (await stored()).style === 'cel90s');
    await eventually('its name', () => isSaid(page, 'Cel 90s 100 %'));
  });

  test('calls a style by the name it has in the popup', async () => {
    await open(2);
    await extension.configure({ style: 'watercolour' });
    await reach();
    await press(BUTTON);
    await eventually('its name', () => isSaid(page, 'Watercolour 100 %'));
  });

  test('is reached and used by keyboard, and seen then', async () => {
    await open(2);
    await page.keyboard.press('Tab');
    expect(await focused(BUTTON)).toBe(true);
    await visible(BUTTON);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused('Next style')).toBe(true);
    await page.keyboard.press('Space');
    await eventually('the next style', async () => (await stored()).style === 'cel90s');
    await page.keyboard.press('Escape');
    expect(await focused(BUTTON)).toBe(true);
    await page.keyboard.press('Tab');
    await gone(BUTTON);
  });

  test('saves a picture', async () => {
    await open(2);
    await reach();
    await press(BUTTON);
    const { content } = await download(extension.browser, () => press('Save picture'));
    expect(meanDifference(decodePng(content), golden('anime'))).toBeLessThan(EXACT);
  });

  test('keeps its clicks and keys from the page', async () => {
    await open(2);
    await page.evaluate(() => {
      document.body.dataset.events = '';
      for (const type of ['click', 'pointerdown', 'keydown'])
        document.body.addEventListener(type, () => (document.body.dataset.events += `${type} `));
    });
    await reach();
    await press(BUTTON);
    await visible('Weaker');
    await page.keyboard.press('Space');
    await gone('Weaker');
    expect(await page.evaluate(() => document.body.dataset.events)).toBe('');
  });

  test.each([
    ['in the right corner', 'right: 0', 20 + 24],
    ['in both corners', 'left: 0; right: 0', undefined],
  ])('leaves a control of the page uncovered: %s', async (_, style, x) => {
    await open(2);
    await page.evaluate((place) => {
      const video = document.getElementById('v')!;
      const player = document.createElement('div');
      player.style.cssText = 'position: relative; width: 320px';
      video.replaceWith(player);
      player.innerHTML = `<button style="position: absolute; top: 0; height: 30px; ${place}">share</button>`;
      player.prepend(video);
    }, style);
    await overlayShown();
    await page.mouse.move(100, 100);
    if (x === undefined) {
      await new Promise((done) => setTimeout(done, 500));
      expect((await control(page, BUTTON))?.isVisible).not.toBe(true);
    } else {
      expect((await visible(BUTTON)).x).toBe(x);
    }
  });

  test('can be pressed though the player has laid itself over the video, and in its fullscreen', async () => {
    await open(2);
    await page.evaluate(() => {
      const video = document.getElementById('v')!;
      const player = document.createElement('div');
      player.style.cssText = 'position: relative; width: 320px; height: 180px';
      video.replaceWith(player);
      player.innerHTML = '<div style="position: absolute; inset: 0; z-index: 2147483647"></div>';
      player.prepend(video);
      video.style.cssText = 'width: 100%; height: 100%';
      player.addEventListener('dblclick', () => player.requestFullscreen());
    });
    await overlayShown();
    await reach();
    await press(BUTTON);
    await press('Next style');
    await eventually('the next style', async () => (await stored()).style === 'cel90s');
    await page.mouse.click(100, 150, { count: 2 });
    await eventually('fullscreen', () => page.evaluate(() => document.fullscreenElement !== null));
    const corner = await eventually('the button in the corner of the screen', async () => {
      // Going on: a pointer at rest is not offered it.
      await page.mouse.move(300 + (Date.now() % 50), 300);
      const found = await control(page, BUTTON);
      return found?.isVisible && found.x > 900 ? found : undefined;
    });
    await page.mouse.move(corner.x, corner.y);
    if (!(await control(page, 'Weaker'))?.isVisible) await press(BUTTON);
    await press('Weaker');
    await eventually('90 %', async () => (await stored()).strength === 0.9);
  });

  test('can be hidden on a page, and switched off in the settings, without a trace', async () => {
    const neighbours = () => page.evaluate(() => document.querySelectorAll('video ~ div').length);
    await open(2);
    await reach();
    await press(BUTTON);
    expect(await neighbours()).toBe(2);
    await press('Hide these buttons on this page');
    await eventually('the overlay alone', async () => (await neighbours()) === 1);
    await page.reload();
    await eventually('overlay and button', async () => (await neighbours()) === 2);
    await extension.configure({ playerButton: false });
    await eventually('the overlay alone', async () => (await neighbours()) === 1);
    await extension.configure({ playerButton: true });
  });

  test('is there under a strict policy that forbids styles and markup in strings', async () => {
    await page.goto(server.url('static.html', { csp: "default-src 'self'; require-trusted-types-for 'script'" }));
    await overlayShown();
    await page.keyboard.press('Tab');
    await visible(BUTTON);
  });
});

describe('the original beside the style', () => {
  const DIVIDER = 'Original on the left, style on the right';
  /** The still clip at its own size, compared; the mouse is out of the way. */
  async function compare(): Promise<void> {
    await menu('compare@video');
    await page.mouse.move(500, 500);
    await visible(DIVIDER);
  }
  /** The golden pictures beside one another, without a strip around the line and its handle. */
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
        const x = (i >> 2) % width;
        return strip(x) ? 0 : x < at ? value : other[i]!;
      }),
    });
    return { expected: blank(left, right.data), take: async () => blank(await shot()) };
  };
  const isShared = (what: string, at: number) => {
    const { expected, take } = shared(at);
    return settles(what, take, expected, EXACT);
  };

  test('is parted by a line that mouse and keys move, and goes with Escape', async () => {
    await open();
    await compare();
    await isShared('half and half', 80);
    const { x, y } = await visible(DIVIDER);
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
    await shows('the style everywhere', 'anime');
  });

  test('leaves clicks beside the handle to the page', async () => {
    await open();
    await compare();
    await page.evaluate(() => {
      document.getElementById('v')!.addEventListener('click', () => (document.body.dataset.clicked = 'yes'));
    });
    await page.mouse.click(20 + 80, 20 + 80);
    expect(await page.evaluate(() => document.body.dataset.clicked)).toBe('yes');
  });

  test('is seen on a video with controls of its own too, which the overlay otherwise lies below', async () => {
    await open();
    await page.evaluate(() => {
      document.querySelector('video')!.controls = true;
    });
    await compare();
    const isAbove = () => page.evaluate(() => getComputedStyle(document.getElementById('v')!).objectFit !== 'none');
    await eventually('the picture of the video itself', isAbove);
    await menu('compare@video');
    await eventually('the overlay below again', async () => !(await isAbove()));
  });

  const TILT = Math.PI / 6;
  /** By style: what a px across the picture, from the side seen on the left, is on the screen, and the way back. */
  test.each<[string, { x: number; y: number }, (x: number, y: number) => number]>([
    ['rotate: 30deg', { x: Math.cos(TILT), y: Math.sin(TILT) }, (x, y) => x * Math.cos(TILT) + y * Math.sin(TILT)],
    ['scale: -1 1', { x: 1, y: 0 }, (x) => x],
  ])('is parted along the picture, however that is turned: %s', async (style, step, across) => {
    await open();
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
    await overlayShown();
    const styled = await still();
    await extension.configure({ sites: {} });
    await eventually('another picture', async () => meanDifference(await take(), styled) > 1);
    const original = await still();
    await extension.configure({ sites: { [HOST]: { enabled: true } } });
    await overlayShown();
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
    await menu('compare@video');
    await page.mouse.move(500, 500);
    await isParted(80);
    const handle = await visible(DIVIDER);
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
    await open();
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
    await menu('compare@video');
    await page.mouse.move(30, height - 30);
    const isParted = (at: number) => {
      const { expected, take: blanked } = shared(at, take);
      return settles(`the original up to ${at} px`, blanked, expected, EXACT);
    };
    await isParted(80);
    // All but the video is inert there, for assistive technology too: the handle is not to be found by its name.
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
    await menu('compare@video');
    await settles('the styled picture', take, golden('anime'), EXACT);
    await menu('compare@video');
    await page.evaluate(() => document.exitFullscreen());
    await page.mouse.move(500, 500);
    await isShared('half and half', 80);
    await menu('compare@video');
    await shows('the style everywhere', 'anime');
    await eventually('nothing left in the top layer', () =>
      page.evaluate(() => document.querySelector(':popover-open') === null),
    );
  });

  test('ends without a trace when the site is switched off', async () => {
    await page.goto(server.url('plain.html', { clip: 'still-709.webm', width: '160', height: '90' }));
    await overlayShown();
    await extension.configure({ sites: {} });
    await eventually('no overlay', () =>
      page.evaluate(() => document.querySelector('video + *[aria-hidden]') === null),
    );
    const before = await html();
    await extension.configure({ sites: { [HOST]: { enabled: true } } });
    await overlayShown();
    await compare();
    await extension.configure({ sites: {} });
    await eventually('the page as it was', async () => (await html()) === before);
  });
});

describe('picture in picture', () => {
  /** What the window shows: the page can reach the video that is in it. */
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
    await open(2);
    await page.evaluate(() => Object.assign(document.querySelector('video')!, { muted: false, volume: 0.5 }));
    await reach();
    await press(BUTTON);
    await press('Picture in picture');
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
    await open(2);
    await reach();
    await press(BUTTON);
    await press('Picture in picture');
    await eventually('the window', isOpen);
    await windowShows('anime');
    await reach();
    if (!(await control(page, 'Picture in picture'))?.isVisible) await press(BUTTON);
    await press('Picture in picture');
    await eventually('no window', async () => !(await isOpen()));
    await page.mouse.move(500, 500);
    await overlayShown();
    expect(await page.evaluate(() => document.querySelector('video')!.paused)).toBe(false);
  });

  test('is opened by the context menu', async () => {
    await open(2);
    await menu('picture-in-picture@video');
    await eventually('the window', isOpen);
    await windowShows('anime');
  });

  test('closes with the site switched off', async () => {
    await open(2);
    await menu('picture-in-picture@video');
    await eventually('the window', isOpen);
    await extension.configure({ sites: {} });
    await eventually('no window', async () => !(await isOpen()));
  });
});
