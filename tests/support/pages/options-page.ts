import type { ElementHandle, Page } from 'puppeteer';
import { afterEach, beforeEach } from 'vitest';
import { type Extension, type StoredSettings, videosReady } from '../extension';
import type { PageServer } from '../server';

/** The settings before each test of the options page. */
export const BEFORE = {
  style: 'anime',
  strength: 1,
  keepColours: false,
  lineWeight: 0,
  quality: 'XS',
  holdKey: 'Backquote',
  playerButton: true,
  everywhere: false,
  paused: false,
  sync: false,
  debug: false,
  camera: { enabled: false, style: 'anime', strength: 1, keepColours: false, lineWeight: 0 },
  ownStyles: [],
  styleOrder: [],
  favourites: [],
  sites: {},
} as const;

/** A page of `host` with a small video whose picture stands still. */
export async function openVideo(extension: Extension, server: PageServer, host: string): Promise<Page> {
  const page = await extension.browser.newPage();
  await page.goto(server.url('plain.html', { clip: 'still-709.webm', paused: '', width: '160', height: '90' }, host));
  await videosReady(page);
  return page;
}

async function openOptions(extension: Extension, sites: NonNullable<StoredSettings['sites']>): Promise<Page> {
  await extension.configure({ sites });
  const options = await extension.browser.newPage();
  await options.goto(`chrome-extension://${extension.id}/src/pages/options/index.html`);
  await options.waitForSelector('#shortcuts > div');
  // The lists of styles are empty until the settings are shown.
  await options.waitForSelector('#common-look option');
  await options.waitForFunction(
    (count) => document.querySelectorAll('.site').length === count,
    {},
    Object.keys(sites).length,
  );
  return options;
}

/** A part of a site's row in the list. */
export async function inRow(options: Page, hostname: string, selector: string): Promise<ElementHandle<HTMLElement>> {
  for (const row of await options.$$('.site'))
    if ((await row.$eval('.hostname', (name) => name.textContent)) === hostname)
      return (await row.$(selector)) as ElementHandle<HTMLElement>;
  throw new Error(`${hostname} is not in the list.`);
}

/** A page with a video and an options page, new for each test of the file that calls this. */
export function optionsLab(extension: Extension, server: PageServer) {
  let page: Page;
  let options: Page | undefined;
  const lab = {
    /** The page of 127.0.0.1 with a video whose picture stands still. */
    get page(): Page {
      return page;
    },
    /** The options page, once `openOptions` opened it. */
    get options(): Page {
      if (!options) throw new Error('No options page is open.');
      return options;
    },
    async openOptions(sites: NonNullable<StoredSettings['sites']> = {}): Promise<void> {
      options = await openOptions(extension, sites);
    },
    textOf: (selector: string) => lab.options.$eval(selector, (element) => element.textContent),
  };
  beforeEach(async () => {
    await extension.configure(BEFORE);
    page = await openVideo(extension, server, '127.0.0.1');
  });
  afterEach(async () => {
    await options?.close();
    options = undefined;
    await page.close();
  });
  return lab;
}
