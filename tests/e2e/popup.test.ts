import type { Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Settings } from '../../src/settings/schema';
import { type Extension, eventually, launchExtension, videosReady } from '../support/extension';
import { type PageServer, servePages } from '../support/server';

/** A site that no grant of the demo build covers; Chromium resolves it to loopback. */
const UNGRANTED = 'ungranted.localhost';

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
  await extension.configure({ style: 'anime', strength: 1, sites: {} });
  page = await extension.browser.newPage();
});

afterEach(() => page.close());

const stored = async () =>
  (await extension.worker()).evaluate(async () => {
    const { settings } = await chrome.storage.local.get<{ settings: Settings }>('settings');
    return settings;
  });

const isPopup = (url: string) => url.startsWith(`chrome-extension://${extension.id}/src/ui/popup/`);

/** Clicks the toolbar button with `on` in front and waits until the popup knows its tab. */
async function openPopup(on = page): Promise<Page> {
  await on.bringToFront();
  await eventually('earlier popups to be closed', () => !extension.browser.targets().some((t) => isPopup(t.url())));
  const installed = (await extension.browser.extensions()).get(extension.id);
  if (!installed) throw new Error('The extension is not installed.');
  await installed.triggerAction(on);
  const target = await extension.browser.waitForTarget((target) => isPopup(target.url()));
  const popup = await target.asPage();
  await popup.waitForFunction(() => document.getElementById('status')?.textContent);
  return popup;
}

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
    ['a file', () => new URL('pages/plain.html', import.meta.url).href, /file on your computer/],
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
      await window.goto(`chrome-extension://${extension.id}/src/ui/popup/index.html`);
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

describe('the popup', () => {
  let popup: Page;
  beforeEach(async () => {
    await page.goto(server.url('plain.html'));
    popup = await openPopup();
  });

  test('tells a screen reader what each control is, is called and stands at', async () => {
    const tree = JSON.stringify(await popup.accessibility.snapshot({ interestingOnly: false }), (key, value) =>
      ['backendNodeId', 'loaderId'].includes(key) ? undefined : value,
    );
    expect(tree).toContain('"role":"switch","name":"Restyle video","description":"127.0.0.1","checked":false');
    expect(tree).toContain('"role":"radiogroup","name":"Style"');
    expect(tree).toMatch(/"role":"radio","name":"Anime","description":"[^"]+","checked":true/);
    expect(tree).toContain('"role":"slider","name":"Strength","value":100');
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
    const contrasts = await popup.evaluate(() => {
      const luminance = (color: string) => {
        const [r, g, b] = color
          .match(/[\d.]+/g)!
          .slice(0, 3)
          .map((part) => Number(part) / 255)
          .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
      };
      const background = (element: Element | null): string => {
        const color = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)';
        return color === 'rgba(0, 0, 0, 0)' ? background(element?.parentElement ?? null) : color;
      };
      const texts = [...document.querySelectorAll('h1, p, legend, label[for], output, .name, #offer-button')];
      return texts
        .filter((element) => element.textContent && !element.closest('.unseen'))
        .map((element) => {
          const [low, high] = [luminance(getComputedStyle(element).color), luminance(background(element))].sort(
            (a, b) => a - b,
          );
          return { text: element.textContent, contrast: (high! + 0.05) / (low! + 0.05) };
        });
    });
    expect(contrasts.length).toBeGreaterThan(8);
    expect(contrasts.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
  });

  test('mirrors for right-to-left languages without running over', async () => {
    await popup.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    const layout = await popup.evaluate(() => ({
      toggle: document.getElementById('toggle')!.getBoundingClientRect().left,
      mark: document.querySelector('.mark')!.getBoundingClientRect().left,
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }));
    expect(layout.toggle).toBeLessThan(layout.mark);
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
