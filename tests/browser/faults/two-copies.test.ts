/** Two copies of the extension, or another one that lays its overlay over videos, on the same page. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, WebWorker } from 'puppeteer';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { overlays } from '../../support/devtools';
import { DIST, eventually } from '../../support/extension';

const PATIENCE_MS = 90_000;
const { extension, server } = await openBrowser();
// An extension without a key has its id from its folder.
const folder = mkdtempSync(join(tmpdir(), 'inkreel-copy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const set = (worker: WebWorker, enabled: boolean) =>
  worker.evaluate((settings) => chrome.storage.local.set({ settings }), {
    quality: 'XS',
    sync: false,
    sites: { '127.0.0.1': { enabled } },
  });

/** Changes of a page's tree within three seconds, in which a fight would make dozens. */
const changesOf = (page: Page) =>
  page.evaluate(async () => {
    let changes = 0;
    const observer = new MutationObserver((records) => {
      changes += records.length;
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    await new Promise((done) => setTimeout(done, 3000));
    observer.disconnect();
    return changes;
  });

test.each(['div', 'figure'])(
  'another extension keeps its overlay next to a video in a %s, and the video is restyled',
  async (parent) => {
    await set(await extension.worker(), true);
    const page = await extension.browser.newPage();
    await page.goto(server.url('empty.html'));
    await page.evaluate((tag) => {
      const video = Object.assign(document.createElement('video'), { src: 'still-709.webm', muted: true });
      video.style.cssText = 'width: 160px; height: 90px';
      const box = document.createElement(tag);
      document.body.append(box);
      box.append(video);
      const other = document.createElement('div');
      other.style.cssText =
        'position: absolute; left: 0; top: 0; z-index: 2147483647; width: 9px; height: 9px; background: red';
      let places = 0;
      const place = () => {
        // Gives up in the end, so that a fight ends as a failed test instead of a dead tab.
        if (video.nextElementSibling !== other && ++places < 100) video.after(other);
      };
      new MutationObserver(place).observe(box, { childList: true });
      place();
      Object.assign(globalThis, { isInPlace: () => video.nextElementSibling === other && places < 20 });
    }, parent);
    const isShown = async () => (await overlays(page)).some((each) => each.isShown);
    await eventually('the overlay', isShown, PATIENCE_MS);
    expect(await changesOf(page)).toBe(0);
    expect(await isShown()).toBe(true);
    expect(await page.evaluate(() => (globalThis as unknown as { isInPlace(): boolean }).isInPlace())).toBe(true);
    await page.close();
  },
);

test('two copies restyle a video without a fight, and leave its page as it was', async () => {
  const first = await extension.worker();
  cpSync(DIST, folder, { recursive: true });
  const id = await extension.browser.installExtension(folder);
  const target = await extension.browser.waitForTarget(
    (each) => each.type() === 'service_worker' && each.url().startsWith(`chrome-extension://${id}/`),
  );
  const second = (await target.worker())!;
  onTestFinished(() => extension.browser.uninstallExtension(id));
  await eventually('the second copy', () => second.evaluate(() => Boolean(globalThis.chrome?.storage)));
  const page = await extension.browser.newPage();
  await page.goto(server.url('plain.html', { clip: 'still-709.webm', paused: '', width: '160', height: '90' }));
  const html = () => page.evaluate(() => document.documentElement.outerHTML);
  const before = await html();
  await set(first, true);
  await set(second, true);
  await eventually(
    'both overlays',
    async () => (await overlays(page)).filter(({ isShown }) => isShown).length === 2,
    PATIENCE_MS,
  );
  expect(await changesOf(page)).toBe(0);
  for (const worker of [first, second]) await set(worker, false);
  await eventually('no overlay', async () => (await overlays(page)).length === 0);
  expect(await html()).toBe(before);
}, 240_000);
