/** Opens a bare page with the overlay lab, a new one for each test of a file. */
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { coverage, takeView } from '../coverage';
import { sharedBrowser } from '../shared-browser';

/** A video of the size most tests use. */
export const VIDEO = '<video id="v" style="width: 240px; height: 140px"></video>';
/** The coverage of an overlay that fits. */
export const EXACT_COVER = { missed: 0, spilled: 0 };

export function overlayPage() {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    ({ browser } = (await sharedBrowser()).extension);
  });
  afterAll(() => page?.close());
  beforeEach(async () => {
    await page?.close();
    page = await browser.newPage();
    await page.setViewport({ width: 600, height: 400 });
  });
  const settle = () => page.evaluate(() => lab.settle());
  return {
    /** The page of this test. */
    get page(): Page {
      return page;
    },
    html: () => page.evaluate(() => document.documentElement.outerHTML),
    /** Waits until all changes are drawn. */
    settle,
    /** Lays an overlay over the video with the id "v". */
    cover: () => page.evaluate(() => lab.cover(lab.find('v'))),
    /** Compares the page with and without the overlay, which is hidden for a moment. */
    async coverageNow() {
      await settle();
      const after = await takeView(page);
      await page.evaluate(() => lab.overlay!.hide());
      await settle();
      const before = await takeView(page);
      await page.evaluate(() => lab.overlay!.show());
      await settle();
      return coverage(before, after);
    },
  };
}
