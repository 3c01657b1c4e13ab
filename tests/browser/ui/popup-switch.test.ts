/** The switch of the popup: on, off, access asked for, refused or impossible. */
import type { Page } from 'puppeteer';
import { describe, expect, test } from 'vitest';
import { command } from '../../support/actions';
import { openBrowser, openPageEach } from '../../support/browser';
import { eventually, storedSettings, videosReady } from '../../support/extension';
import { isOn, openPopup, refuse, says, textOf } from '../../support/pages/popup';
import { STILL } from '../../support/pages/still-video';

/** A site that no grant of the demo build covers; Chromium resolves it to loopback. */
const UNGRANTED = 'ungranted.localhost';
const HOST = '127.0.0.1';
const CAMERA_OFF = { enabled: false, style: 'anime', strength: 1 };

const { extension, server } = await openBrowser();
let page: Page;

openPageEach(extension, { style: 'anime', strength: 1, camera: CAMERA_OFF, sites: {} }, (opened) => {
  page = opened;
});

/** Number of iframes that Inkreel put into the page. */
const overlays = (of: Page) => of.frames().filter((frame) => frame.url().startsWith('chrome-extension://')).length;

/** State of the toolbar button on a page's tab. */
const button = async (of: Page) =>
  (await extension.worker()).evaluate(async (url) => {
    const tab = (await chrome.tabs.query({})).find((each) => each.url === url);
    const details = { tabId: tab?.id ?? -1 };
    return { title: await chrome.action.getTitle(details), badge: await chrome.action.getBadgeText(details) };
  }, of.url());

describe('the switch', () => {
  test('finds the host open, which the popup has opened', async () => {
    await page.goto(server.url('plain.html', STILL));
    await (await extension.worker()).evaluate(() => chrome.offscreen.closeDocument());
    const popup = await openPopup(extension, page);
    await extension.browser.waitForTarget((target) => target.url().includes('/offscreen/'));
    expect(await isOn(popup)).toBe(false);
    expect(overlays(page)).toBe(0);
  });

  test('restyles the site in every open tab, and in none when it is off again', async () => {
    const other = await extension.browser.newPage();
    await other.goto(server.url('plain.html', STILL));
    await page.bringToFront();
    await page.goto(server.url('plain.html'));
    await videosReady(page);

    const popup = await openPopup(extension, page);
    expect(await textOf(popup, 'hostname')).toBe('127.0.0.1');
    expect(await isOn(popup)).toBe(false);
    await popup.click('#toggle');
    await eventually('an overlay', () => overlays(page) === 1);
    expect(await isOn(popup)).toBe(true);
    expect((await storedSettings(extension)).sites).toEqual({ '127.0.0.1': { enabled: true } });
    await says(popup, /^1 video · [\d.]+ fps/, 60_000);
    await page.$eval('video', (video) => video.pause());
    await eventually('the toolbar button to count it', async () => (await button(page)).badge === '1');
    expect((await button(page)).title).toBe('Inkreel restyles 1 video');
    await page.evaluate(() => {
      const frame = Object.assign(document.createElement('iframe'), { src: 'framed.html', width: 300, height: 200 });
      document.body.prepend(frame);
    });
    await eventually('the embedded one too', async () => (await button(page)).badge === '2', 60_000);
    await page.evaluate(() => document.querySelector('iframe')?.remove());
    await eventually('one without it', async () => (await button(page)).badge === '1');

    // Videos are restyled where they are seen.
    await other.bringToFront();
    await eventually('an overlay in the other tab', () => overlays(other) === 1);
    const again = await openPopup(extension, other);
    expect(await isOn(again)).toBe(true);
    await again.click('#toggle');
    await eventually('no overlay in any tab', () => overlays(page) === 0 && overlays(other) === 0);
    expect(await isOn(again)).toBe(false);
    expect((await storedSettings(extension)).sites).toEqual({});
    await says(again, /^Off on this site$/);
    expect(await textOf(again, 'undo')).toBe('Undo: switched off (127.0.0.1)');
    await eventually(
      'the toolbar button to say so',
      async () => (await button(page)).title === 'Inkreel is off on this site',
    );
    expect((await button(page)).badge).toBe('');
    await other.close();
  });

  test('pauses everywhere and resumes', async () => {
    await extension.configure({ sites: { [HOST]: { enabled: true } } });
    await page.goto(server.url('plain.html', STILL));
    await eventually('an overlay', () => overlays(page) === 1);
    const popup = await openPopup(extension, page);
    // A locator waits until the button stands still: under load the box above it comes just then.
    await popup.locator('#pause').click();
    await eventually('no overlay', () => overlays(page) === 0);
    await says(popup, /^Paused on every site$/);
    expect(await isOn(popup)).toBe(false);
    await eventually(
      'the toolbar button to say so',
      async () => (await button(page)).title === 'Inkreel is paused everywhere',
    );
    await popup.click('[data-action=resume]');
    await eventually('the overlay again', () => overlays(page) === 1);
    expect((await storedSettings(extension)).sites).toEqual({ [HOST]: { enabled: true } });
  });

  test('stays on when the popup is opened again', async () => {
    await page.goto(server.url('plain.html', STILL));
    const popup = await openPopup(extension, page);
    await popup.click('#toggle');
    await eventually(
      'the site to be stored',
      async () => (await storedSettings(extension)).sites['127.0.0.1']?.enabled,
    );
    await popup.close();
    expect(await isOn(await openPopup(extension, page))).toBe(true);
  });

  test('says that there is no video', async () => {
    await page.goto(server.url('plain.html', STILL));
    await page.evaluate(() => document.querySelector('video')?.remove());
    const popup = await openPopup(extension, page);
    await popup.click('#toggle');
    await says(popup, /^No video on this page$/);
  });

  test('offers to include a player embedded from another site, and restyles it', async () => {
    await page.goto(server.url('static.html'));
    await page.evaluate(
      (address) => {
        const iframe = document.createElement('iframe');
        iframe.src = address;
        iframe.width = '400';
        iframe.height = '260';
        document.body.replaceChildren(iframe);
      },
      server.url('plain.html', STILL, 'localhost'),
    );
    const popup = await openPopup(extension, page);
    await popup.click('#toggle');
    await says(popup, /^No video on this page$/);
    const include = await popup.waitForSelector('[data-action=include-embedded]', { visible: true });
    expect(await textOf(popup, 'box-title')).toMatch(/embedded from localhost/);
    await include!.click();
    await eventually('an overlay in the frame', () => overlays(page) === 1);
    await says(popup, /^1 video/);
    expect((await storedSettings(extension)).sites).toEqual({ '127.0.0.1': { enabled: true, frames: ['localhost'] } });

    await popup.click('#toggle');
    await eventually('no overlay', () => overlays(page) === 0);
    await popup.click('#toggle');
    await eventually('the overlay again, without asking', () => overlays(page) === 1);
  });

  test('keeps the wish when the question for access closes the popup, and explains what is missing', async () => {
    await page.goto(server.url('plain.html', STILL, UNGRANTED));
    const popup = await openPopup(extension, page);
    const closed = new Promise((done) => popup.once('close', done));
    // The popup can be gone before the press is acknowledged.
    await popup.click('#toggle').catch(() => {});
    await closed;
    await eventually(
      'the stored wish',
      async () => (await storedSettings(extension)).sites[UNGRANTED]?.enabled === true,
    );
    expect(overlays(page)).toBe(0);

    const again = await openPopup(extension, page);
    expect(await isOn(again)).toBe(false);
    expect(await textOf(again, 'box-title')).toContain(UNGRANTED);
  });

  test('refused, offers a look just this once, which stores nothing', async () => {
    await page.goto(server.url('plain.html', STILL, UNGRANTED));
    await videosReady(page);
    const popup = await openPopup(extension, page);
    await refuse(popup);
    await popup.click('#toggle');
    const once = await popup.waitForSelector('[data-action=first-look]', { visible: true });
    expect(await isOn(popup)).toBe(false);
    expect((await storedSettings(extension)).sites).toEqual({});

    await once!.click();
    await eventually('an overlay', () => overlays(page) === 1);
    await says(popup, /^Just this once: 1 video/);
    expect(await isOn(popup)).toBe(false);
    expect((await storedSettings(extension)).sites).toEqual({});
  });

  test('a look just this once obeys the shortcuts, and is ended from the popup, which then asks as before it', async () => {
    await extension.configure({ quality: 'XS' });
    await page.goto(server.url('plain.html', STILL, UNGRANTED));
    await videosReady(page);
    const first = await openPopup(extension, page);
    await (await first.waitForSelector('[data-action=first-look]', { visible: true }))!.click();
    await eventually('an overlay', () => overlays(page) === 1);
    await says(first, /^Just this once: 1 video(?! found)/, 60_000);
    await command(extension, page, 'strength-down');
    await eventually('90 %', async () => (await storedSettings(extension)).strength === 0.9);
    const popup = await openPopup(extension, page);
    await (await popup.waitForSelector('[data-action=end-look]', { visible: true, timeout: 60_000 }))!.click();
    await eventually('no overlay', () => overlays(page) === 0);
    await says(popup, /^Off on this site$/);
    await popup.waitForSelector('[data-action=first-look]', { visible: true });
    expect(await isOn(popup)).toBe(false);
    expect((await storedSettings(extension)).sites).toEqual({});
  });

  test.each([
    ['a page of the browser', () => 'chrome://version', /belongs to the browser/],
    ['a file', () => new URL('../pages/plain.html', import.meta.url).href, /on your computer/],
    ['an error page', () => 'http://127.0.0.1:9/', /can’t run/],
  ])('is disabled on %s, which says why', async (_, address, reason) => {
    await page.goto(address()).catch(() => {});
    const popup = await openPopup(extension, page);
    expect(await popup.$eval('#toggle', (toggle) => (toggle as HTMLButtonElement).disabled)).toBe(true);
    expect(await textOf(popup, 'box')).toMatch(reason);
  });
});

test('a site where nothing is ever to run cannot be switched on until the user takes that back', async () => {
  await extension.configure({ sites: { [HOST]: { enabled: false, never: true } } });
  await page.goto(server.url('plain.html', STILL));
  const popup = await openPopup(extension, page);
  const isDisabled = () => popup.$eval('#toggle', (toggle) => (toggle as HTMLButtonElement).disabled);
  expect(await isDisabled()).toBe(true);
  expect(await textOf(popup, 'box-title')).toContain(HOST);
  await popup.click('[data-action=ask-again]');
  await eventually('the switch to work', async () => !(await isDisabled()));
  expect((await storedSettings(extension)).sites).toEqual({});
  await eventually('the switch to have the focus', () =>
    popup.evaluate(() => document.activeElement === document.getElementById('toggle')),
  );
});

test('the settings are one click away', async () => {
  await page.goto(server.url('plain.html', STILL));
  const popup = await openPopup(extension, page);
  await popup.click('#settings').catch(() => {});
  const target = await extension.browser.waitForTarget((t) => t.url().endsWith('/src/pages/options/index.html'));
  await (await target.page())?.close();
});
