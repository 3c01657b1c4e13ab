/** Documents under `CSP: sandbox` and iframes with that attribute: the picture comes back to a canvas of the content script. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { afterEach, expect, test } from 'vitest';
import { endHost } from '../../support/actions';
import { openBrowser } from '../../support/browser';
import { DIST, type Extension, eventually, launchExtension, statusOf, videosReady } from '../../support/extension';
import { EXACT, golden, isRestyled, meanDifference, screenshotOf, settles, VISIBLE } from '../../support/picture';

const SANDBOX = 'sandbox allow-scripts';
const { extension, server, releaseHost } = await openBrowser();
let page: Page;

afterEach(async () => {
  // Close the page first: then the host lingers, and the next test finds its pipelines compiled.
  if (!page.isClosed()) await page.close();
  await extension.configure({ sites: {} });
});

/** A clip that its server shares: a sandboxed page has an opaque origin, so that every server is foreign to it. */
const readable = (clip: string) => ({
  clip: `${clip}?cors=1`,
  crossorigin: '1',
  width: '160',
  height: '90',
  ...(clip.startsWith('still') && { paused: '' }),
});

async function open(query: Record<string, string>, browser: Extension['browser'] = extension.browser): Promise<void> {
  page = await browser.newPage();
  await page.goto(server.url('plain.html', { csp: SANDBOX, ...query }));
  expect(await page.evaluate(() => self.origin)).toBe('null');
  await videosReady(page);
}

const switchOn = (where = extension) => where.configure({ sites: { '127.0.0.1': { enabled: true } } });
const seen = () => screenshotOf(page, '#v');
const status = (where = extension) => statusOf(where, page.url());
const reason = (where = extension) => eventually('a reason', async () => (await status(where)).faults[0]);
const html = () => page.evaluate(() => document.documentElement.outerHTML);

test('a still video in a sandboxed page shows what PyTorch makes of its frame', async () => {
  await open(readable('still-709.webm'));
  expect(meanDifference(await seen(), golden('original'))).toBeLessThan(EXACT);
  await switchOn();
  await settles('the styled frame on the screen', seen, golden('anime'), EXACT);
});

test('a video that plays in a sandboxed page is followed', async () => {
  await open(readable('moving.webm'));
  const original = await seen();
  await switchOn();
  const first = await eventually('a styled frame', async () => {
    const now = await seen();
    return (await status()).styled.length > 0 && isRestyled(now, original) ? now : undefined;
  });
  const { styled: before } = (await status()).styled[0]!;
  await eventually('more of them', async () => ((await status()).styled[0]?.styled ?? 0) > before + 2);
  await eventually('another picture', async () => meanDifference(await seen(), first) > VISIBLE);
});

test('on and off, a sandboxed page is the same to the byte; switched off, it shows the original', async () => {
  await open(readable('still-709.webm'));
  const before = await html();
  await switchOn();
  await settles('the styled frame', seen, golden('anime'), EXACT);
  expect(await html()).toBe(before);
  await releaseHost();
  await extension.configure({ sites: {} });
  await eventually('the page as it was', async () => (await html()) === before);
  await settles('the original', seen, golden('original'), EXACT);
  await eventually('no offscreen document', () => extension.offscreen() === undefined);
});

test('the host gone, the styled picture comes back to a sandboxed page by itself', async () => {
  await open(readable('still-709.webm'));
  await switchOn();
  await settles('the styled frame', seen, golden('anime'), EXACT);
  const allow = await endHost(extension);
  await settles('the original', seen, golden('original'), EXACT);
  await allow();
  await settles('the styled frame again', seen, golden('anime'), EXACT);
});

test('a picture of more than 360 lines is made smaller on its way', async () => {
  await open(readable('still-709.webm'));
  await page.$eval('video', (video) => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: 400, height: 400 });
    const context = canvas.getContext('2d')!;
    // The stream has a frame only after each drawing, as a camera's has one after the other.
    setInterval(() => context.fillRect(0, 0, 200, 400), 500);
    video.srcObject = canvas.captureStream();
    return video.play();
  });
  await page.waitForFunction(() => document.querySelector('video')!.videoHeight === 400);
  await switchOn();
  const figures = await eventually('a styled frame', async () => (await status()).styled[0], 100_000);
  expect(figures).toMatchObject({ width: 360, height: 360 });
});

test('an iframe with the attribute sandbox is restyled', async () => {
  page = await extension.browser.newPage();
  await page.goto(server.url('empty.html'));
  await page.evaluate(
    (src) => {
      document.body.style.margin = '0';
      document.body.innerHTML = `<iframe id="v" sandbox="allow-scripts" src="${src}" style="border: 0; width: 200px; height: 130px">`;
    },
    server.url('plain.html', readable('still-709.webm')),
  );
  // The video's place in its page.
  const shown = async () => {
    const { width, data } = await seen();
    const rows = Array.from({ length: 90 }, (_, y) =>
      data.subarray(4 * ((20 + y) * width + 20), 4 * ((20 + y) * width + 180)),
    );
    return { width: 160, height: 90, data: new Uint8Array(Buffer.concat(rows)) };
  };
  await settles('the original', shown, golden('original'), EXACT);
  await switchOn();
  await settles('the styled frame', shown, golden('anime'), EXACT);
});

test('a video that a sandboxed page may not read is never touched, and the reason is given', async () => {
  await open({ clip: 'still-709.webm' });
  const before = await html();
  await switchOn();
  expect(await reason()).toBe('sandboxed');
  expect((await status()).foreign).toEqual([]);
  expect(await html()).toBe(before);
});

test('where runtime messages are JSON a sandboxed page is as it was, and the reason is given', async () => {
  const altered = mkdtempSync(join(tmpdir(), 'inkreel-'));
  cpSync(DIST, altered, { recursive: true });
  const path = join(altered, 'manifest.json');
  // Behave as Chromium before 148, which does not know this key.
  const { message_serialization: _, ...manifest } = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify(manifest));
  const older = await launchExtension([], altered);
  try {
    await open(readable('still-709.webm'), older.browser);
    const before = await html();
    await switchOn(older);
    expect(await reason(older)).toBe('sandboxed');
    expect(await html()).toBe(before);
    await page.close();
  } finally {
    await older.close();
    rmSync(altered, { recursive: true });
  }
});
