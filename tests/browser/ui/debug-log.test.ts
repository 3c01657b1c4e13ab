import type { Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { eventually, statusOf, videosReady } from '../../support/extension';

const { extension, server } = await openBrowser();
let page: Page;
/** Lines of the debug log, by the document that wrote them. */
const lines: { page: string[]; host: string[] } = { page: [], host: [] };

const collect = (from: Page, into: string[]) =>
  from.on('console', (line) => line.text().startsWith('[inkreel ') && into.push(line.text()));

beforeAll(async () => {
  await extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
  page = await extension.browser.newPage();
  collect(page, lines.page);
  await page.goto(server.url('plain.html', { clip: 'still-709.webm', paused: '', width: '160', height: '90' }));
  await videosReady(page);
  const host = await eventually('the host', async () => extension.offscreen());
  collect(await host.asPage(), lines.host);
});

afterAll(() => page.close());

const sessionsOfHost = () => lines.host.filter((line) => line.endsWith(': first frame'));

test('page and host log their states while the setting is on, and nothing before or after', async () => {
  expect(lines.page).toEqual([]);
  await extension.configure({ debug: true });
  await eventually('the log of the page', async () => lines.page.includes('[inkreel settings] The debug log is on'));
  await page.reload();
  await eventually('the log of the host', async () => sessionsOfHost().length > 0, 60_000);
  await eventually(
    'the state of the video',
    async () => lines.page.some((line) => line.includes('-> showing')),
    60_000,
  );

  await extension.configure({ debug: false });
  // The new setting reaches page and host by messages that tests cannot see: the first page may come before them.
  await eventually(
    'a styled video of which nothing is logged',
    async () => {
      lines.page.length = 0;
      lines.host.length = 0;
      await page.reload();
      await eventually(
        'a styled video',
        async () => (await statusOf(extension, page.url()).catch(() => undefined))?.styled.length === 1,
        60_000,
      );
      return lines.page.length + lines.host.length === 0;
    },
    90_000,
  );
});
