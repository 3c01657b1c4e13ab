/** Styles that an earlier version stored: its database had no sources of learned styles. */
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { openOwnBrowser } from '../../support/browser';
import { videosReady } from '../../support/extension';
import { BEFORE } from '../../support/pages/options-page';
import { EXACT, golden, screenshotOf, settles } from '../../support/picture';

/** The drawing in a software adapter takes its time. */
const PATIENCE_MS = 120_000;
const SHIPPED = new URL('../../../weights/anime-xs.safetensors', import.meta.url);
const STYLE = { id: 'own-0123456789ab', name: 'Fjord', licence: '', pace: 'fair' } as const;

const { extension, server } = await openOwnBrowser();
const page = await extension.browser.newPage();
afterAll(() => page.close());

test('a style in a database of version 1 is shown, drawn, removed and brought back in one of version 2', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  await page.goto(`chrome-extension://${extension.id}/src/pages/options/index.html`);
  await page.waitForSelector('#shelf li');
  const file = readFileSync(SHIPPED).toString('base64');
  await page.evaluate(
    async (id, base64) => {
      const settled = <T>(asked: IDBRequest<T>) =>
        new Promise<T>((done, fail) => {
          asked.onsuccess = () => done(asked.result);
          asked.onerror = () => fail(asked.error);
        });
      await settled(indexedDB.deleteDatabase('own-styles'));
      const opening = indexedDB.open('own-styles', 1);
      opening.onupgradeneeded = () => {
        for (const store of ['file', 'picture']) opening.result.createObjectStore(store);
      };
      const database = await settled(opening);
      const picture = await new OffscreenCanvas(192, 128)
        .getContext('2d')!
        .canvas.convertToBlob({ type: 'image/webp' });
      const file = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)).buffer;
      const transaction = database.transaction(['file', 'picture'], 'readwrite');
      transaction.objectStore('file').put(file, id);
      await settled(transaction.objectStore('picture').put(picture, id));
      database.close();
    },
    STYLE.id,
    file,
  );
  await extension.configure({ ...BEFORE, ownStyles: [STYLE] });
  const row = `#shelf [data-style=${STYLE.id}]`;
  await page.waitForFunction((at) => document.querySelector<HTMLCanvasElement>(`${at} canvas`)?.width === 192, {}, row);
  // It was not learned here, as far as anybody knows.
  expect(await page.$(`${row} .again:not([hidden])`)).toBeNull();
  const version = await page.evaluate(async () =>
    (await indexedDB.databases()).find(({ name }) => name === 'own-styles'),
  );
  expect(version?.version).toBe(2);

  await page.click(`${row} .remove`);
  await page.waitForSelector(row, { hidden: true });
  await page.click('#shelf-undo');
  await page.waitForSelector(row);

  const video = await extension.browser.newPage();
  const clip = { clip: 'still-709.webm', paused: '', width: '160', height: '90' };
  await video.goto(server.url('plain.html', clip, '127.0.0.1'));
  await videosReady(video);
  await extension.configure({ sites: { '127.0.0.1': { enabled: true, style: STYLE.id } } });
  await settles('the stored style', () => screenshotOf(video, '#v'), golden('anime'), EXACT, PATIENCE_MS);
});
