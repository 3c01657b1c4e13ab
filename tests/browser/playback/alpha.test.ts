/** Through a transparent video the page is seen, restyled or not. */
import type { Page } from 'puppeteer';
import { expect, test } from 'vitest';
import { openBrowser, openPageEach } from '../../support/browser';
import { eventually, videosReady } from '../../support/extension';
import { overlayShown } from '../../support/pages/still-video';
import { meanDifference, type Picture, screenshotOf, VISIBLE } from '../../support/picture';

const { extension, server } = await openBrowser();
let page: Page;
openPageEach(extension, { strength: 0, sites: {} }, (opened) => {
  page = opened;
});

/** Columns of the clip that are transparent, half transparent and opaque, without those beside an edge. */
const PARTS = { transparent: [4, 44], half: [56, 88], opaque: [104, 156] } as const;
/** A mean difference, in 1/255, of pictures that look the same. */
const SAME = 2;

const part = ({ width, height, data }: Picture, [left, right]: readonly [number, number]): Picture => {
  const rows = Array.from({ length: height }, (_, y) => data.subarray(4 * (y * width + left), 4 * (y * width + right)));
  return { width: right - left, height, data: new Uint8Array(Buffer.concat(rows)) };
};

test.each<[string, Record<string, string>]>([
  ['in its own process', {}],
  ['over the bridge of an isolated page', { isolated: '' }],
])('%s', async (_, headers) => {
  const size = { width: '160', height: '90' };
  await page.goto(server.url('plain.html', { clip: 'still-alpha.webm', paused: '', ...size, ...headers }));
  await videosReady(page);
  await page.evaluate(() => Object.assign(document.body.style, { background: 'rgb(0, 200, 100)' }));
  const take = () => screenshotOf(page, '#v');
  const before = await take();
  const { data } = part(before, PARTS.transparent);
  expect([...data.subarray(0, 3)]).toEqual([0, 200, 100]);

  await extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
  await overlayShown(page);
  await eventually('the same at strength 0', async () => meanDifference(await take(), before) <= SAME);
  await extension.configure({ strength: 1 });
  const apart = (picture: Picture, name: keyof typeof PARTS) =>
    meanDifference(part(picture, PARTS[name]), part(before, PARTS[name]));
  const styled = await eventually('the style', async () => {
    const picture = await take();
    return apart(picture, 'opaque') > VISIBLE ? picture : undefined;
  });
  expect(apart(styled, 'transparent')).toBe(0);
  // Half of the style over half of the page.
  expect(apart(styled, 'half') / apart(styled, 'opaque')).toBeLessThan(0.8);
  expect(apart(styled, 'half')).toBeGreaterThan(2);
});
