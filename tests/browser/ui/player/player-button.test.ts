/** The button in the player and the controls it opens. */
import type { Page } from 'puppeteer';
import { describe, expect, test } from 'vitest';
import { download } from '../../../support/actions';
import { openBrowser, openPageEach } from '../../../support/browser';
import { control, isSaid, overlays } from '../../../support/devtools';
import { eventually, storedSettings } from '../../../support/extension';
import {
  BUTTON,
  gone,
  inMenu,
  openBar,
  openStill,
  overlayShown,
  press,
  pressInMenu,
  reachButton,
  showButton,
  visible,
} from '../../../support/pages/still-video';
import { decodePng, EXACT, golden, meanDifference } from '../../../support/picture';

const HOST = '127.0.0.1';
const { extension, server } = await openBrowser();
let page: Page;

openPageEach(extension, { style: 'anime', strength: 1, sites: { [HOST]: { enabled: true } } }, (opened) => {
  page = opened;
});

const focused = async (name: string) => (await control(page, name))?.isFocused;

describe('the button in the player', () => {
  test('appears under the pointer, in a corner, and goes when the pointer leaves or rests', async () => {
    await openStill(page, server, 2);
    expect((await control(page, BUTTON))?.isVisible).toBe(false);
    const { x, y } = await showButton(page, 100, 100);
    expect([x, y]).toEqual([20 + 320 - 24, 20 + 24]);
    await page.mouse.move(100, 400);
    await gone(page, BUTTON);
    await showButton(page, 100, 101);
    await gone(page, BUTTON);
  });

  test('changes style and strength, shows their names, and switches this one video off and on', async () => {
    await openStill(page, server, 2);
    await extension.configure({ style: 'watercolour' });
    await openBar(page);
    await visible(page, 'Style: Watercolour');
    await press(page, 'Style: Watercolour');
    await press(page, 'Cel 90s');
    await eventually('the style', async () => (await storedSettings(extension)).style === 'cel90s');
    await page.keyboard.press('Escape');
    // The video is too narrow for a slider in the row.
    await inMenu(page, 'Strength');
    await page.keyboard.press('PageDown');
    await eventually('90 %', async () => (await storedSettings(extension)).strength === 0.9);
    await page.keyboard.press('Escape');
    await press(page, 'Restyle this video');
    await eventually('the original', async () => !(await overlays(page)).some(({ isShown }) => isShown));
    await eventually('a word on it', () => isSaid(page, 'Plays unchanged'));
    await eventually(
      'a button that says why',
      async () => (await control(page, 'You switched this video off')) !== undefined,
    );
    await press(page, 'Restyle this video');
    await overlayShown(page);
    await eventually('what it shows', () => isSaid(page, 'Cel 90s, 90%'));
    // A style that is added now is in the menu that was open before.
    await extension.configure({ ownStyles: [{ id: 'own-0123456789ab', name: 'Fjord' }] });
    await eventually('the added style', async () => {
      // Where the menu has closed by itself, Escape closes the row.
      if (!(await control(page, 'Style: Cel 90s'))?.isVisible) {
        await openBar(page);
      }
      await press(page, 'Style: Cel 90s');
      const isThere = (await control(page, 'Fjord')) !== undefined;
      await page.keyboard.press('Escape');
      return isThere;
    });
    await extension.configure({ ownStyles: [] });
  });

  test('is reached and used by keyboard, and seen then', async () => {
    await openStill(page, server, 2);
    await page.keyboard.press('Tab');
    await eventually('the focus', () => focused(BUTTON));
    await visible(page, BUTTON);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await eventually('the focus', () => focused('Restyle this video'));
    await page.keyboard.press('Tab');
    await eventually('the focus', () => focused('Style: Anime'));
    await page.keyboard.press('Enter');
    await eventually('the menu with the focus on the style', () => focused('Anime'));
    await page.keyboard.press('ArrowUp');
    await eventually('the focus', () => focused('Turner'));
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await eventually('the next style', async () => (await storedSettings(extension)).style === 'cel90s');
    await page.keyboard.press('Escape');
    await eventually('the focus', () => focused('Style: Cel 90s'));
    await page.keyboard.press('Escape');
    await eventually('the focus', () => focused(BUTTON));
    await page.keyboard.press('Tab');
    await gone(page, BUTTON);
  });

  test('saves a picture', async () => {
    await openStill(page, server, 2);
    const { content } = await download(extension.browser, () => pressInMenu(page, 'Save picture'));
    expect(meanDifference(decodePng(content), golden('anime'))).toBeLessThan(EXACT);
  });

  test('keeps its clicks and keys from the page', async () => {
    await openStill(page, server, 2);
    await page.evaluate(() => {
      document.body.dataset.events = '';
      for (const type of ['click', 'pointerdown', 'keydown'])
        document.body.addEventListener(type, () => (document.body.dataset.events += `${type} `));
    });
    await reachButton(page);
    await press(page, BUTTON);
    await visible(page, 'More');
    await page.keyboard.press('Space');
    await gone(page, 'More');
    expect(await page.evaluate(() => document.body.dataset.events)).toBe('');
  });

  test.each([
    ['in the right corner', 'right: 0', 20 + 24],
    ['in both corners', 'left: 0; right: 0', undefined],
  ])('leaves a control of the page uncovered: %s', async (_, style, x) => {
    await openStill(page, server, 2);
    await page.evaluate((place) => {
      const video = document.getElementById('v')!;
      const player = document.createElement('div');
      player.style.cssText = 'position: relative; width: 320px';
      video.replaceWith(player);
      player.innerHTML = `<button style="position: absolute; top: 0; height: 30px; ${place}">share</button>`;
      player.prepend(video);
    }, style);
    await overlayShown(page);
    if (x === undefined) {
      await page.mouse.move(100, 100);
      await new Promise((done) => setTimeout(done, 500));
      expect((await control(page, BUTTON))?.isVisible).not.toBe(true);
    } else {
      expect((await showButton(page, 100, 100)).x).toBe(x);
    }
  });

  test('leaves the menu of a low player uncovered, and the browser’s own', async () => {
    await openStill(page, server);
    const isCovered = async () => {
      // The pointer moves on, so that it is not its rest that hides the button.
      for (const x of [100, 101, 102]) {
        await page.mouse.move(x, 60);
        await new Promise((done) => setTimeout(done, 150));
      }
      return (await control(page, BUTTON))?.isVisible === true;
    };
    await showButton(page, 100, 60);
    await page.evaluate(() => {
      const video = document.getElementById('v')!;
      const player = document.createElement('div');
      player.style.cssText = 'position: relative; width: 160px';
      video.replaceWith(player);
      player.innerHTML = '<ul role="menu" style="position: absolute; inset: 0; margin: 0"></ul>';
      player.prepend(video);
    });
    expect(await isCovered()).toBe(false);
    await page.evaluate(() => document.querySelector('[role=menu]')!.remove());
    await page.$eval('video', (video) => video.setAttribute('controls', ''));
    expect(await isCovered()).toBe(false);
    await page.$eval('video', (video) => video.removeAttribute('controls'));
    await showButton(page, 100, 60);
  });

  test('can be pressed though the player has laid itself over the video, and in its fullscreen', async () => {
    await openStill(page, server, 2);
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
    await overlayShown(page);
    await reachButton(page);
    await press(page, BUTTON);
    await press(page, 'Style: Anime');
    await press(page, 'Cel 90s');
    await eventually('the next style', async () => (await storedSettings(extension)).style === 'cel90s');
    await page.keyboard.press('Escape');
    await page.mouse.click(100, 150, { count: 2 });
    await eventually('fullscreen', () => page.evaluate(() => document.fullscreenElement !== null));
    const corner = await eventually('the button in the corner of the screen', async () => {
      // Keep the pointer moving: the button hides from one at rest.
      await page.mouse.move(300 + (Date.now() % 50), 300);
      const found = await control(page, BUTTON);
      return found?.isVisible && found.x > 900 ? found : undefined;
    });
    await page.mouse.move(corner.x, corner.y);
    await press(page, 'Style: Cel 90s');
    await press(page, 'Anime');
    await eventually('the style', async () => (await storedSettings(extension)).style === 'anime');
  });

  test('can be hidden on a page, and switched off in the settings, without a trace', async () => {
    const hasButton = async () => (await control(page, BUTTON)) !== undefined;
    const isShown = async () => (await overlays(page)).some(({ isShown }) => isShown);
    await openStill(page, server, 2);
    await pressInMenu(page, 'Hide these buttons on this page');
    await eventually('no button', async () => !(await hasButton()));
    await eventually('the way back', () => focused('Undo'));
    await page.keyboard.press('Enter');
    await eventually('overlay and button', async () => (await hasButton()) && (await isShown()));
    await pressInMenu(page, 'Hide these buttons on this page');
    await eventually('the overlay alone', async () => !(await hasButton()) && (await isShown()));
    await page.reload();
    await eventually('overlay and button', async () => (await hasButton()) && (await isShown()));
    await extension.configure({ playerButton: false });
    await eventually('the overlay alone', async () => !(await hasButton()) && (await isShown()));
    await extension.configure({ playerButton: true });
  });

  test('shows statistics on the video, and no more', async () => {
    await openStill(page, server, 2);
    await pressInMenu(page, 'Statistics');
    const size = await page.$eval('video', ({ videoWidth, videoHeight }) => `${videoWidth} × ${videoHeight}`);
    await eventually('the size', () => isSaid(page, size));
    expect(await isSaid(page, 'GPU memory')).toBe(true);
    // In the upper half of the video, whose own controls are below.
    expect((await control(page, 'Statistics'))?.y).toBeLessThan(20 + 180 / 2);
    await pressInMenu(page, 'Statistics');
    await eventually('no size', async () => !(await isSaid(page, size)));
  });

  test('is there under a strict policy that forbids styles and markup in strings', async () => {
    await page.goto(server.url('static.html', { csp: "default-src 'self'; require-trusted-types-for 'script'" }));
    await overlayShown(page);
    await page.keyboard.press('Tab');
    await visible(page, BUTTON);
  });
});
