/** A style is learned from a picture on the settings page: on frames of the viewer's own videos, while the disk fills up, in two pages. */
import type { Page } from 'puppeteer';
import { expect, test } from 'vitest';
import { eventually, videosReady } from '../../support/extension';
import {
  offerStripes,
  openLearningBrowser,
  openMaking,
  PATIENCE_MS,
  startLearning,
} from '../../support/pages/learning-files';
import { BEFORE } from '../../support/pages/options-page';

/** Presses the button wherever the page moves it, which was hidden before. */
const discard = (page: Page) => page.$eval('#learning-drop', (button) => (button as HTMLElement).click());

const TAKEN = /(\d+) parts of frames are learned on/;

// One browser, so that the second test finds the shaders compiled.
const { extension, server } = await openLearningBrowser();

test('parts of the frames on display are learned on where the box is ticked, and not otherwise', {
  timeout: 4 * PATIENCE_MS,
}, async () => {
  await extension.configure({ ...BEFORE, debug: true, sites: { '127.0.0.1': { enabled: true } } });
  const page = await extension.browser.newPage();
  const clip = { clip: 'still-709.webm', paused: '', width: '640', height: '360' };
  await page.goto(server.url('plain.html', clip, '127.0.0.1'));
  await videosReady(page);
  const host = await eventually('the host', () => extension.offscreen(), PATIENCE_MS);
  const log: string[] = [];
  (await host.asPage()).on('console', (line) => log.push(line.text()));
  const taken = () => log.flatMap((line) => TAKEN.exec(line)?.[1] ?? []);
  await eventually('the styled video', () => log.some((line) => /anime is shown/.test(line)), PATIENCE_MS);
  const options = await openMaking(extension);
  const learnTo = async (least: number, isTicked: boolean) => {
    await startLearning(options);
    // A hidden page sends no frames.
    await page.bringToFront();
    const step = () => options.$eval('#learning', (section) => Number((section as HTMLElement).dataset.step));
    await eventually(`step ${least}`, async () => (await step()) >= least, PATIENCE_MS);
    if (isTicked) await eventually('a frame', () => taken().length > 0, PATIENCE_MS);
    await options.bringToFront();
    await discard(options);
    await options.waitForSelector('#learning', { hidden: true, timeout: PATIENCE_MS });
  };
  await learnTo(10, false);
  expect(taken()).toEqual([]);
  await options.click('#make-frames');
  await learnTo(10, true);
  // A wide frame has two squares.
  expect(taken()[0]).toBe('2');
  await options.close();
  await page.close();
});

test('without room for a checkpoint learning goes on; without room for the result the page says so', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  await extension.configure(BEFORE);
  const options = await openMaking(extension);
  await startLearning(options);
  await options.waitForSelector('#learning:is([data-phase=preparing], [data-phase=learning])');
  const storage = await options.createCDPSession();
  const origin = `chrome-extension://${extension.id}`;
  await storage.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  // The browser remembers the room of the last write for a while, by its own clock.
  const step = () => options.$eval('#learning', (section) => Number((section as HTMLElement).dataset.step));
  const refuses = () =>
    options.evaluate(async () => {
      const opening = indexedDB.open('filler', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('records');
      const database = await new Promise<IDBDatabase | undefined>((done) => {
        opening.onsuccess = () => done(opening.result);
        opening.onerror = () => done(undefined);
      });
      if (!database) return true;
      const transaction = database.transaction('records', 'readwrite');
      transaction.objectStore('records').put(new Uint8Array(1000), 'filler');
      const isRefused = await new Promise<boolean>((done) => {
        transaction.oncomplete = () => done(false);
        transaction.onabort = () => done(true);
      });
      database.close();
      return isRefused;
    });
  await eventually('the disk is full', refuses, PATIENCE_MS);
  const from = await step();
  // A checkpoint comes every 25 steps.
  await eventually('steps beyond a checkpoint', async () => (await step()) >= from + 30, PATIENCE_MS);
  const phase = () => options.$eval('#learning', (section) => (section as HTMLElement).dataset.phase);
  expect(await phase()).toBe('learning');
  const stored = await options.evaluate(async () => {
    const opening = indexedDB.open('learning');
    await new Promise((done) => {
      opening.onsuccess = done;
    });
    const reading = opening.result.transaction('records').objectStore('records').get('checkpoint');
    await new Promise((done) => {
      reading.onsuccess = done;
    });
    opening.result.close();
    return (reading.result as { state: { step: number } } | undefined)?.state.step ?? 0;
  });
  expect(stored).toBeLessThanOrEqual(from + 10);
  await options.click('#learning-finish');
  await options.waitForSelector('#learning[data-phase=failed]', { timeout: PATIENCE_MS });
  expect(await options.$eval('#learning-problem', (line) => line.textContent)).toMatch(/no room left to store/);
  // With room again the picture is still there, and is learned anew.
  await storage.send('Storage.overrideQuotaForOrigin', { origin });
  await options.click('#learning-go-on');
  await options.waitForSelector('#learning[data-phase=learning]', { timeout: PATIENCE_MS });
  await discard(options);
  await options.waitForSelector('#learning', { hidden: true, timeout: PATIENCE_MS });
});

test('of two pages that begin at once the second waits; what is discarded while it is prepared goes at once', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  await extension.configure(BEFORE);
  const pages = [await openMaking(extension), await openMaking(extension)];
  for (const page of pages) {
    // A hidden page may wait long with encoding a picture.
    await page.bringToFront();
    await offerStripes(page);
  }
  await Promise.all(pages.map((page) => page.$eval('#make-start', (button) => (button as HTMLElement).click())));
  const isNext = (page: Page) =>
    page.$eval('#make-problem', (line) => /is next/.test(line.textContent ?? '')).then((is) => is && page);
  const waiting = await eventually('a page that waits', async () =>
    (await Promise.all(pages.map(isNext))).find((page) => page !== false),
  );
  await waiting.bringToFront();
  await waiting.waitForSelector('#learning[data-phase=preparing]');
  await discard(waiting);
  // The page's own picture has its turn.
  await waiting.waitForSelector('#make-form:not([hidden])', { timeout: 10_000 });
  expect(await waiting.$eval('#learning', (section) => section.checkVisibility())).toBe(false);
});
