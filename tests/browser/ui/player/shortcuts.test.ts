import type { Page } from 'puppeteer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { command } from '../../../support/actions';
import { openBrowser } from '../../../support/browser';
import { isSaid } from '../../../support/devtools';
import { eventually, storedSettings, videosReady } from '../../../support/extension';
import { shows } from '../../../support/pages/still-video';

/** A site that no grant of the demo build covers; Chromium resolves it to loopback. */
const UNGRANTED = 'ungranted.localhost';
const HOST = '127.0.0.1';

const { extension, server } = await openBrowser();
let page: Page;

beforeEach(async () => {
  await extension.configure({ style: 'anime', strength: 1, sites: {} });
  page = await extension.browser.newPage();
  await page.goto(server.url('plain.html', { clip: 'still-709.webm', paused: '', width: '160', height: '90' }));
  await videosReady(page);
});

afterEach(() => page.close());

const stored = () => storedSettings(extension);

async function switchOn(): Promise<void> {
  await extension.configure({ sites: { [HOST]: { enabled: true } } });
  await shows(page, 'the styled picture', 'anime');
}

describe('shortcuts', () => {
  test('are offered with four keys at most, and can be changed by the user', async () => {
    const all = await (await extension.worker()).evaluate(() => chrome.commands.getAll());
    const keys = Object.fromEntries(all.map(({ name, shortcut }) => [name, shortcut]));
    expect(keys).toMatchObject({
      'toggle-site': 'Alt+Shift+V',
      'next-style': 'Alt+Shift+Y',
      'strength-up': 'Alt+Shift+Period',
      'strength-down': 'Alt+Shift+Comma',
    });
  });

  test('switch the site on and off again, and tell so on the video', async () => {
    await command(extension, page, 'toggle-site');
    await eventually('that it is on', () => isSaid(page, 'Inkreel is on: Anime, 100%'));
    await shows(page, 'the styled picture', 'anime');
    expect((await stored()).sites).toEqual({ [HOST]: { enabled: true } });
    await command(extension, page, 'toggle-site');
    await eventually('that it is off', () => isSaid(page, 'Inkreel is off on this site'));
    await shows(page, 'the original', 'original');
    expect((await stored()).sites).toEqual({});
  });

  test('open the popup where access has to be asked for first', async () => {
    await page.goto(server.url('plain.html', {}, UNGRANTED));
    await command(extension, page, 'toggle-site');
    const target = await extension.browser.waitForTarget((t) => t.url().includes('/src/pages/popup/'));
    const popup = await target.asPage();
    await popup.waitForFunction(() => document.getElementById('status')?.textContent);
    expect((await stored()).sites).toEqual({});
    await popup.close();
  });

  test('walk through the styles and the strengths, and tell on the video where they are', async () => {
    await switchOn();
    await command(extension, page, 'next-style');
    await eventually('the second style', async () => (await stored()).style === 'cel90s');
    await eventually('its name', () => isSaid(page, 'Cel 90s, 100%'));
    await command(extension, page, 'previous-style');
    await eventually('the name of the first', () => isSaid(page, 'Anime, 100%'));
    await command(extension, page, 'compare');
    await eventually('the comparison', () => isSaid(page, 'Compare with the original'));
    await command(extension, page, 'compare');
    await command(extension, page, 'next-style');
    await eventually('the second style', async () => (await stored()).style === 'cel90s');
    for (let i = 0; i < 3; i++) await command(extension, page, 'strength-down');
    await eventually('70 %', async () => (await stored()).strength === 0.7);
    await command(extension, page, 'strength-up');
    await eventually('80%', async () => (await stored()).strength === 0.8);
  });

  test('change the site’s own look and no other where it has one', async () => {
    await extension.configure({ sites: { [HOST]: { enabled: true, style: 'anime', strength: 1 } } });
    await shows(page, 'the styled picture', 'anime');
    await command(extension, page, 'strength-down');
    await eventually('90 % here', async () => (await stored()).sites[HOST]?.strength === 0.9);
    expect((await stored()).strength).toBe(1);
  });

  test('leave the look alone on a site that is off', async () => {
    await command(extension, page, 'next-style');
    await command(extension, page, 'toggle-site');
    await shows(page, 'the styled picture', 'anime');
    expect((await stored()).style).toBe('anime');
  });
});

test('the context menu has entries on videos unless a site that is off is in front', async () => {
  // Record what the browser is told: its menu cannot be read.
  await (await extension.worker()).evaluate(() => {
    const { create, update } = chrome.contextMenus;
    const seen = (id: unknown, visible?: boolean) =>
      id === 'next-style@video' && Object.assign(globalThis, { visible });
    Object.assign(chrome.contextMenus, {
      create: (entry: chrome.contextMenus.CreateProperties, ...rest: []) => {
        seen(entry.id, entry.visible);
        return create(entry, ...rest);
      },
      update: (id: string, change: { visible?: boolean }, ...rest: []) => {
        seen(id, change.visible);
        return update(id, change, ...rest);
      },
    });
  });
  const areShown = async (what: string, expected: boolean) =>
    eventually(`the entries to be ${expected ? 'shown' : 'hidden'} ${what}`, async () => {
      const visible = await (await extension.worker()).evaluate(() => Reflect.get(globalThis, 'visible'));
      return visible === expected;
    });
  const never = { enabled: false, never: true } as const;
  await extension.configure({ sites: { [HOST]: never } });
  await areShown('on a site set to off', false);
  await page.goto(server.url('static.html', {}, UNGRANTED));
  await areShown('on the next page', true);
  await page.goBack();
  await areShown('back on it', false);
  const other = await extension.browser.newPage();
  await areShown('in another tab', true);
  await other.close();
  await page.bringToFront();
  await areShown('in its own', false);
  await extension.configure({ sites: {} });
  await areShown('once it is at ask again', true);
});

describe('the key to see the original', () => {
  test('shows it while held, and the style again after', async () => {
    await switchOn();
    await page.keyboard.down('Backquote');
    await shows(page, 'the original', 'original');
    await page.keyboard.up('Backquote');
    await shows(page, 'the styled picture again', 'anime');
  });

  test('is let go when the page loses the focus', async () => {
    await switchOn();
    await page.keyboard.down('Backquote');
    await shows(page, 'the original', 'original');
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await shows(page, 'the styled picture again', 'anime');
    await page.keyboard.up('Backquote');
  });

  test('belongs to the text where something can be typed', async () => {
    await switchOn();
    await page.evaluate(() => {
      const input = document.createElement('input');
      document.body.append(input);
      input.focus();
    });
    await page.keyboard.down('Backquote');
    await page.keyboard.up('Backquote');
    expect(await page.$eval('input', (input) => input.value)).toBe('`');
    await shows(page, 'the styled picture', 'anime');
  });

  test('is another one where the user chose another', async () => {
    await extension.configure({ holdKey: 'KeyQ', sites: { [HOST]: { enabled: true } } });
    await shows(page, 'the styled picture', 'anime');
    await page.keyboard.down('KeyQ');
    await shows(page, 'the original', 'original');
    await page.keyboard.up('KeyQ');
    await shows(page, 'the styled picture again', 'anime');
    await extension.configure({ holdKey: 'Backquote' });
  });
});
