/** The options page's list of sites, and its effect on open pages of them. */
import { describe, expect, test } from 'vitest';
import { command } from '../../../support/actions';
import { openBrowser } from '../../../support/browser';
import { eventually, storedSettings, videosReady } from '../../../support/extension';
import { BEFORE, inRow, openVideo, optionsLab } from '../../../support/pages/options-page';
import { openPopup } from '../../../support/pages/popup';
import { shows } from '../../../support/pages/still-video';

const HOST = '127.0.0.1';
/** A site that no grant of the demo build covers; Chromium resolves it to loopback. */
const UNGRANTED = 'ungranted.localhost';

const { extension, server } = await openBrowser();
const lab = optionsLab(extension, server);

async function choose(host: string, mode: 'on' | 'ask' | 'off'): Promise<void> {
  await lab.options.bringToFront();
  await (await inRow(lab.options, host, `.modes label:has([value=${mode}])`)).click();
}

describe('what runs on a site', () => {
  test('on, ask and off act at once in its open tabs', async () => {
    await lab.openOptions({ [HOST]: { enabled: true } });
    await shows(lab.page, 'the styled picture', 'anime');
    await choose(HOST, 'off');
    await shows(lab.page, 'the original on a site that is off', 'original');
    expect((await storedSettings(extension)).sites).toEqual({ [HOST]: { enabled: false, never: true } });
    await choose(HOST, 'on');
    await shows(lab.page, 'the styled picture again', 'anime');
    await choose(HOST, 'ask');
    await shows(lab.page, 'the original on a site that asks', 'original');
    expect((await storedSettings(extension)).sites).toEqual({});
    // The row stays, to be chosen on again.
    await choose(HOST, 'on');
    await shows(lab.page, 'the styled picture once more', 'anime');
  });

  test('off, shortcuts do nothing there', async () => {
    const never = { [HOST]: { enabled: false, never: true as const } };
    await lab.openOptions(never);
    for (const name of ['toggle-site', 'next-style', 'strength-down']) await command(extension, lab.page, name);
    // A command on another site is handled after the earlier ones.
    const other = await openVideo(extension, server, 'localhost');
    await command(extension, other, 'toggle-site');
    await eventually('the other site to be on', async () => (await storedSettings(extension)).sites.localhost?.enabled);
    expect(await storedSettings(extension)).toEqual({ ...BEFORE, sites: { ...never, localhost: { enabled: true } } });
    await shows(other, 'the other site’s styled picture', 'anime');
    await other.close();
    await shows(lab.page, 'the original', 'original');
  });

  test('off, a look just this once ends', async () => {
    await lab.page.goto(
      server.url('plain.html', { clip: 'still-709.webm', paused: '', width: '160', height: '90' }, UNGRANTED),
    );
    await videosReady(lab.page);
    const popup = await openPopup(extension, lab.page);
    await popup.evaluate(() => {
      chrome.permissions.request = async () => false;
    });
    await popup.click('#toggle');
    await (await popup.waitForSelector('[data-action=first-look]', { visible: true }))!.click();
    await shows(lab.page, 'the styled picture', 'anime');
    await lab.openOptions({ [UNGRANTED]: { enabled: false, never: true } });
    await shows(lab.page, 'the original', 'original');
  });

  test.each([
    ['ask', { enabled: false, style: 'cel90s' }],
    ['off', { enabled: false, never: true as const }],
  ])('on asks for access, and where it is refused stays at %s', async (mode, rule) => {
    await lab.openOptions({ [UNGRANTED]: rule });
    const asked = await lab.options.evaluateHandle(() => {
      const asked: unknown[] = [];
      chrome.permissions.request = async (what: unknown) => asked.push(what) < 0;
      return asked;
    });
    await choose(UNGRANTED, 'on');
    const hint = await inRow(lab.options, UNGRANTED, '.access');
    await eventually('a word on it', () => hint.evaluate((element) => element.checkVisibility()));
    expect(await hint.evaluate((element) => element.textContent)).toContain('can’t restyle videos');
    expect(await asked.jsonValue()).toEqual([{ origins: [`http://*.${UNGRANTED}/*`, `https://*.${UNGRANTED}/*`] }]);
    const radio = await inRow(lab.options, UNGRANTED, `[value=${mode}]`);
    expect(await radio.evaluate((radio) => (radio as HTMLInputElement).checked)).toBe(true);
    expect((await storedSettings(extension)).sites).toEqual({ [UNGRANTED]: rule });
  });

  test('on without access says so, as after settings came from a file', async () => {
    await lab.openOptions({ [UNGRANTED]: { enabled: true }, [HOST]: { enabled: true } });
    const isSaid = async (host: string) =>
      (await inRow(lab.options, host, '.access')).evaluate((hint) => hint.checkVisibility());
    expect([await isSaid(UNGRANTED), await isSaid(HOST)]).toEqual([true, false]);
  });
});

describe('the list of sites', () => {
  test('a site’s own look acts on that site only', async () => {
    await lab.openOptions({ [HOST]: { enabled: true }, localhost: { enabled: true } });
    await (await inRow(lab.options, HOST, 'summary')).click();
    await (await inRow(lab.options, HOST, '.own')).click();
    await eventually('a look of its own', async () => (await storedSettings(extension)).sites[HOST]?.style === 'anime');
    await (await inRow(lab.options, HOST, 'select')).select('cel90s');
    await shows(lab.page, 'the style of its own', 'cel90s');
    const other = await openVideo(extension, server, 'localhost');
    await shows(other, 'the style of all others', 'anime');
    await other.close();

    await lab.options.bringToFront();
    await (await inRow(lab.options, HOST, '.slider')).focus();
    await lab.options.keyboard.press('Home');
    await shows(lab.page, 'nothing of the style at strength 0', 'original');
    expect((await storedSettings(extension)).sites[HOST]).toMatchObject({
      enabled: true,
      style: 'cel90s',
      strength: 0,
    });
    expect(await storedSettings(extension)).toMatchObject({ style: 'anime', strength: 1 });
    expect(await (await inRow(lab.options, HOST, '.summary')).evaluate((line) => line.textContent)).toBe('Cel 90s, 0%');

    await lab.options.bringToFront();
    await (await inRow(lab.options, HOST, '.own')).click();
    await shows(lab.page, 'everybody’s style', 'anime');
    expect((await storedSettings(extension)).sites[HOST]).toEqual({ enabled: true });
  });

  test('embedded players and hostnames of videos are listed and removed one by one', async () => {
    const rule = { enabled: true, frames: ['a.example', 'b.example'], media: ['c.example'] };
    await lab.openOptions({ [HOST]: rule });
    await (await inRow(lab.options, HOST, 'summary')).click();
    await (await inRow(lab.options, HOST, '[aria-label="Remove a.example"]')).click();
    await eventually(
      'one player',
      async () => (await storedSettings(extension)).sites[HOST]?.frames?.join() === 'b.example',
    );
    await (await inRow(lab.options, HOST, '[aria-label="Remove c.example"]')).click();
    await eventually('no host', async () => (await storedSettings(extension)).sites[HOST]?.media?.length === 0);
    await eventually('the line to follow', async () =>
      /· 1 embedded player$/.test((await lab.textOf('.summary')) ?? ''),
    );
  });

  test('a site that is removed is forgotten, and its videos are left alone', async () => {
    await lab.openOptions({ [HOST]: { enabled: true, style: 'cel90s' }, 'z.example': { enabled: false, never: true } });
    await shows(lab.page, 'the styled picture', 'cel90s');
    await lab.options.bringToFront();
    await (await inRow(lab.options, HOST, '.remove')).click();
    await eventually('one site', async () => (await lab.options.$$('.site')).length === 1);
    expect(Object.keys((await storedSettings(extension)).sites)).toEqual(['z.example']);
    const focused = () => lab.options.evaluate(() => document.activeElement?.ariaLabel);
    await eventually('the focus on the next', async () => (await focused()) === 'Remove z.example');
    await shows(lab.page, 'the original', 'original');
  });

  test('a site that is removed gives back the access that no other site’s rule needs', async () => {
    await lab.openOptions({
      'a.example': { enabled: false, style: 'cel90s', frames: ['b.example', 'c.example'] },
      'z.example': { enabled: false, never: true, frames: ['c.example'] },
    });
    const given = await lab.options.evaluateHandle(() => {
      const given: string[] = [];
      chrome.permissions.remove = async ({ origins }: chrome.permissions.Permissions) => given.push(...origins!) > 0;
      return given;
    });
    await (await inRow(lab.options, 'a.example', '.remove')).click();
    await eventually('access given back', async () => (await given.jsonValue()).length === 8);
    expect((await given.jsonValue()).sort()).toEqual([
      'http://*.a.example/*',
      'http://*.b.example/*',
      'http://a.example/*',
      'http://b.example/*',
      'https://*.a.example/*',
      'https://*.b.example/*',
      'https://a.example/*',
      'https://b.example/*',
    ]);
  });

  test('a site is added as the list beside it says: on only with access', async () => {
    await lab.openOptions();
    expect(await lab.options.$eval('#add-mode', (list) => (list as HTMLSelectElement).value)).toBe('on');
    await lab.options.evaluate(() => {
      chrome.permissions.request = async () => false;
    });
    await lab.options.type('#add-hostname', `${UNGRANTED}\n`);
    await eventually('a word on it', async () => /without access/.test((await lab.textOf('#add-problem')) ?? ''));
    expect((await storedSettings(extension)).sites).toEqual({});
    await lab.options.evaluate(() => {
      chrome.permissions.request = async () => true;
    });
    await lab.options.focus('#add-hostname');
    await lab.options.keyboard.press('Enter');
    await eventually('the site on', async () => (await storedSettings(extension)).sites[UNGRANTED]?.enabled === true);
  });

  test('a site is added by its address; what is no site is refused with a word on it', async () => {
    await lab.openOptions();
    await lab.options.select('#add-mode', 'off');
    await lab.options.type('#add-hostname', `two words\n`);
    await eventually('a word on it', async () => /isn’t a site/.test((await lab.textOf('#add-problem')) ?? ''));
    expect(await lab.options.$eval('#add-hostname', (field) => field.ariaInvalid)).toBe('true');
    await lab.options.$eval('#add-hostname', (field) => {
      (field as HTMLInputElement).value = '';
    });
    await lab.options.type('#add-hostname', 'https://www.example.com/watch?v=1\n');
    await eventually(
      'the site',
      async () => (await storedSettings(extension)).sites['www.example.com']?.never === true,
    );
    await lab.options.waitForSelector('.site');
    expect(await lab.textOf('#add-problem')).toBe('');
    await lab.options.type('#add-hostname', 'www.example.com\n');
    await eventually('a word on it', async () => /already in the list/.test((await lab.textOf('#add-problem')) ?? ''));
    expect(Object.keys((await storedSettings(extension)).sites)).toEqual(['www.example.com']);
  });

  test('a name of other letters is shown as people read it, and found by it', async () => {
    const other = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`s${i}.example`, { enabled: false, never: true as const }]),
    );
    await lab.openOptions(other);
    await lab.options.select('#add-mode', 'off');
    await lab.options.type('#add-hostname', 'BÜCHER.example\n');
    const row = await eventually('its row', () => inRow(lab.options, 'bücher.example', '.hostname').catch(() => null));
    expect(await row.evaluate((name) => name.title)).toBe('xn--bcher-kva.example');
    expect((await storedSettings(extension)).sites['xn--bcher-kva.example']).toEqual({ enabled: false, never: true });
    for (const typed of ['büch', 'xn--b']) {
      await lab.options.$eval('#search-sites', (field) => {
        (field as HTMLInputElement).value = '';
      });
      await lab.options.type('#search-sites', typed);
      const shown = await lab.options.$$eval('.site', (all) =>
        all.filter((site) => site.checkVisibility()).map((site) => site.querySelector('.hostname')?.textContent),
      );
      expect(shown).toEqual(['bücher.example']);
    }
  });

  test('follows what is chosen elsewhere', async () => {
    await lab.openOptions();
    await extension.configure({ quality: 'M', sites: { [HOST]: { enabled: true } } });
    await lab.options.waitForSelector('.site');
    expect(
      await (await inRow(lab.options, HOST, '[value=on]')).evaluate((radio) => (radio as HTMLInputElement).checked),
    ).toBe(true);
    expect(await lab.options.$eval('#quality :checked', (radio) => (radio as HTMLInputElement).value)).toBe('M');
  });
});
