/** Settings that follow the user to other computers; the last change undone; many sites searched; pages that axe reads. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { emulate, violations } from '../../support/axe';
import { openBrowser } from '../../support/browser';
import { eventually, storedSettings } from '../../support/extension';
import { BEFORE } from '../../support/pages/options-page';
import { openPopup } from '../../support/pages/popup';
import { STILL } from '../../support/pages/still-video';

const { extension, server, closePages } = await openBrowser();
const folder = mkdtempSync(join(tmpdir(), 'inkreel-'));
afterAll(() => rmSync(folder, { recursive: true }));
let options: Page;

beforeEach(async () => {
  await (await extension.worker()).evaluate(() =>
    Promise.all([chrome.storage.sync.clear(), chrome.storage.session.remove('undo')]),
  );
  await extension.configure(BEFORE);
  await closePages();
  options = await extension.browser.newPage();
  await options.goto(`chrome-extension://${extension.id}/src/pages/options/index.html`);
  await options.waitForSelector('#shortcuts > div');
});

const account = async () =>
  (await extension.worker()).evaluate(() => chrome.storage.sync.get<Record<string, unknown>>(null));

test('the newest look wins, wherever it was chosen; a switch takes all out of the account', async () => {
  await options.click('#sync');
  await eventually('the account to have it', async () => 'common' in (await account()));
  // Another computer writes what it has.
  await (await extension.worker()).evaluate(async () => {
    const at = Date.now();
    const { common } = await chrome.storage.sync.get<{ common: { value: object } }>('common');
    await chrome.storage.sync.set({
      common: { at, value: { ...common.value, style: 'manga', favourites: ['comic'] } },
      'sites-0': [['a.example', at, { never: true }]],
    });
  });
  const arrived = await eventually('its look', async () => {
    const settings = await storedSettings(extension);
    return settings.style === 'manga' ? settings : undefined;
  });
  expect(arrived.favourites).toEqual(['comic']);
  expect(arrived.sites).toEqual({ 'a.example': { enabled: false, never: true } });
  expect(arrived.sync).toBe(true);

  await options.click('#shelf [data-style=tahiti] .favourite');
  await eventually('the account to have the favourite', async () =>
    JSON.stringify((await account()).common).includes('tahiti'),
  );
  await options.click('#sync');
  await eventually('an empty account', async () => Object.keys(await account()).length === 0);
  await options.click('#shelf [data-style=tahiti] .favourite');
  await new Promise((done) => setTimeout(done, 4000));
  expect(await account()).toEqual({});
  expect((await storedSettings(extension)).style).toBe('manga');
});

test('an imported file that keeps settings to this computer takes them out of the account', async () => {
  await options.click('#sync');
  await eventually('the account to have them', async () => 'common' in (await account()));
  const path = join(folder, 'mine.json');
  writeFileSync(path, '{"inkreel":1,"settings":{"style":"manga","sync":false}}');
  const [chooser] = await Promise.all([options.waitForFileChooser(), options.click('#import')]);
  await chooser.accept([path]);
  await (await options.waitForSelector('#import-replace', { visible: true }))!.click();
  await eventually('an empty account', async () => Object.keys(await account()).length === 0);
  expect(await storedSettings(extension)).toMatchObject({ style: 'manga', sync: false });
  await eventually('the switch off', () => options.$eval('#sync', (it) => it.ariaChecked === 'false'));
});

test('the last change is undone from the popup and by the keyboard, and a favourite moves to the front', async () => {
  const page = await extension.browser.newPage();
  await page.goto(server.url('plain.html', STILL, '127.0.0.1'));
  const popup = await openPopup(extension, page);
  expect(await popup.$eval('#undo', (button) => (button as HTMLButtonElement).disabled)).toBe(true);
  const choose = (style: string) =>
    popup.$eval(`#styles input[value=${style}]`, (radio) => (radio as HTMLInputElement).click());
  const styleIs = (style: string) => eventually(style, async () => (await storedSettings(extension)).style === style);
  await choose('pencil');
  await styleIs('pencil');
  await popup.waitForFunction(() => document.getElementById('undo')?.textContent === 'Undo: Style');
  await popup.click('#undo');
  await styleIs('anime');
  await popup.waitForFunction(() => (document.getElementById('undo') as HTMLButtonElement).disabled);

  await choose('tahiti');
  await styleIs('tahiti');
  await popup.click('#favourite');
  await popup.waitForFunction(() => document.querySelector<HTMLInputElement>('#styles input')?.value === 'tahiti');
  expect(await popup.$eval('#favourite', (star) => [star.ariaPressed, star.ariaLabel])).toEqual([
    'true',
    'Favourite: Tahiti',
  ]);
  await popup.close();
  await options.bringToFront();
  await new Promise((done) => setTimeout(done, 1600));
  await options.click('#shelf [data-style=manga] .up');
  await eventually('the move', async () => (await storedSettings(extension)).styleOrder.length > 0);
  await options.keyboard.down('Control');
  await options.keyboard.press('z');
  await options.keyboard.up('Control');
  await eventually('the undo', async () => (await storedSettings(extension)).styleOrder.length === 0);
});

test('more than twenty sites can be searched', async () => {
  const sites = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [`s${i}.example`, { enabled: false, never: true }]),
  );
  const shown = () => options.$$eval('.site', (all) => all.filter((row) => row.checkVisibility()).length);
  const isSearched = () => options.$eval('#search', (search) => search.checkVisibility());
  await extension.configure({ sites: sites as never });
  await eventually('all sites', async () => (await shown()) === 20);
  expect(await isSearched()).toBe(false);
  await extension.configure({ sites: { ...sites, 'films.test': { enabled: false, never: true } } as never });
  await eventually('the search', isSearched);
  await options.type('#search-sites', 'Films');
  await eventually('the one', async () => (await shown()) === 1);
  await options.type('#search-sites', 'x');
  expect(await shown()).toBe(0);
  expect(await options.$eval('#search-none', (line) => line.textContent)).toBe('No site matches.');
});

test.each(['options', 'welcome'])(
  'axe finds nothing wrong with the page %s, in both themes and forced colours, at 1000 and at 320 px',
  async (name) => {
    const page = await extension.browser.newPage();
    await page.goto(`chrome-extension://${extension.id}/src/pages/${name}/index.html`);
    await page.waitForFunction(() => document.querySelectorAll('#styles input, #shelf li').length > 0);
    const found: string[] = [];
    for (const [scheme, forced] of [
      ['light', 'none'],
      ['dark', 'none'],
      ['light', 'active'],
    ] as const) {
      await emulate(page, scheme, forced);
      found.push(...(await violations(page)).map((each) => `${scheme} ${forced}: ${each}`));
    }
    await page.setViewport({ width: 320, height: 700 });
    found.push(...(await violations(page)).map((each) => `320 px: ${each}`));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    expect(found).toEqual([]);
  },
);
