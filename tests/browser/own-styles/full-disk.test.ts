/** The disk fills up while a style is learned: checkpoints are left out, the result is told, and nothing else is lost. */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DIST, eventually, launchExtension } from '../../support/extension';
import { dropPicture, smallPerceptual, stripes } from '../../support/pages/learning-files';
import { BEFORE } from '../../support/pages/options-page';

/** A software adapter takes seconds for a step. */
const PATIENCE_MS = 240_000;

/** A copy of the extension that learns through the small perceptual network. */
const copy = mkdtempSync(join(tmpdir(), 'inkreel-'));
cpSync(DIST, copy, { recursive: true });
const [vgg] = readdirSync(join(copy, 'assets')).filter((name) => /^vgg19-.*\.safetensors$/.test(name));
writeFileSync(join(copy, 'assets', vgg!), smallPerceptual());
const extension = await launchExtension([], copy);
afterAll(async () => {
  await extension.close();
  rmSync(copy, { recursive: true });
});

test('without room for a checkpoint learning goes on; without room for the result the page says so', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  await extension.configure(BEFORE);
  const options = await extension.browser.newPage();
  await options.goto(`chrome-extension://${extension.id}/src/pages/options/index.html#make`);
  await options.waitForSelector('#shelf li');
  await dropPicture(options, 'Wasp.png', 'image/png', stripes());
  await options.waitForSelector('#make-form:not([hidden])');
  await options.$eval('input[name=stroke][value=fine]', (radio) => (radio as HTMLInputElement).click());
  await options.click('#make-start');
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
  await options.click('#learning-drop');
  await options.waitForSelector('#learning', { hidden: true, timeout: PATIENCE_MS });
});
