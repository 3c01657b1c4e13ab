import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coverage, stillView } from '../../support/coverage';
import { LAYOUTS } from '../../support/labs/layouts';
import { openLab } from '../../support/labs/overlay-lab';
import { sharedBrowser } from '../../support/shared-browser';

const VIEWPORT = { width: 600, height: 400 };

let page: Page;

beforeAll(async () => {
  page = await (await sharedBrowser()).extension.browser.newPage();
  await page.setViewport(VIEWPORT);
});

afterAll(() => page?.close());

const html = () => page.evaluate(() => document.documentElement.outerHTML);

/** Puts an overlay on the video of the page and checks that it covers the picture, and nothing else, to the pixel. */
async function expectCovered(): Promise<void> {
  const before = await stillView(page);
  await page.evaluate(() => lab.cover(lab.find('v')));
  const { picture, missed, spilled } = coverage(before, await stillView(page));
  expect(picture).toBeGreaterThan(1500);
  expect(missed).toBe(0);
  expect(spilled).toBe(0);
  expect(await page.evaluate(() => lab.evictions)).toBe(0);
}

describe.each(Object.entries(LAYOUTS))('%s', (_, layout) => {
  test('the overlay covers the picture to the pixel, and the page is restored to the byte', async () => {
    await openLab(page, layout);
    const source = await html();
    await expectCovered();
    await page.evaluate(() => lab.overlay!.remove());
    expect(await html()).toBe(source);
  });
});

describe.each([0.5, 0.75, 1.25, 3])('with %s screen pixels to a css pixel', (deviceScaleFactor) => {
  test.each([
    'border and padding',
    'a fractional size and place',
    'rotated in a scaled parent',
    'in a scrolled container, partly cut off',
    'cut off by a parent with round corners',
    'absolute and centred by a translation',
    'native controls, absolute',
  ])('%s', async (name) => {
    await page.setViewport({ ...VIEWPORT, deviceScaleFactor });
    await openLab(page, LAYOUTS[name]!);
    await expectCovered();
    await page.setViewport(VIEWPORT);
  });
});
