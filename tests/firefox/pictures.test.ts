/** Firefox with WebGPU on the processor: videos are found, covered and restyled, and left without a trace. */
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/extension';
import { EXACT, golden, screenshot, settles } from '../support/picture';
import { servePages } from '../support/server';
import { Firefox } from './support/firefox';

const PLACE = { x: 20, y: 20, width: 160, height: 90 };

const server = await servePages();
const firefox = await Firefox.launch(true);
afterAll(async () => {
  await firefox.close();
  await server.close();
});

let page: Page;
const html = () => page.evaluate(() => document.documentElement.outerHTML);
/** Time to compile a network on a processor with much else to do. */
const PATIENCE_MS = 60_000;
const shows = (name: string) => settles(name, () => screenshot(page, PLACE, {}), golden(name, 'S'), EXACT, PATIENCE_MS);

beforeAll(async () => {
  await firefox.configure({ quality: 'S', sync: false });
  page = await firefox.browser.newPage();
  await page.goto(server.url('plain.html', { clip: 'still-709.webm', paused: '', width: '160', height: '90' }));
});

test('a video shows what PyTorch makes of its frame, follows the style, and switched off nothing stays', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  await shows('original');
  const bare = await html();
  await firefox.configure({ sites: { '127.0.0.1': { enabled: true } } });
  await shows('anime');
  await firefox.configure({ style: 'cel90s' });
  await shows('cel90s');
  const [stats] = (await firefox.statusOf(page.url())).styled;
  expect(stats).toMatchObject({ style: 'cel90s', width: 160, height: 90 });
  await firefox.configure({ sites: {} });
  await shows('original');
  await eventually('the page as it was', async () => (await html()) === bare);
});

test('a sandboxed page, which no overlay document reaches, shows the same over a bridge', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  await firefox.configure({ style: 'anime', sites: { '127.0.0.1': { enabled: true } } });
  await page.goto(
    server.url('plain.html', {
      csp: 'sandbox allow-scripts',
      clip: 'still-709.webm?cors=1',
      crossorigin: '1',
      paused: '',
      width: '160',
      height: '90',
    }),
  );
  expect(await page.evaluate(() => self.origin)).toBe('null');
  await shows('anime');
});
