/** The page after installing, every site at once, the report of a problem and the way back to the defaults. */
import type { Page } from 'puppeteer';
import { beforeEach, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { control } from '../../support/devtools';
import { eventually, storedSettings } from '../../support/extension';
import { pseudoLocale } from '../../support/pages/pseudo-locale';
import { STILL } from '../../support/pages/still-video';

const { extension, server } = await openBrowser();
const BEFORE = { style: 'anime', strength: 1, quality: 'XS' as const, everywhere: false, sites: {} };

beforeEach(() => extension.configure(BEFORE));

async function open(path: string, prepare?: (page: Page) => Promise<unknown>): Promise<Page> {
  const page = await extension.browser.newPage();
  await prepare?.(page);
  await page.goto(`chrome-extension://${extension.id}/src/pages/${path}`);
  return page;
}

/**
 * Answers the browser's question for access: headless Chromium shows none. Access given back is noted and not given, for
 * the browser would take the loopback hostnames of the demo build with it.
 */
const answer = (page: Page, isGranted: boolean) =>
  page.evaluate((yes) => {
    chrome.permissions.request = async () => yes;
    chrome.permissions.remove = async ({ origins = [] }: chrome.permissions.Permissions) => {
      document.body.dataset.givenBack = origins.join();
      return true;
    };
  }, isGranted);

const isChosen = (page: Page, value: string) =>
  page.$eval(`[name=where][value=${value}]`, (radio) => (radio as HTMLInputElement).checked);

test('the welcome page restyles its clip beside the original, and what is chosen there is kept', async () => {
  const page = await open('welcome/index.html');
  await eventually(
    'the line between original and style',
    () => control(page, 'Original on the left, style on the right'),
    60_000,
  );
  // A card may be so slow that the governor switches the clip off.
  await eventually(
    'an honest word about the speed',
    async () =>
      /graphics card (keeps up|is slow|is too slow)/.test(await page.$eval('#speed', (line) => line.textContent ?? '')),
    60_000,
  );
  await page.click('.style:has([value=comic])');
  await page.focus('#strength');
  await page.keyboard.press('ArrowLeft');
  await eventually('both choices', async () => {
    const { style, strength } = await storedSettings(extension);
    return style === 'comic' && strength === 0.99;
  });
  await page.close();
});

test('every site at once is asked for, taken back, and left at asking where it is refused', async () => {
  // The clip stands still: nothing of it is looked at, and a software GPU needs all its time for it.
  const page = await open('welcome/index.html', (opened) =>
    opened.evaluateOnNewDocument(() => {
      HTMLMediaElement.prototype.play = async () => {};
    }),
  );
  expect(await isChosen(page, 'ask')).toBe(true);
  await answer(page, false);
  await page.click('[value=everywhere]');
  await eventually('the reason', () =>
    page.$eval('#where-problem', ({ textContent }) => /asks for each/.test(textContent ?? '')),
  );
  expect(await isChosen(page, 'ask')).toBe(true);
  expect((await storedSettings(extension)).everywhere).toBeFalsy();
  await answer(page, true);
  await page.click('[value=everywhere]');
  await eventually('every site', async () => (await storedSettings(extension)).everywhere);
  await page.click('[value=ask]');
  await eventually('asking again', async () => !(await storedSettings(extension)).everywhere);
  await eventually('access given back', () =>
    page.$eval('body', ({ dataset }) => dataset.givenBack === 'http://*/*,https://*/*'),
  );
  await page.close();
});

test('a problem is reported without addresses, unless the box is ticked', async () => {
  await extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
  const video = await extension.browser.newPage();
  const address = server.url('plain.html', STILL);
  await video.goto(address);
  const tab = await (await extension.worker()).evaluate(
    async (url) => (await chrome.tabs.query({})).find((each) => each.url === url)?.id,
    address,
  );
  const page = await open(`options/index.html?tab=${tab}#report`);
  const text = () => page.$eval('#report-text', (area) => (area as HTMLTextAreaElement).value);
  const report = JSON.parse(await eventually('the report', text));
  expect(report).toMatchObject({
    inkreel: expect.stringMatching(/^\d/),
    settings: { sites: 1 },
    page: { mode: 'on', documents: [{ videos: expect.any(Number) }] },
  });
  expect(await text()).not.toContain('127.0.0.1');
  await page.click('#report-address');
  await eventually('the address', async () => (await text()).includes(address));
  await Promise.all([page.close(), video.close()]);
});

test('the settings go back to their defaults, and the reset is undone', async () => {
  await extension.configure({ style: 'comic', sites: { 'a.example': { enabled: true } } });
  const page = await open('options/index.html');
  await page.waitForSelector('.site');
  await page.click('#reset');
  await eventually('the defaults', async () => (await storedSettings(extension)).style === 'anime');
  expect((await storedSettings(extension)).sites).toEqual({});
  await eventually('no row of a site without a rule', async () => (await page.$$('.site')).length === 0);
  await page.waitForSelector('#undo-reset', { visible: true });
  await page.click('#undo-reset');
  await eventually('the settings before', async () => (await storedSettings(extension)).style === 'comic');
  expect((await storedSettings(extension)).sites).toEqual({ 'a.example': { enabled: true } });
  await page.close();
});

test.each(['welcome/index.html', 'options/index.html'])(
  '%s has room for a long language that runs from right to left, 320 pixels wide',
  async (path) => {
    const page = await open(path, async (opened) => {
      await opened.setViewport({ width: 320, height: 700 });
      await opened.evaluateOnNewDocument(pseudoLocale);
    });
    await page.waitForFunction(() => document.documentElement.dir === 'rtl');
    await page.waitForSelector(path.startsWith('options') ? '#shortcuts > div' : '.style');
    const wide = await page.evaluate(() =>
      [...document.querySelectorAll('body *')]
        .filter((each) => each.checkVisibility() && !each.closest('.unseen'))
        .filter((each) => each.getBoundingClientRect().left < 0 || each.getBoundingClientRect().right > innerWidth)
        .map((each) => each.id || each.className || each.tagName),
    );
    expect(wide).toEqual([]);
    await page.close();
  },
);
