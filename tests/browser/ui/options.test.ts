import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accessibilityTree, contrasts } from '../../support/accessibility';
import { download } from '../../support/actions';
import { openBrowser } from '../../support/browser';
import { eventually, type StoredSettings, storedSettings } from '../../support/extension';
import { BEFORE, openOptions as openOptionsPage, openVideo, shows as pageShows } from '../../support/options-page';
import { EXACT, golden, meanDifference, screenshotOf } from '../../support/picture';

const HOST = '127.0.0.1';
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

describe('while a video plays', () => {
  test('another size draws another picture', async () => {
    await openOptions({ [HOST]: { enabled: true } });
    await shows('the picture of size S', 'anime');
    await options.bringToFront();
    await options.click('#quality label:has([value=XS])');
    await eventually('the size', async () => (await stored()).quality === 'XS');
    await page.bringToFront();
    await eventually('another picture', async () => {
      const picture = await screenshotOf(page, '#v');
      const [small, none] = [meanDifference(picture, golden('anime')), meanDifference(picture, golden('original'))];
      return small > EXACT && none > EXACT;
    });
  });

  test('the next key pressed shows the original from then on', async () => {
    await openOptions({ [HOST]: { enabled: true } });
    expect(await textOf('#hold-key')).toContain('`');
    await options.click('#hold-key');
    await options.keyboard.press('ControlLeft');
    expect(await textOf('#hold-problem')).toMatch(/another/);
    await options.keyboard.press('KeyQ');
    await eventually('the key', async () => (await stored()).holdKey === 'KeyQ');
    expect(await textOf('#hold-key')).toBe('Q');
    await shows('the styled picture', 'anime');
    await page.keyboard.down('KeyQ');
    await shows('the original', 'original');
    await page.keyboard.up('KeyQ');
    await shows('the styled picture again', 'anime');
  });

  test('the key stays as it is on Escape, and there can be none', async () => {
    await openOptions();
    await options.focus('#hold-key');
    await options.keyboard.press('Enter');
    expect(await textOf('#hold-key')).toMatch(/^Press a key/);
    await options.keyboard.press('Escape');
    expect(await textOf('#hold-key')).toContain('`');
    await options.click('#hold-none');
    await eventually('no key', async () => (await stored()).holdKey === '');
    await eventually('no key in its place', async () => (await textOf('#hold-key')) === 'None');
  });

  test('the button on the video is switched off and on', async () => {
    await openOptions();
    await options.click('#player-button');
    await eventually('no button', async () => (await stored()).playerButton === false);
    await eventually('the switch off', () => options.$eval('#player-button', (it) => it.ariaChecked === 'false'));
    await options.click('#player-button');
    await eventually('the button', async () => (await stored()).playerButton === true);
  });
});

test('the debug log is off, and switched on and off', async () => {
  await openOptions();
  const isShownOn = () => options.$eval('#debug', (it) => it.ariaChecked === 'true');
  expect(await isShownOn()).toBe(false);
  await options.click('#debug');
  await eventually('the log on', async () => (await stored()).debug === true && (await isShownOn()));
  await options.click('#debug');
  await eventually('the log off', async () => (await stored()).debug === false && !(await isShownOn()));
});

test('shortcuts are listed, and changed on the browser’s own page', async () => {
  await openOptions();
  expect(await textOf('#shortcuts')).toContain('Alt+Shift+V');
  await options.click('#change-shortcuts');
  const target = await extension.browser.waitForTarget((target) => target.url() === 'chrome://extensions/shortcuts');
  await (await target.page())?.close();
});

describe('settings as a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inkreel-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function take(content: string | Uint8Array): Promise<void> {
    const path = join(folder, 'mine.json');
    writeFileSync(path, content);
    const [chooser] = await Promise.all([options.waitForFileChooser(), options.click('#import')]);
    await chooser.accept([path]);
  }

  test('are written, and read back act at once; undone, all is as before', async () => {
    await openOptions({
      [HOST]: { enabled: true, style: 'cel90s', strength: 1 },
      'z.example': { enabled: false, never: true },
    });
    const { name, content } = await download(extension.browser, () => options.click('#export'));
    expect(name).toBe('inkreel-settings.json');
    expect(JSON.parse(content.toString())).toEqual({ inkreel: 1, settings: await stored() });

    const written = await stored();
    await extension.configure({ ...BEFORE, strength: 0.3 });
    const before = await stored();
    await shows('the original', 'original');
    await options.bringToFront();
    await take(content);
    await eventually(
      'a word on it',
      async () => (await textOf('#imported-text')) === 'Imported settings from mine.json.',
    );
    expect(await stored()).toEqual(written);
    await shows('the styled picture', 'cel90s');

    await options.bringToFront();
    await options.click('#undo');
    await eventually('the settings of before', async () => (await stored()).strength === 0.3);
    expect(await stored()).toEqual(before);
    await shows('the original again', 'original');
  });

  test.each([
    ['no JSON', 'style: cel90s'],
    ['a picture', new Uint8Array([137, 80, 78, 71, 0, 255])],
    ['another program’s JSON', '{"style":"cel90s"}'],
    ['one broken value', '{"inkreel":1,"settings":{"style":"cel90s","strength":7}}'],
    ['a broken site', '{"inkreel":1,"settings":{"style":"cel90s","sites":{"a.example":null}}}'],
  ])('that hold %s change nothing and are told to be broken', async (_, content) => {
    await openOptions({ 'z.example': { enabled: false, never: true } });
    const before = await stored();
    await take(content);
    await eventually('a word on it', async () =>
      /^mine\.json can’t be used\. .*Nothing changed\.$/.test((await textOf('#file-problem')) ?? ''),
    );
    expect(await stored()).toEqual(before);
    expect(await options.$eval('#imported', (done) => done.checkVisibility())).toBe(false);
  });
});

describe('the options page', () => {
  beforeEach(async () => {
    await openOptions({
      [HOST]: { enabled: true, style: 'cel90s', frames: ['a.example'] },
      [UNGRANTED]: { enabled: true },
    });
    await options.$$eval('details', (all) => {
      for (const details of all) details.open = true;
    });
  });

  test('tells a screen reader what each control is, is called and stands at', async () => {
    const tree = await accessibilityTree(options);
    expect(tree).toContain(`"role":"radiogroup","name":"${HOST}"`);
    expect(tree).toContain('"role":"radio","name":"On","checked":true');
    expect(tree).toContain(`"role":"button","name":"Remove ${HOST}"`);
    expect(tree).toContain('"role":"switch","name":"Own style and strength","checked":true');
    expect(tree).toContain('"role":"combobox","name":"Style","value":"Cel 90s"');
    expect(tree).toContain('"role":"slider","name":"Strength","value":100');
    expect(tree).toContain('"role":"radiogroup","name":"Network size"');
    expect(tree).toMatch(/"role":"switch","name":"Button on the video","description":"[^"]+","checked":true/);
    expect(tree).toContain('"role":"textbox","name":"Site to add"');
  });

  test('is worked by the keyboard alone: every control gets the focus and shows it', async () => {
    const controls = await options.$$eval(
      'button, select, summary, input:not([type=radio], [type=file])',
      (all) => all.filter((each) => each.checkVisibility() && !(each as HTMLButtonElement).disabled).length,
    );
    const groups = (await options.$$('[role=radiogroup]')).length;
    const seen = new Set<string>();
    await options.evaluate(() => (document.activeElement as HTMLElement).blur());
    for (let i = 0; i < controls + groups; i++) {
      await options.keyboard.press('Tab');
      const at = await options.evaluate(() => {
        const focused = document.activeElement!;
        const ring = focused.closest('.segments label') ?? focused;
        const all = [...document.querySelectorAll('*')];
        return { index: all.indexOf(focused), outline: getComputedStyle(ring).outlineStyle };
      });
      expect(at.outline).not.toBe('none');
      seen.add(String(at.index));
    }
    expect(seen.size).toBe(controls + groups);
  });

  test.each(['light', 'dark'])('is readable in %s: every text has a contrast of 4.5 or more', async (scheme) => {
    await options.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await options.$$eval('.problem', (all) => {
      for (const problem of all) problem.textContent = 'text';
    });
    const found = await contrasts(
      options,
      'h1, h2, h3, h4, p, dt, dd, label, output, span, summary, select, button:not(:disabled)',
    );
    expect(found.length).toBeGreaterThan(50);
    expect(found.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
  });

  test.each([1000, 360])('mirrors for right-to-left languages without running over, %i px wide', async (width) => {
    await options.setViewport({ width, height: 700 });
    const overflow = () =>
      options.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    await options.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    expect(await overflow()).toBe(0);
    const left = (selector: string) => options.$eval(selector, (element) => element.getBoundingClientRect().left);
    expect(await left('.site .remove')).toBeLessThan(await left('.site .host'));
    expect(await left('#player-button')).toBeLessThan(await left('#button-label'));
  });

  test('moves nothing for those who asked for less motion', async () => {
    await options.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    const durations = await options.evaluate(() => [
      getComputedStyle(document.getElementById('player-button')!, '::after').transitionProperty,
      getComputedStyle(document.querySelector('summary')!, '::before').transitionProperty,
    ]);
    expect(durations).toEqual(['none', 'none']);
  });
});
