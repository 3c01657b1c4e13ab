/** Settings exported to a file and imported, and the looks that the page shows then. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { download } from '../../../support/actions';
import { openBrowser } from '../../../support/browser';
import { eventually, storedSettings } from '../../../support/extension';
import { BEFORE, optionsLab } from '../../../support/pages/options-page';
import { shows } from '../../../support/pages/still-video';

const HOST = '127.0.0.1';

const { extension, server } = await openBrowser();
const lab = optionsLab(extension, server);

const folder = mkdtempSync(join(tmpdir(), 'inkreel-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Chooses a file of settings with this content. */
async function choose(content: string | Uint8Array): Promise<void> {
  const path = join(folder, 'mine.json');
  writeFileSync(path, content);
  const [chooser] = await Promise.all([lab.options.waitForFileChooser(), lab.options.click('#import')]);
  await chooser.accept([path]);
}

/** Imports a file of settings with this content: what it would change is shown first. */
async function take(content: string | Uint8Array): Promise<void> {
  await choose(content);
  await lab.options.waitForSelector('#import-replace', { visible: true });
  await lab.options.click('#import-replace');
}

describe('settings as a file', () => {
  test('are written, and read back act at once; undone, all is as before', async () => {
    await lab.openOptions({
      [HOST]: { enabled: true, style: 'cel90s', strength: 1 },
      'z.example': { enabled: false, never: true },
    });
    const { name, content } = await download(extension.browser, () => lab.options.click('#export'));
    expect(name).toBe('inkreel-settings.json');
    expect(JSON.parse(content.toString())).toEqual({ inkreel: 1, settings: await storedSettings(extension) });

    const written = await storedSettings(extension);
    await extension.configure({ ...BEFORE, strength: 0.3 });
    const before = await storedSettings(extension);
    await shows(lab.page, 'the original', 'original');
    await lab.options.bringToFront();
    await take(content);
    await eventually(
      'a word on it',
      async () => (await lab.textOf('#imported-text')) === 'Imported settings from mine.json.',
    );
    expect(await storedSettings(extension)).toEqual(written);
    await shows(lab.page, 'the styled picture', 'cel90s');

    await lab.options.bringToFront();
    await lab.options.click('#undo');
    await eventually('the settings of before', async () => (await storedSettings(extension)).strength === 0.3);
    expect(await storedSettings(extension)).toEqual(before);
    await shows(lab.page, 'the original again', 'original');
  });

  test.each([
    ['no JSON', 'style: cel90s'],
    ['a picture', new Uint8Array([137, 80, 78, 71, 0, 255])],
    ['another program’s JSON', '{"style":"cel90s"}'],
    ['one broken value', '{"inkreel":1,"settings":{"style":"cel90s","strength":7}}'],
  ])('that hold %s change nothing and are told to be broken', async (_, content) => {
    await lab.openOptions({ 'z.example': { enabled: false, never: true } });
    const before = await storedSettings(extension);
    await choose(content);
    await eventually('a word on it', async () =>
      /^mine\.json can’t be used[.:] .*Nothing changed\.$/.test((await lab.textOf('#file-problem')) ?? ''),
    );
    expect(await storedSettings(extension)).toEqual(before);
    expect(await lab.options.$eval('#imported', (done) => done.checkVisibility())).toBe(false);
  });

  test('of a newer version change nothing, and the user is told to update', async () => {
    await lab.openOptions({ 'z.example': { enabled: false, never: true } });
    const before = await storedSettings(extension);
    await choose('{"inkreel":2,"settings":{"style":"cel90s"}}');
    await eventually('a word on it', async () =>
      /^mine\.json comes from a newer version .* Update Inkreel .*Nothing changed\.$/.test(
        (await lab.textOf('#file-problem')) ?? '',
      ),
    );
    expect(await storedSettings(extension)).toEqual(before);
  });

  test('say what they would change and what is left out; cancelled, nothing changes; replaced, the camera stays off', async () => {
    await lab.openOptions({});
    const before = await storedSettings(extension);
    const file =
      '{"inkreel":1,"settings":{"style":"cel90s","camera":{"enabled":true},"sites":{"1.2.3.999":{"enabled":true},"z.example":{"enabled":true}}}}';
    await choose(file);
    await lab.options.waitForSelector('#import-replace', { visible: true });
    const lines = await lab.options.$$eval('#import-lines li', (all) => all.map((line) => line.textContent));
    expect(await lab.textOf('#import-title')).toBe('mine.json changes:');
    expect(lines.join('\n')).toMatch(
      /^Style: Anime → Cel 90s\n(.*\n)*Sites it adds: .*z\.example.*\(On\)\.\nLeft out.*1\.2\.3\.999/,
    );
    await lab.options.click('#import-cancel');
    await lab.options.waitForSelector('#import-preview', { hidden: true });
    expect(await storedSettings(extension)).toEqual(before);
    await take(file);
    await eventually('the style', async () => (await storedSettings(extension)).style === 'cel90s');
    const { camera, sites } = await storedSettings(extension);
    expect({ sites, camera: camera.enabled }).toEqual({ sites: { 'z.example': { enabled: true } }, camera: false });
  });
});

test('a file with every site on switches that on only with access to all sites, and undone it is off again', async () => {
  await lab.openOptions();
  const file = '{"inkreel":1,"settings":{"style":"comic","everywhere":true}}';
  const isShownOn = () => lab.options.$eval('#everywhere', (it) => it.ariaChecked === 'true');
  await take(file);
  await eventually('the settings', async () => (await storedSettings(extension)).style === 'comic');
  expect((await storedSettings(extension)).everywhere).toBe(false);
  expect(await isShownOn()).toBe(false);
  expect(await lab.options.$eval('#imported-text', (it) => it.textContent)).toContain(
    'Without access to all sites, Inkreel asks for each.',
  );

  // Headless, the browser asks for no access and gives none.
  await lab.options.evaluate(() => {
    chrome.permissions.contains = async () => true;
  });
  await take(file);
  await eventually('every site', async () => (await storedSettings(extension)).everywhere && (await isShownOn()));
  await lab.options.click('#undo');
  await eventually('asking again', async () => !(await storedSettings(extension)).everywhere && !(await isShownOn()));
});

describe('the looks', () => {
  const LOOKS = {
    '#common-look': { style: 'comic', strength: 0.4, keepColours: true, lineWeight: 0.5 },
    '#camera-look': { style: 'watercolour', strength: 0.7, keepColours: true, lineWeight: -0.5 },
  };

  /** What the fields of a look show. */
  const fields = (root: string) =>
    lab.options.$eval(root, (look) => {
      const field = <T extends Element>(selector: string) => look.querySelector(selector) as T;
      const [strength, weight] = [...look.querySelectorAll<HTMLInputElement>('input[type=range]')];
      return {
        style: field<HTMLSelectElement>('select').value,
        strength: Number(strength?.value) / 100,
        keepColours: field('[role=switch]').ariaChecked === 'true',
        lineWeight: Number(weight?.value) / 100,
      };
    });

  test('of all sites and of the camera are shown as a file has them', async () => {
    await lab.openOptions();
    const { '#common-look': common, '#camera-look': camera } = LOOKS;
    await take(JSON.stringify({ inkreel: 1, settings: { ...common, camera } }));
    for (const [root, look] of Object.entries(LOOKS))
      await eventually(`the look of ${root}`, async () => isDeepStrictEqual(await fields(root), look));
    expect(await storedSettings(extension)).toMatchObject({ ...common, camera: { ...camera, enabled: false } });
  });

  test('are changed by their fields, each for itself', async () => {
    await lab.openOptions();
    await lab.options.select('#common-look select', 'comic');
    await lab.options.focus('#common-look input[type=range]');
    await lab.options.keyboard.press('ArrowLeft');
    await lab.options.select('#camera-look select', 'tahiti');
    await lab.options.click('#camera-look [role=switch]');
    await eventually('all four', async () => {
      const { style, strength, camera, keepColours } = await storedSettings(extension);
      return style === 'comic' && strength === 0.99 && !keepColours && camera.style === 'tahiti' && camera.keepColours;
    });
    expect((await storedSettings(extension)).camera.strength).toBe(1);
  });
});
