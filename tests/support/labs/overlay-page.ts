/** Opens a bare page for the overlay lab, one for all tests of a file: `openLab` gives each a new document. */
import type { Browser, Page } from 'puppeteer';
import { beforeAll } from 'vitest';
import { sharePage } from '../browser';
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
  sharePage(
    async () => {
      const opened = await browser.newPage();
      await opened.setViewport({ width: 600, height: 400 });
      return opened;
    },
    (opened) => {
      page = opened;
    },
  );
  const settle = () => page.evaluate(() => lab.settle());
  return {
    /** The page of the tests. */
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
