/** Leaving a restyled page and coming back: the browser keeps it with its state, and it is restyled again. */
import type { Page } from 'puppeteer';
import { expect, test } from 'vitest';
import { openBrowser, openPageEach } from '../../support/browser';
import { overlays } from '../../support/devtools';
import { eventually } from '../../support/extension';
import { openStill, overlayShown, shows } from '../../support/pages/still-video';

const { extension, server } = await openBrowser();
let page: Page;
openPageEach(extension, { sites: { '127.0.0.1': { enabled: true } } }, (opened) => {
  page = opened;
});

const there = server.url('plain.html', { clip: 'still-709.webm', width: '160', height: '90', page: 'there' });

/** Leaves a trace in the page's own script, which only the same page has later. */
const mark = () =>
  page.evaluate(() => {
    Object.assign(globalThis, { mark: location.href });
    addEventListener('pageshow', ({ persisted }) => Object.assign(globalThis, { persisted }));
  });

/** Waits until the page that was marked is shown again, and fails with the browser's reasons where it was loaded anew. */
const isKept = () =>
  eventually(
    'the page as it was left',
    () =>
      page.evaluate(() => {
        const [entry] = performance.getEntriesByType('navigation') as (PerformanceEntry & {
          notRestoredReasons: unknown;
        })[];
        if (entry?.notRestoredReasons) throw new Error(JSON.stringify(entry.notRestoredReasons));
        return Reflect.get(globalThis, 'mark') === location.href && Reflect.get(globalThis, 'persisted') === true;
      }),
    5000,
  );

/** Puppeteer waits for a load, which a page from the cache does not have. */
async function travel(by: number, address: string): Promise<void> {
  const session = await page.createCDPSession();
  const { currentIndex, entries } = await session.send('Page.getNavigationHistory');
  await session.send('Page.navigateToHistoryEntry', { entryId: entries[currentIndex + by]!.id });
  await eventually(`the page at ${address}`, () => page.evaluate((url) => location.href === url, address));
}

test('Back and Forward bring restyled pages back with their state, from a link and from the address bar', async () => {
  await openStill(page, server);
  const here = page.url();
  await mark();
  await page.evaluate((url) => {
    location.href = url;
  }, there);
  await eventually('the other page', () => page.url() === there);
  await shows(page, 'the other page restyled', 'anime');
  await mark();
  await travel(-1, here);
  await isKept();
  await shows(page, 'the first page restyled again', 'anime');
  await travel(1, there);
  await isKept();
  await shows(page, 'the other page restyled again', 'anime');

  await page.goto(server.url('empty.html'));
  await extension.configure({ sites: { '127.0.0.1': { enabled: true, style: 'cel90s' } } });
  await travel(-1, there);
  await isKept();
  await shows(page, 'the page in the style chosen meanwhile', 'cel90s');
});

test('a page is kept whose restyled video is in an embedded document', async () => {
  await page.goto(server.url('empty.html'));
  await page.evaluate((url) => {
    const iframe = document.createElement('iframe');
    Object.assign(iframe, { src: url, width: 500, height: 300 });
    document.body.append(iframe);
  }, there);
  const isShown = () => overlayShown(page);
  await isShown();
  await mark();
  const here = page.url();
  await page.goto(there);
  await travel(-1, here);
  await isKept();
  await isShown();
});

test('a page that stays has its overlay back after seconds, and keeps it through jumps within the page', async () => {
  await openStill(page, server);
  await page.evaluate(() => {
    history.pushState({}, '', '?pushed');
    location.hash = 'hash';
    history.back();
  });
  for (let looks = 0; looks < 5; looks++) expect((await overlays(page)).map(({ isShown }) => isShown)).toEqual([true]);
  await page.evaluate(
    (url) => {
      location.href = url;
    },
    server.url('master.m3u8', { download: 'yes' }),
  );
  await eventually('the overlay taken out', async () => (await overlays(page)).length === 0, 5000);
  await shows(page, 'the picture restyled again', 'anime');
});
