import type { ElementHandle, Page } from 'puppeteer';
import { type Extension, type StoredSettings, videosReady } from './extension';
import { EXACT, golden, screenshotOf, settles } from './picture';
import type { PageServer } from './server';

/** What is stored before each test of the options page. */
export const BEFORE = {
  style: 'anime',
  strength: 1,
  quality: 'S',
  holdKey: 'Backquote',
  playerButton: true,
  debug: false,
  camera: { enabled: false, style: 'anime', strength: 1 },
  sites: {},
} as const;

/** A page of `host` with a small video whose picture stands still. */
export async function openVideo(extension: Extension, server: PageServer, host: string): Promise<Page> {
  const page = await extension.browser.newPage();
  await page.goto(server.url('plain.html', { clip: 'still-709.webm', width: '160', height: '90' }, host));
  await videosReady(page);
  return page;
}

/** Waits for what the video looks like, with its page in front, where videos are restyled. */
export async function shows(page: Page, what: string, picture: 'original' | 'anime' | 'cel90s'): Promise<void> {
  await page.bringToFront();
  await settles(what, () => screenshotOf(page, '#v'), golden(picture), EXACT);
}

export async function openOptions(extension: Extension, sites: NonNullable<StoredSettings['sites']>): Promise<Page> {
  await extension.configure({ sites });
  const options = await extension.browser.newPage();
  await options.goto(`chrome-extension://${extension.id}/src/pages/options/index.html`);
  await options.waitForSelector('#shortcuts > div');
  await options.waitForFunction(
    (count) => document.querySelectorAll('.site').length === count,
    {},
    Object.keys(sites).length,
  );
  return options;
}

/** A part of a site's row in the list. */
export async function inRow(options: Page, host: string, selector: string): Promise<ElementHandle<HTMLElement>> {
  for (const row of await options.$$('.site'))
    if ((await row.$eval('.host', (name) => name.textContent)) === host)
      return (await row.$(selector)) as ElementHandle<HTMLElement>;
  throw new Error(`${host} is not in the list.`);
}
