import type { Page } from 'puppeteer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Settings } from '../../../src/settings/schema';
import { accessibilityTree, contrasts } from '../../support/accessibility';
import { openBrowser } from '../../support/browser';
import { eventually, storedSettings, videosReady } from '../../support/extension';
import { openPopup as clickToolbar } from '../../support/popup';

/** A site that no grant of the demo build covers; Chromium resolves it to loopback. */
const UNGRANTED = 'ungranted.localhost';

const HOST = '127.0.0.1';
const CAMERA_OFF = { enabled: false, style: 'anime', strength: 1 };

const { extension, server } = await openBrowser();
let page: Page;

beforeEach(async () => {
  await extension.configure({ style: 'anime', strength: 1, camera: CAMERA_OFF, sites: {} });
  page = await extension.browser.newPage();
});

afterEach(() => page.close());

const stored = () => storedSettings(extension);
const openPopup = (on = page) => clickToolbar(extension, on);

const textOf = (popup: Page, id: string) => popup.$eval(`#${id}`, (element) => element.textContent);
const isOn = (popup: Page) => popup.$eval('#toggle', (toggle) => toggle.getAttribute('aria-checked') === 'true');
const says = (popup: Page, pattern: RegExp, timeoutMs?: number) =>
  eventually(
    `the status line to say ${pattern}`,
    async () => {
      const text = (await textOf(popup, 'status')) ?? '';
      if (!pattern.test(text)) throw new Error(`it says: ${text}`);
      return true;
    },
    timeoutMs,
  );
/** The frames that Inkreel put into the page. */
const overlays = (of: Page) => of.frames().filter((frame) => frame.url().startsWith('chrome-extension://')).length;

/** Answers the browser's question for access with no: headless Chromium shows none and cannot be made to answer. */
const refuse = (popup: Page) =>
  popup.evaluate(() => {
    chrome.permissions.request = async () => false;
  });

describe('the switch', () => {
  test('restyles the site in every open tab, and in none when it is off again', async () => {
    const other = await extension.browser.newPage();
    await other.goto(server.url('plain.html'));
    await page.bringToFront();
    await page.goto(server.url('plain.html'));
    await videosReady(page);

    const popup = await openPopup();
    expect(await textOf(popup, 'host')).toBe('127.0.0.1');
    expect(await isOn(popup)).toBe(false);
    await popup.click('#toggle');
    await eventually('an overlay', () => overlays(page) === 1);
    expect(await isOn(popup)).toBe(true);
    expect((await stored()).sites).toEqual({ '127.0.0.1': { enabled: true } });
    await says(popup, /^1 video · [\d.]+ fps · [\d.]+ m?s a frame$/, 60_000);

    // Videos are restyled where they are seen.
    await other.bringToFront();
    await eventually('an overlay in the other tab', () => overlays(other) === 1);
    const again = await openPopup(other);
    expect(await isOn(again)).toBe(true);
    await again.click('#toggle');
    await eventually('no overlay in any tab', () => overlays(page) === 0 && overlays(other) === 0);
    expect(await isOn(again)).toBe(false);
    expect((await stored()).sites).toEqual({});
    await says(again, /^Off on this site\.$/);
    await other.close();
  });

  test('stays on when the popup is opened again', async () => {
    await page.goto(server.url('plain.html'));
    const popup = await openPopup();
    await popup.click('#toggle');
    await eventually('the site to be stored', async () => (await stored()).sites['127.0.0.1']?.enabled);
    await popup.close();
    expect(await isOn(await openPopup())).toBe(true);
  });

  test('says that there is no video', async () => {
    await page.goto(server.url('plain.html'));
    await page.evaluate(() => document.querySelector('video')?.remove());
    const popup = await openPopup();
    await popup.click('#toggle');
    await says(popup, /^No video on this page\.$/);
  });

  test('offers to include a player embedded from another site, and restyles it', async () => {
    await page.goto(server.url('static.html'));
    await page.evaluate(
      (address) => {
        const frame = document.createElement('iframe');
        frame.src = address;
        frame.width = '400';
        frame.height = '260';
        document.body.replaceChildren(frame);
      },
      server.url('plain.html', {}, 'localhost'),
    );
    const popup = await openPopup();
    await popup.click('#toggle');
    await says(popup, /^No video on this page\.$/);
    const include = await popup.waitForSelector('#offer-button', { visible: true });
    expect(await textOf(popup, 'offer-text')).toMatch(/no video.*localhost/);
    await include!.click();
    await eventually('an overlay in the frame', () => overlays(page) === 1);
    await says(popup, /^1 video/);
    expect((await stored()).sites).toEqual({ '127.0.0.1': { enabled: true, frames: ['localhost'] } });

    await popup.click('#toggle');
    await eventually('no overlay', () => overlays(page) === 0);
    await popup.click('#toggle');
    await eventually('the overlay again, without asking', () => overlays(page) === 1);
  });

  test('keeps the wish when the question for access closes the popup, and explains what is missing', async () => {
    await page.goto(server.url('plain.html', {}, UNGRANTED));
    const popup = await openPopup();
    const closed = new Promise((done) => popup.once('close', done));
    await popup.click('#toggle');
    await closed;
    expect((await stored()).sites).toEqual({ [UNGRANTED]: { enabled: true } });
    expect(overlays(page)).toBe(0);

    const again = await openPopup();
    expect(await isOn(again)).toBe(false);
    expect(await textOf(again, 'offer-text')).toContain(UNGRANTED);
  });

  test('refused, offers a look just this once, which stores nothing', async () => {
    await page.goto(server.url('plain.html', {}, UNGRANTED));
    await videosReady(page);
    const popup = await openPopup();
    await refuse(popup);
    await popup.click('#toggle');
    const once = await popup.waitForSelector('#offer-button', { visible: true });
    expect(await isOn(popup)).toBe(false);
    expect((await stored()).sites).toEqual({});

    await once!.click();
    await eventually('an overlay', () => overlays(page) === 1);
    await says(popup, /^Just this once: 1 video/);
    expect(await isOn(popup)).toBe(false);
    expect((await stored()).sites).toEqual({});
  });

  test.each([
    ['a page of the browser', () => 'chrome://version', /browser’s own pages/],
    ['a file', () => new URL('../pages/plain.html', import.meta.url).href, /file on your computer/],
    ['an error page', () => 'http://127.0.0.1:9/', /can’t run/],
  ])('is disabled on %s, which says why', async (_, address, reason) => {
    await page.goto(address()).catch(() => {});
    const popup = await openPopup();
    expect(await popup.$eval('#toggle', (toggle) => (toggle as HTMLButtonElement).disabled)).toBe(true);
    expect(await textOf(popup, 'status')).toMatch(reason);
  });
});

describe('the choices', () => {
  let popup: Page;
  beforeEach(async () => {
    await page.goto(server.url('plain.html'));
    popup = await openPopup();
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
    await popup.keyboard.press('Tab');
    await popup.keyboard.press('Space');
    await eventually('the switch by the space bar', async () => (await stored()).sites['127.0.0.1']?.enabled);
    await popup.keyboard.press('Tab');
    await popup.keyboard.press('ArrowRight');
    await eventually('the next style by an arrow key', async () => (await stored()).style !== 'anime');
    await popup.keyboard.press('Tab');
    await popup.keyboard.press('Home');
    await eventually('strength 0 by Home', async () => (await stored()).strength === 0);
    await popup.keyboard.press('ArrowUp');
    await eventually('one percent by an arrow key', async () => (await stored()).strength === 0.01);
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
    const shown = Number((await textOf(popup, 'strength-value'))!.replace(' %', '')) / 100;
    expect(shown).toBeLessThan(0.5);
    await eventually('the last value to be stored', async () => (await stored()).strength === shown);
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
      const { style, strength } = await stored();
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
    await page.goto(server.url('plain.html'));
    const popup = await openPopup();
    await popup.click('#own-look');
    await eventually('the look of now to be its own', async () => (await stored()).sites[HOST]?.strength === 0.8);
    await popup.click('.style:has([value=cel90s])');
    await eventually('its own style', async () => (await stored()).sites[HOST]?.style === 'cel90s');
    await popup.focus('#strength');
    await popup.keyboard.press('Home');
    await eventually('its own strength', async () => (await stored()).sites[HOST]?.strength === 0);
    expect(await stored()).toMatchObject({ style: 'anime', strength: 0.8 });

    const elsewhere = await extension.browser.newPage();
    await elsewhere.goto(server.url('plain.html', {}, 'localhost'));
    const other = await openPopup(elsewhere);
    expect(await other.$eval('.style :checked', (radio) => (radio as HTMLInputElement).value)).toBe('anime');
    expect(await textOf(other, 'strength-value')).toBe('80 %');
    await elsewhere.close();

    const again = await openPopup();
    expect(await again.$eval('#own-look', (own) => own.ariaChecked)).toBe('true');
    expect(await textOf(again, 'strength-value')).toBe('0 %');
    await again.click('#own-look');
    await eventually('everybody’s strength', async () => (await textOf(again, 'strength-value')) === '80 %');
    expect((await stored()).sites).toEqual({ [HOST]: { enabled: true } });
  });

  test('is not offered where there is no site', async () => {
    await page.goto('chrome://version');
    const popup = await openPopup();
    expect(await popup.$eval('#own', (own) => own.checkVisibility())).toBe(false);
  });
});

describe('the camera', () => {
  test('is off and out of sight at first; switched on, pages of sites that are on get the restyled one', async () => {
    await extension.configure({ sites: { [HOST]: { enabled: true } } });
    await page.goto(server.url('plain.html'));
    const own = 'function getUserMedia() { [native code] }';
    const native = async () => (await page.evaluate(() => String(navigator.mediaDevices.getUserMedia))) === own;
    const popup = await openPopup();
    expect(await textOf(popup, 'camera-state')).toBe('Off');
    expect(await popup.$eval('#camera-toggle', (toggle) => toggle.checkVisibility())).toBe(false);
    expect(await native()).toBe(true);

    await popup.click('#camera summary');
    await popup.click('#camera-toggle');
    await eventually('the switch to be on', async () => (await stored()).camera.enabled);
    await eventually('the wrapped camera', async () => !(await native()));
    expect(await textOf(popup, 'camera-state')).toBe('On');
  });

  test('has a style and a strength of its own', async () => {
    await page.goto(server.url('plain.html'));
    const popup = await openPopup();
    await popup.click('#camera summary');
    await popup.select('#camera-style', 'tahiti');
    await eventually('the style', async () => (await stored()).camera.style === 'tahiti');
    await popup.focus('#camera-strength');
    await popup.keyboard.press('Home');
    await eventually('the strength', async () => (await stored()).camera.strength === 0);
    expect(await stored()).toMatchObject({ style: 'anime', strength: 1, camera: { enabled: false } });
  });
});

describe('all of it is seen without scrolling', () => {
  /** Browsers give a popup no more, in css px. */
  const MOST_HEIGHT = 600;

  /** Height of what the popup shows, with its camera section open. */
  async function heightOf(popup: Page): Promise<number> {
    await popup.click('#camera summary');
    expect(await popup.$eval('#camera-strength', (slider) => slider.checkVisibility())).toBe(true);
    return popup.evaluate(() => document.body.getBoundingClientRect().height);
  }

  test('while a video is restyled and the camera section is open', async () => {
    await extension.configure({ sites: { [HOST]: { enabled: true } } });
    await page.goto(server.url('plain.html'));
    const popup = await openPopup();
    await popup.waitForSelector('#original', { visible: true });
    expect(await heightOf(popup)).toBeLessThanOrEqual(MOST_HEIGHT);
  });

  test('with an offer beside the open camera section', async () => {
    await page.goto(server.url('plain.html', {}, UNGRANTED));
    const popup = await openPopup();
    await refuse(popup);
    await popup.click('#toggle');
    await popup.waitForSelector('#offer-button', { visible: true });
    expect(await heightOf(popup)).toBeLessThanOrEqual(MOST_HEIGHT);
  });
});

test('a site where nothing is ever to run cannot be switched on until the user takes that back', async () => {
  await extension.configure({ sites: { [HOST]: { enabled: false, never: true } } });
  await page.goto(server.url('plain.html'));
  const popup = await openPopup();
  const isDisabled = () => popup.$eval('#toggle', (toggle) => (toggle as HTMLButtonElement).disabled);
  expect(await isDisabled()).toBe(true);
  expect(await textOf(popup, 'offer-text')).toContain(HOST);
  await popup.click('#offer-button');
  await eventually('the switch to work', async () => !(await isDisabled()));
  expect((await stored()).sites).toEqual({});
  await eventually('the switch to have the focus', () =>
    popup.evaluate(() => document.activeElement === document.getElementById('toggle')),
  );
});

test('the settings are one click away', async () => {
  await page.goto(server.url('plain.html'));
  const popup = await openPopup();
  await popup.click('#settings');
  const target = await extension.browser.waitForTarget((t) => t.url().endsWith('/src/pages/options/index.html'));
  await (await target.page())?.close();
});

describe('the popup', () => {
  let popup: Page;
  beforeEach(async () => {
    await page.goto(server.url('plain.html'));
    popup = await openPopup();
  });

  test('tells a screen reader what each control is, is called and stands at', async () => {
    await popup.click('#camera summary');
    const tree = await accessibilityTree(popup);
    expect(tree).toContain('"role":"switch","name":"Restyle video","description":"127.0.0.1","checked":false');
    expect(tree).toContain('"role":"radiogroup","name":"Style"');
    expect(tree).toMatch(/"role":"radio","name":"Anime","description":"[^"]+","checked":true/);
    expect(tree).toContain('"role":"slider","name":"Strength","value":100');
    expect(tree).toContain(
      '"role":"switch","name":"Only on this site","description":"Style and strength","checked":false',
    );
    expect(tree).toMatch(/"role":"switch","name":"Restyle my camera","description":"Others in a call see it[^"]+"/);
    expect(tree).toContain('"role":"combobox","name":"Style","value":"Anime"');
    expect(tree).toContain('"role":"button","name":"Settings"');
    expect(await popup.$eval('#strength', (slider) => slider.ariaValueText)).toBe('100 %');
  });

  test('announces a change of state, and no figures', async () => {
    const announced = popup.evaluate(
      () =>
        new Promise((done) => {
          const region = document.querySelector('[role=status]') as HTMLElement;
          new MutationObserver(() => /restyled/.test(region.innerText) && done(region.innerText)).observe(region, {
            childList: true,
          });
        }),
    );
    await popup.click('#toggle');
    expect(await announced).toMatch(/^1 video restyled(, paused)?\.$/);
  });

  test.each(['light', 'dark'])('is readable in %s: every text has a contrast of 4.5 or more', async (scheme) => {
    await popup.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await popup.$eval('#offer', (offer) => {
      (offer as HTMLElement).hidden = false;
      offer.querySelector('p')!.textContent = 'text';
    });
    await popup.click('#camera summary');
    const found = await contrasts(popup, 'h1, p, legend, label[for], output, .name, summary, span, select, button');
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
  });

  test('mirrors for right-to-left languages without running over', async () => {
    await popup.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    await popup.click('#camera summary');
    const layout = await popup.evaluate(() => ({
      toggle: document.getElementById('toggle')!.getBoundingClientRect().left,
      own: document.getElementById('own-look')!.getBoundingClientRect().left,
      ownLabel: document.getElementById('own-label')!.getBoundingClientRect().left,
      settings: document.getElementById('settings')!.getBoundingClientRect().left,
      status: document.getElementById('status')!.getBoundingClientRect().left,
      mark: document.querySelector('.mark')!.getBoundingClientRect().left,
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }));
    expect(layout.toggle).toBeLessThan(layout.mark);
    expect(layout.own).toBeLessThan(layout.ownLabel);
    expect(layout.settings).toBeLessThan(layout.status);
    expect(layout.overflow).toBe(0);
  });

  test('moves nothing for those who asked for less motion', async () => {
    await popup.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    const durations = await popup.evaluate(() =>
      [
        getComputedStyle(document.getElementById('toggle')!),
        getComputedStyle(document.getElementById('toggle')!, '::after'),
      ].map((style) => style.transitionProperty),
    );
    expect(durations).toEqual(['none', 'none']);
  });
});
