/** Styles of the user's own: dropped, tried, kept, used, removed, exported and imported; bad files get their reason. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ElementHandle, Page } from 'puppeteer';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { download } from '../../support/actions';
import { openBrowser } from '../../support/browser';
import { eventually, storedSettings, videosReady } from '../../support/extension';
import { BEFORE, inRow } from '../../support/pages/options-page';
import { openPopup } from '../../support/pages/popup';
import { EXACT, golden, screenshotOf, settles } from '../../support/picture';

/** The drawing in a software adapter takes its time. */
const PATIENCE_MS = 120_000;
const SHIPPED = new URL('../../../weights/anime-xs.safetensors', import.meta.url).pathname;
const PICTURE = new URL('../golden/tahiti-s.png', import.meta.url).pathname;
const CLASSIC = new URL('../../gpu/fixtures/classic.pth', import.meta.url).pathname;

const { extension, server, closePages } = await openBrowser();
const folder = mkdtempSync(join(tmpdir(), 'inkreel-'));
afterAll(() => rmSync(folder, { recursive: true }));
let options: Page;

beforeEach(async () => {
  await extension.configure(BEFORE);
  await closePages();
  options = await extension.browser.newPage();
  await options.goto(`chrome-extension://${extension.id}/src/pages/options/index.html`);
  await options.waitForSelector('#shelf li');
});

/** Drops a file on the page, as a user drags it there. */
const drop = (name: string, bytes: Uint8Array) =>
  options.evaluate(
    (fileName, base64) => {
      const data = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      data.items.add(new File([content], fileName));
      document.getElementById('drop')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
    },
    name,
    Buffer.from(bytes).toString('base64'),
  );

const problem = () => options.$eval('#own-problem', (line) => line.textContent ?? '');

/** Drops a file and keeps it under a name. Returns its id. */
async function add(path: string, name: string, licence: string): Promise<string> {
  await drop(basename(path), readFileSync(path));
  await options.waitForSelector('#own-form:not([hidden])', { timeout: PATIENCE_MS });
  await options.evaluate(
    (texts) => {
      for (const [id, text] of Object.entries(texts)) (document.getElementById(id) as HTMLInputElement).value = text;
    },
    { 'own-name': name, 'own-licence': licence },
  );
  await options.click('#own-form [type=submit]');
  const added = await eventually('the style', async () =>
    (await storedSettings(extension)).ownStyles.find((style) => style.name === name),
  );
  expect(added.licence).toBe(licence);
  return added.id;
}

test('files that are no style are told why, and a full disk loses nothing', { timeout: 2 * PATIENCE_MS }, async () => {
  const shipped = readFileSync(SHIPPED);
  const broken = Buffer.from(shipped);
  broken.write('xnkreel.graph', broken.indexOf('inkreel.graph'));
  const bad: [string, Uint8Array, RegExp][] = [
    [
      'photo.pth',
      readFileSync(new URL('../../../icons/styles/source/chelsea.webp', import.meta.url)),
      /PyTorch didn’t write it/,
    ],
    ['cut.safetensors', shipped.subarray(0, 60_000), /damaged or cut off/],
    ['weights.safetensors', broken, /no description of a network/],
  ];
  for (const [name, bytes, reason] of bad) {
    await drop(name, bytes);
    await eventually(name, async () => (await problem()).startsWith(`${name} can’t be used.`));
    expect(await problem()).toMatch(reason);
  }
  expect(await options.$eval('#own-detail', (line) => line.textContent)).toContain('inkreel.graph');

  // The browser remembers the room of the last write for up to half a minute, so that nothing may be written before this.
  const session = await options.createCDPSession();
  const origin = `chrome-extension://${extension.id}`;
  await drop('anime.safetensors', shipped);
  await options.waitForSelector('#own-form:not([hidden])', { timeout: PATIENCE_MS });
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 });
  await options.click('#own-form [type=submit]');
  await eventually('the sentence', async () => /couldn’t be stored/.test(await problem()), PATIENCE_MS);
  expect((await storedSettings(extension)).ownStyles).toEqual([]);
  // With room again the same form stores it.
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await options.click('#own-form [type=submit]');
  await eventually('the style', async () => (await storedSettings(extension)).ownStyles.length === 1);
  await drop('again.safetensors', shipped);
  await eventually('the twin', async () => /which you already have/.test(await problem()));
  await extension.configure({ ownStyles: [] });
  await options.waitForSelector('#shelf [data-style^=own]', { hidden: true });
});

/** Chooses a picture where a style's file belongs, and waits for the form that learns a style from it. */
async function choosePicture(): Promise<void> {
  const input = await options.$('#own-file');
  await (input as ElementHandle<HTMLInputElement>).uploadFile(PICTURE);
  await options.waitForSelector('#make-form:not([hidden])');
}

test('a picture that is chosen instead of a file of a style is taken to make a style from', async () => {
  await choosePicture();
  expect(await problem()).toBe('');
});

test('the slider of a style to learn names its ends: Video at its least, Picture at its most', async () => {
  await choosePicture();
  const [least, most] = await options.$$eval('.ends > span', (ends) =>
    ends.map((end) => ({ text: end.textContent, ...end.getBoundingClientRect().toJSON() })),
  );
  const slider = await options.$eval('#make-strength', (input) => input.getBoundingClientRect().toJSON());
  expect([least.text, most.text]).toEqual(['Video', 'Picture']);
  expect([least.left, most.right].map(Math.round)).toEqual([slider.left, slider.right].map(Math.round));
  expect(least.top).toBeGreaterThanOrEqual(slider.bottom);
});

test('a trial is ended while it draws, and a tried style is refused: neither leaves anything; kept, it is told to be heavy', {
  timeout: 4 * PATIENCE_MS,
}, async () => {
  const isAsked = () => options.$eval('#own-form', (form) => form.checkVisibility());
  const shelved = () => options.$$eval('#shelf [data-style^=own]', (rows) => rows.length);
  const offer = () => drop('anime.safetensors', readFileSync(SHIPPED));
  await offer();
  await options.waitForFunction(() => /draw/i.test(document.getElementById('own-progress')?.textContent ?? ''), {
    timeout: PATIENCE_MS,
  });
  await options.click('#own-stop button');
  await options.waitForSelector('#own-stop', { hidden: true });
  expect(await options.$$eval('#own-progress, #own-problem', (lines) => lines.map((it) => it.textContent))).toEqual([
    '',
    '',
  ]);
  expect(await isAsked()).toBe(false);

  await offer();
  await options.waitForSelector('#own-form:not([hidden])', { timeout: PATIENCE_MS });
  // A software adapter draws no style in time.
  expect(await options.$eval('#own-pace', (line) => line.textContent)).toBe('Heavy on this computer');
  await options.click('#own-cancel');
  expect(await isAsked()).toBe(false);
  expect(await options.evaluate(() => document.activeElement?.id)).toBe('own-choose');
  expect((await storedSettings(extension)).ownStyles).toEqual([]);
  expect(await shelved()).toBe(0);

  const id = await add(SHIPPED, 'Fjord', '');
  await options.waitForSelector(`#shelf [data-style=${id}] .rename:focus`);
  expect(await options.$eval('#shelf-text', (line) => line.textContent)).toBe('Added Fjord.');
  await options.waitForSelector(`#shelf [data-style=${id}] .pace:not([hidden])`);
  expect(await options.$eval(`#shelf [data-style=${id}] .pace`, (line) => line.textContent)).toBe(
    'Heavy on this computer',
  );
  expect((await storedSettings(extension)).ownStyles[0]?.pace).toBe('heavy');
});

test('a style of Inkreel’s training is used like any other; removed, its site shows the common one; undone, it is back', {
  timeout: 4 * PATIENCE_MS,
}, async () => {
  const id = await add(SHIPPED, 'Fjord', 'Ours, MIT');
  const page = await extension.browser.newPage();
  await page.goto(
    server.url('plain.html', { clip: 'still-709.webm', paused: '', width: '160', height: '90' }, '127.0.0.1'),
  );
  await videosReady(page);
  await extension.configure({ style: 'cel90s', sites: { '127.0.0.1': { enabled: true, style: 'cel90s' } } });
  const seen = () => screenshotOf(page, '#v');
  const popup = await openPopup(extension, page);
  const names = await popup.$$eval('#styles .name', (all) => all.map((name) => name.textContent));
  expect(names.at(-1)).toBe('Fjord');
  await popup.waitForFunction(
    () => (document.querySelector('#styles canvas') as HTMLCanvasElement | null)?.width === 192,
  );
  await popup.$eval(`#styles input[value=${id}]`, (radio) => (radio as HTMLInputElement).click());
  await eventually('the choice', async () => (await storedSettings(extension)).sites['127.0.0.1']?.style === id);
  await popup.close();
  await page.bringToFront();
  // The file is that of a shipped style, so it must draw what that one draws.
  await settles('the added style', seen, golden('anime'), EXACT, PATIENCE_MS);

  await options.bringToFront();
  await options.click(`#shelf [data-style=${id}] .remove`);
  await eventually('its end', async () => (await storedSettings(extension)).ownStyles.length === 0);
  const summary = async () => (await inRow(options, '127.0.0.1', '.summary')).evaluate((line) => line.textContent);
  expect(await summary()).toMatch(/^Its own style was removed · Cel 90s/);
  expect(await options.$eval('#shelf-text', (line) => line.textContent)).toMatch(/^Removed Fjord\./);
  await page.bringToFront();
  await settles('the common style', seen, golden('cel90s'), EXACT, PATIENCE_MS);

  await options.bringToFront();
  await options.click('#shelf-undo');
  await eventually('its return', async () => (await storedSettings(extension)).ownStyles[0]?.name === 'Fjord');
  expect(await summary()).toMatch(/^Fjord/);
  await page.bringToFront();
  await settles('the added style again', seen, golden('anime'), EXACT, PATIENCE_MS);
});

test('a style of PyTorch’s examples survives export and import, with its name, its place and its file', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  const id = await add(CLASSIC, 'Mosaic', '');
  // Its name changes where it stands.
  const field = await options.waitForSelector(`#shelf [data-style=${id}] .rename`);
  await field!.click({ count: 3 });
  await field!.type('Tiles');
  await options.keyboard.press('Tab');
  await options.click(`#shelf [data-style=${id}] .favourite`);
  await eventually('the favourite', async () => (await storedSettings(extension)).favourites[0] === id);
  const before = await storedSettings(extension);
  expect(before.ownStyles).toMatchObject([{ id, name: 'Tiles' }]);
  const { content } = await download(extension.browser, () => options.click('#export'));
  const [exported] = JSON.parse(content.toString()).styles;
  expect(Buffer.from(exported.file, 'base64')).toEqual(readFileSync(CLASSIC));

  await options.click(`#shelf [data-style=${id}] .remove`);
  await eventually('its end', async () => (await storedSettings(extension)).ownStyles.length === 0);
  await extension.configure({ favourites: [] });
  const path = join(folder, 'settings.json');
  const take = async (text: string) => {
    writeFileSync(path, text);
    const [chooser] = await Promise.all([options.waitForFileChooser(), options.click('#import')]);
    await chooser.accept([path]);
    await (await options.waitForSelector('#import-replace', { visible: true }))!.click();
  };
  // A file whose style was changed on the way is refused as a whole.
  await take(content.toString().replace(exported.file, `AAAA${exported.file.slice(4)}`));
  await eventually('its reason', async () =>
    /^Tiles can’t be used\. It’s damaged/.test(
      (await options.$eval('#file-problem', (line) => line.textContent)) ?? '',
    ),
  );
  expect((await storedSettings(extension)).ownStyles).toEqual([]);
  await take(content.toString());
  await eventually('the style', async () => (await storedSettings(extension)).ownStyles.length === 1);
  expect(await storedSettings(extension)).toEqual(before);
  await options.waitForFunction(
    (style) => document.querySelector<HTMLCanvasElement>(`#shelf [data-style=${style}] canvas`)?.width === 192,
    {},
    id,
  );
});
