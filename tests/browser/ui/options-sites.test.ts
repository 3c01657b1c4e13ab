// The options page's list of sites, and what follows on the sites themselves.
import type { Page } from 'puppeteer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { command } from '../../support/actions';
import { openBrowser } from '../../support/browser';
import { eventually, type StoredSettings, storedSettings, videosReady } from '../../support/extension';
import {
  BEFORE,
  openOptions as openOptionsPage,
  openVideo,
  shows as pageShows,
  inRow as partOfRow,
} from '../../support/options-page';
import { openPopup } from '../../support/popup';

const HOST = '127.0.0.1';
/** A site that no grant of the demo build covers; Chromium resolves it to loopback. */
const UNGRANTED = 'ungranted.localhost';

const { extension, server } = await openBrowser();
let page: Page;
let options: Page;

beforeEach(async () => {
  await extension.configure(BEFORE);
  page = await openVideo(extension, server, HOST);
});

afterEach(async () => {
  await options?.close();
  await page.close();
});

const stored = () => storedSettings(extension);
const textOf = (selector: string) => options.$eval(selector, (element) => element.textContent);
const shows = (what: string, picture: 'original' | 'anime' | 'cel90s', on = page) => pageShows(on, what, picture);

async function openOptions(sites: NonNullable<StoredSettings['sites']> = {}): Promise<void> {
  options = await openOptionsPage(extension, sites);
}

const inRow = (host: string, selector: string) => partOfRow(options, host, selector);

async function choose(host: string, mode: 'on' | 'ask' | 'off'): Promise<void> {
  await options.bringToFront();
  await (await inRow(host, `.modes label:has([value=${mode}])`)).click();
}

describe('what runs on a site', () => {
  test('on, ask and off act at once in its open tabs', async () => {
    await openOptions({ [HOST]: { enabled: true } });
    await shows('the styled picture', 'anime');
    await choose(HOST, 'off');
    await shows('the original on a site that is off', 'original');
    expect((await stored()).sites).toEqual({ [HOST]: { enabled: false, never: true } });
    await choose(HOST, 'on');
    await shows('the styled picture again', 'anime');
    await choose(HOST, 'ask');
    await shows('the original on a site that asks', 'original');
    expect((await stored()).sites).toEqual({});
    // The row stays, to be chosen on again.
    await choose(HOST, 'on');
    await shows('the styled picture once more', 'anime');
  });

  test('off, shortcuts do nothing there', async () => {
    const never = { [HOST]: { enabled: false, never: true as const } };
    await openOptions(never);
    for (const name of ['toggle-site', 'next-style', 'strength-down']) await command(extension, page, name);
    // What is done on another site after that shows that the first was dealt with.
    const other = await openVideo(extension, server, 'localhost');
    await command(extension, other, 'toggle-site');
    await eventually('the other site to be on', async () => (await stored()).sites.localhost?.enabled);
    expect(await stored()).toEqual({ ...BEFORE, sites: { ...never, localhost: { enabled: true } } });
    await shows('the other site’s styled picture', 'anime', other);
    await other.close();
    await shows('the original', 'original');
  });

  test('off, a look just this once ends', async () => {
    await page.goto(server.url('plain.html', { clip: 'still-709.webm', width: '160', height: '90' }, UNGRANTED));
    await videosReady(page);
    const popup = await openPopup(extension, page);
    await popup.evaluate(() => {
      chrome.permissions.request = async () => false;
    });
    await popup.click('#toggle');
    await (await popup.waitForSelector('#offer-button', { visible: true }))!.click();
    await shows('the styled picture', 'anime');
    await openOptions({ [UNGRANTED]: { enabled: false, never: true } });
    await shows('the original', 'original');
  });

  test.each([
    ['ask', { enabled: false, style: 'cel90s' }],
    ['off', { enabled: false, never: true as const }],
  ])('on asks for access, and where it is refused stays at %s', async (mode, rule) => {
    await openOptions({ [UNGRANTED]: rule });
    const asked = await options.evaluateHandle(() => {
      const asked: unknown[] = [];
      chrome.permissions.request = async (what: unknown) => asked.push(what) < 0;
      return asked;
    });
    await choose(UNGRANTED, 'on');
    const hint = await inRow(UNGRANTED, '.access');
    await eventually('a word on it', () => hint.evaluate((element) => element.checkVisibility()));
    expect(await hint.evaluate((element) => element.textContent)).toContain('can’t restyle videos');
    expect(await asked.jsonValue()).toEqual([{ origins: [`http://${UNGRANTED}/*`, `https://${UNGRANTED}/*`] }]);
    const radio = await inRow(UNGRANTED, `[value=${mode}]`);
    expect(await radio.evaluate((radio) => (radio as HTMLInputElement).checked)).toBe(true);
    expect((await stored()).sites).toEqual({ [UNGRANTED]: rule });
  });

  test('on without access says so, as after settings came from a file', async () => {
    await openOptions({ [UNGRANTED]: { enabled: true }, [HOST]: { enabled: true } });
    const isSaid = async (host: string) => (await inRow(host, '.access')).evaluate((hint) => hint.checkVisibility());
    expect([await isSaid(UNGRANTED), await isSaid(HOST)]).toEqual([true, false]);
  });
});

describe('the list of sites', () => {
  test('a site’s own look acts on that site only', async () => {
    await openOptions({ [HOST]: { enabled: true }, localhost: { enabled: true } });
    await (await inRow(HOST, 'summary')).click();
    await (await inRow(HOST, '.own')).click();
    await eventually('a look of its own', async () => (await stored()).sites[HOST]?.style === 'anime');
    await (await inRow(HOST, 'select')).select('cel90s');
    await shows('the style of its own', 'cel90s');
    const other = await openVideo(extension, server, 'localhost');
    await shows('the style of all others', 'anime', other);
    await other.close();

    await options.bringToFront();
    await (await inRow(HOST, '.slider')).focus();
    await options.keyboard.press('Home');
    await shows('nothing of the style at strength 0', 'original');
    expect((await stored()).sites[HOST]).toEqual({ enabled: true, style: 'cel90s', strength: 0 });
    expect(await stored()).toMatchObject({ style: 'anime', strength: 1 });
    expect(await (await inRow(HOST, '.summary')).evaluate((line) => line.textContent)).toBe('Cel 90s, 0 %');

    await options.bringToFront();
    await (await inRow(HOST, '.own')).click();
    await shows('everybody’s style', 'anime');
    expect((await stored()).sites[HOST]).toEqual({ enabled: true });
  });

  test('embedded players and hosts of videos are listed and removed one by one', async () => {
    const rule = { enabled: true, frames: ['a.example', 'b.example'], media: ['c.example'] };
    await openOptions({ [HOST]: rule });
    await (await inRow(HOST, 'summary')).click();
    await (await inRow(HOST, '[aria-label="Remove a.example"]')).click();
    await eventually('one player', async () => (await stored()).sites[HOST]?.frames?.join() === 'b.example');
    await (await inRow(HOST, '[aria-label="Remove c.example"]')).click();
    await eventually('no host', async () => (await stored()).sites[HOST]?.media?.length === 0);
    await eventually('the line to follow', async () => /· 1 embedded player$/.test((await textOf('.summary')) ?? ''));
  });

  test('a site that is removed is forgotten, and its videos are left alone', async () => {
    await openOptions({ [HOST]: { enabled: true, style: 'cel90s' }, 'z.example': { enabled: false, never: true } });
    await shows('the styled picture', 'cel90s');
    await options.bringToFront();
    await (await inRow(HOST, '.remove')).click();
    await eventually('one site', async () => (await options.$$('.site')).length === 1);
    expect(Object.keys((await stored()).sites)).toEqual(['z.example']);
    const focused = () => options.evaluate(() => document.activeElement?.ariaLabel);
    await eventually('the focus on the next', async () => (await focused()) === 'Remove z.example');
    await shows('the original', 'original');
  });

  test('a site that is removed gives back the access that no other site’s rule needs', async () => {
    await openOptions({
      'a.example': { enabled: false, style: 'cel90s', frames: ['b.example', 'c.example'] },
      'z.example': { enabled: false, never: true, frames: ['c.example'] },
    });
    const given = await options.evaluateHandle(() => {
      const given: string[] = [];
      chrome.permissions.remove = async ({ origins }: chrome.permissions.Permissions) => given.push(...origins!) > 0;
      return given;
    });
    await (await inRow('a.example', '.remove')).click();
    await eventually('access given back', async () => (await given.jsonValue()).length === 4);
    expect((await given.jsonValue()).sort()).toEqual([
      'http://a.example/*',
      'http://b.example/*',
      'https://a.example/*',
      'https://b.example/*',
    ]);
  });

  test('a site is added by its address, set to off; what is no site is refused with a word on it', async () => {
    await openOptions();
    await options.type('#add-host', `two words\n`);
    await eventually('a word on it', async () => /isn’t a site/.test((await textOf('#add-problem')) ?? ''));
    expect(await options.$eval('#add-host', (field) => field.ariaInvalid)).toBe('true');
    await options.$eval('#add-host', (field) => {
      (field as HTMLInputElement).value = '';
    });
    await options.type('#add-host', 'https://www.example.com/watch?v=1\n');
    await eventually('the site', async () => (await stored()).sites['www.example.com']?.never === true);
    await options.waitForSelector('.site');
    expect(await textOf('#add-problem')).toBe('');
    await options.type('#add-host', 'www.example.com\n');
    await eventually('a word on it', async () => /already in the list/.test((await textOf('#add-problem')) ?? ''));
    expect(Object.keys((await stored()).sites)).toEqual(['www.example.com']);
  });

  test('follows what is chosen elsewhere', async () => {
    await openOptions();
    await extension.configure({ quality: 'M', sites: { [HOST]: { enabled: true } } });
    await options.waitForSelector('.site');
    expect(await (await inRow(HOST, '[value=on]')).evaluate((radio) => (radio as HTMLInputElement).checked)).toBe(true);
    expect(await options.$eval('#quality :checked', (radio) => (radio as HTMLInputElement).value)).toBe('M');
  });
});
