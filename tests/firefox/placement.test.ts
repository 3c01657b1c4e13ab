/** The overlay over videos of every layout, in Firefox's own rendering. */
import { afterAll, describe, expect, test } from 'vitest';
import { coverage } from '../support/coverage';
import { LAYOUTS } from '../support/labs/layouts';
import { openLab } from '../support/labs/overlay-lab';
import { EXACT_COVER } from '../support/labs/overlay-page';
import { decodePng } from '../support/picture';
import { Firefox } from './support/firefox';

const firefox = await Firefox.launch(false);
afterAll(() => firefox.close());
const page = await firefox.browser.newPage();
await page.setViewport({ width: 600, height: 400 });
const view = async () => decodePng(await page.screenshot());

describe('an overlay covers the picture of its video', () => {
  test.each(Object.entries(LAYOUTS))('%s', async (_, html) => {
    await openLab(page, html);
    const before = await view();
    await page.evaluate(() => lab.cover(lab.find('v')));
    expect(coverage(before, await view())).toMatchObject(EXACT_COVER);
  });
});
