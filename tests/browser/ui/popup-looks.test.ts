/** Styles, strengths and the camera, chosen in the popup. */
import type { Page } from 'puppeteer';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Settings } from '../../../src/settings/schema';
import { openBrowser, openPageEach } from '../../support/browser';
import { eventually, storedSettings } from '../../support/extension';
import { openPopup, textOf } from '../../support/pages/popup';
import { STILL } from '../../support/pages/still-video';

const HOST = '127.0.0.1';
const CAMERA_OFF = { enabled: false, style: 'anime', strength: 1 };

const { extension, server } = await openBrowser();
let page: Page;

openPageEach(extension, { style: 'anime', strength: 1, camera: CAMERA_OFF, sites: {} }, (opened) => {
  page = opened;
});

describe('the choices', () => {
  let popup: Page;
  beforeEach(async () => {
    await page.goto(server.url('plain.html', STILL));
    popup = await openPopup(extension, page);
  });

  test('every style has a picture and a name', async () => {
    const cards = await popup.$$eval('.style', (labels) =>
      labels.map((label) => ({
        name: label.querySelector('.name')?.textContent,
        width: label.querySelector('img')?.naturalWidth,
      })),
    );
    expect(cards.length).toBeGreaterThanOrEqual(3);
    for (const card of cards) expect(card).toEqual({ name: expect.stringMatching(/\w/), width: 192 });
  });

  test('are reached and changed by the keyboard alone', async () => {
    await popup.keyboard.press('Space');
    await eventually(
      'the switch by the space bar',
      async () => (await storedSettings(extension)).sites['127.0.0.1']?.enabled,
    );
    // Past the mark of a favourite, the button for a new style and the switch of the site's own look.
    for (let i = 0; i < 4; i++) await popup.keyboard.press('Tab');
    await popup.keyboard.press('ArrowRight');
    await eventually('the next style by an arrow key', async () => (await storedSettings(extension)).style !== 'anime');
    await popup.keyboard.press('Tab');
    await popup.keyboard.press('Home');
    await eventually('strength 0 by Home', async () => (await storedSettings(extension)).strength === 0);
    await popup.keyboard.press('ArrowUp');
    await eventually('one percent by an arrow key', async () => (await storedSettings(extension)).strength === 0.01);
  });

  test('colours are kept and lines changed where the style has them', async () => {
    await popup.click('#keep-colours');
    await eventually('kept colours', async () => (await storedSettings(extension)).keepColours);
    await popup.focus('#line-weight');
    await popup.keyboard.press('Home');
    await eventually('the thinnest lines', async () => (await storedSettings(extension)).lineWeight === -1);
    expect(await textOf(popup, 'line-weight-value')).toBe('-100%');
    const shown = () => popup.$$eval('#effects > *', (all) => all.map((each) => each.checkVisibility()));
    expect(await shown()).toEqual([true, true]);
    await extension.configure({ style: 'tahiti' });
    await eventually('colours alone', async () => String(await shown()) === 'false,true');
    await extension.configure({ style: 'manga', keepColours: false, lineWeight: 0 });
    await eventually('lines alone', async () => String(await shown()) === 'true,false');
  });

  test('a dragged slider stores values while it moves and ends on the one it shows', async () => {
    await (await extension.worker()).evaluate(() => {
      const seen: number[] = [];
      Object.assign(globalThis, { seen });
      chrome.storage.onChanged.addListener(({ settings }) => {
        if (settings) seen.push((settings.newValue as Settings).strength);
      });
    });
    const box = (await (await popup.$('#strength'))!.boundingBox())!;
    const y = box.y + box.height / 2;
    await popup.mouse.move(box.x + box.width - 10, y);
    await popup.mouse.down();
    for (let part = 1; part > 0.3; part -= 0.02) await popup.mouse.move(box.x + box.width * part, y);
    await popup.mouse.up();
    const shown = Number((await textOf(popup, 'strength-value'))!.replace('%', '')) / 100;
    expect(shown).toBeLessThan(0.5);
    await eventually('the last value to be stored', async () => (await storedSettings(extension)).strength === shown);
    const seen = await (await extension.worker()).evaluate(() => Reflect.get(globalThis, 'seen') as number[]);
    expect(seen.length).toBeGreaterThan(5);
  });

  test('made in two windows of the extension at once are both kept', async () => {
    const [first, second] = await Promise.all([extension.browser.newPage(), extension.browser.newPage()]);
    for (const window of [first, second]) {
      await window.goto(`chrome-extension://${extension.id}/src/pages/popup/index.html`);
      await window.waitForSelector('.style :checked');
    }
    const slide = first.evaluate(async () => {
      const slider = document.getElementById('strength') as HTMLInputElement;
      for (let percent = 99; percent >= 40; percent--) {
        slider.value = String(percent);
        slider.dispatchEvent(new Event('input'));
        await new Promise((done) => setTimeout(done, 2));
      }
    });
    const choose = second.evaluate(async () => {
      for (const radio of document.querySelectorAll<HTMLInputElement>('.style input')) {
        radio.click();
        await new Promise((done) => setTimeout(done, 20));
      }
    });
    await Promise.all([slide, choose]);
    const last = await second.$$eval('.style input', (radios) => (radios.at(-1) as HTMLInputElement).value);
    await eventually('both choices', async () => {
      const { style, strength } = await storedSettings(extension);
      return style === last && strength === 0.4;
    });
    await eventually('the first to follow', () =>
      first.$eval(`input[value="${last}"]`, (radio) => (radio as HTMLInputElement).checked),
    );
    await Promise.all([first.close(), second.close()]);
  });
});

describe('a site’s own look', () => {
  test('is chosen, changed and given up in the popup, and leaves everybody’s alone', async () => {
    await extension.configure({ strength: 0.8, sites: { [HOST]: { enabled: true } } });
    await page.goto(server.url('plain.html', STILL));
    const popup = await openPopup(extension, page);
    // A locator waits until nothing moves: a box above the controls may come just now.
    await popup.locator('#own-look').click();
    await eventually(
      'the look of now to be its own',
      async () => (await storedSettings(extension)).sites[HOST]?.strength === 0.8,
    );
    await popup.click('.style:has([value=cel90s])');
    await eventually('its own style', async () => (await storedSettings(extension)).sites[HOST]?.style === 'cel90s');
    await popup.focus('#strength');
    await popup.keyboard.press('Home');
    await eventually('its own strength', async () => (await storedSettings(extension)).sites[HOST]?.strength === 0);
    expect(await storedSettings(extension)).toMatchObject({ style: 'anime', strength: 0.8 });

    const elsewhere = await extension.browser.newPage();
    await elsewhere.goto(server.url('plain.html', STILL, 'localhost'));
    const other = await openPopup(extension, elsewhere);
    expect(await other.$eval('.style :checked', (radio) => (radio as HTMLInputElement).value)).toBe('anime');
    expect(await textOf(other, 'strength-value')).toBe('80%');
    await elsewhere.close();

    const again = await openPopup(extension, page);
    expect(await again.$eval('#own-look', (own) => own.ariaChecked)).toBe('true');
    expect(await textOf(again, 'strength-value')).toBe('0%');
    await again.click('#own-look');
    await eventually('everybody’s strength', async () => (await textOf(again, 'strength-value')) === '80%');
    expect((await storedSettings(extension)).sites).toEqual({ [HOST]: { enabled: true } });
  });

  test('is not offered where there is no site', async () => {
    await page.goto('chrome://version');
    const popup = await openPopup(extension, page);
    expect(await popup.$eval('#own', (own) => own.checkVisibility())).toBe(false);
  });
});

describe('the camera', () => {
  test('is off and out of sight at first; switched on, pages of sites that are on get the restyled one', async () => {
    await extension.configure({ sites: { [HOST]: { enabled: true } } });
    await page.goto(server.url('plain.html', STILL));
    const own = 'function getUserMedia() { [native code] }';
    const native = async () => (await page.evaluate(() => String(navigator.mediaDevices.getUserMedia))) === own;
    const popup = await openPopup(extension, page);
    expect(await textOf(popup, 'camera-state')).toBe('Off');
    expect(await popup.$eval('#camera-toggle', (toggle) => toggle.checkVisibility())).toBe(false);
    expect(await native()).toBe(true);

    await popup.click('#camera summary');
    await popup.click('#camera-toggle');
    await eventually('the switch to be on', async () => (await storedSettings(extension)).camera.enabled);
    await eventually('the wrapped camera', async () => !(await native()));
    await eventually('its state', async () => (await textOf(popup, 'camera-state')) === 'No camera here yet');
  });

  test('has a style and a strength of its own', async () => {
    await page.goto(server.url('plain.html', STILL));
    const popup = await openPopup(extension, page);
    await popup.click('#camera summary');
    await popup.select('#camera-style', 'tahiti');
    await eventually('the style', async () => (await storedSettings(extension)).camera.style === 'tahiti');
    await popup.focus('#camera-strength');
    await popup.keyboard.press('Home');
    await eventually('the strength', async () => (await storedSettings(extension)).camera.strength === 0);
    expect(await storedSettings(extension)).toMatchObject({ style: 'anime', strength: 1, camera: { enabled: false } });
  });
});
