import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/browser.mjs';
import { coverage, viewOf } from '../support/coverage';
import { LAYOUTS } from '../support/layouts';
import { openLab } from '../support/overlay-lab';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser({ headless: true, viewport: { width: 600, height: 400 } });
  page = await browser.newPage();
});

afterAll(() => browser?.close());

const html = () => page.evaluate(() => document.documentElement.outerHTML);

describe.each(Object.entries(LAYOUTS))('%s', (_, layout) => {
  test('the overlay covers the picture to the pixel, and the page is restored to the byte', async () => {
    await openLab(page, layout);
    const [before, source] = [await viewOf(page), await html()];
    await page.evaluate(() => lab.cover(lab.find('v')));
    const after = await viewOf(page);
    const { picture, missed, spilled } = coverage(before, after);
    expect(picture).toBeGreaterThan(1500);
    // Native controls redraw themselves between the two pictures.
    const tolerance = layout.includes('controls') ? picture / 200 : 0;
    expect(missed).toBeLessThanOrEqual(tolerance);
    expect(spilled).toBeLessThanOrEqual(tolerance);
    expect(await page.evaluate(() => lab.evictions)).toBe(0);
    await page.evaluate(() => lab.overlay!.remove());
    expect(await html()).toBe(source);
  });
});
