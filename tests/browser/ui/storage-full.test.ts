/** The browser's storage is full: the user reads it, and nothing stored is lost. */
import { afterEach, expect, test } from 'vitest';
import { openBrowser } from '../../support/browser';
import { eventually, storedSettings } from '../../support/extension';
import { openPopup } from '../../support/pages/popup';
import { STILL } from '../../support/pages/still-video';

const { extension, server } = await openBrowser();
const SENTENCE = /couldn’t be saved: the browser’s storage is full/;

// Another try of the test begins with room again.
afterEach(async () => {
  await (await extension.worker()).evaluate(() => chrome.storage.local.remove('filler'));
});

test('a change that finds no room is told and undone, and one after there is room again is kept', async () => {
  await extension.configure({ style: 'anime', strength: 1, sites: { 'a.example': { enabled: true } } });
  const before = await storedSettings(extension);
  await (await extension.worker()).evaluate(async () => {
    const used = await chrome.storage.local.getBytesInUse(null);
    // All but a few bytes: the quotes and the key count too.
    await chrome.storage.local.set({
      filler: 'x'.repeat(chrome.storage.local.QUOTA_BYTES - used - 'filler'.length - 2),
    });
  });
  const page = await extension.browser.newPage();
  await page.goto(server.url('plain.html', STILL));
  const popup = await openPopup(extension, page);
  const told = () => popup.$eval('.unsaved', (line) => line.textContent ?? '');
  expect(await told()).toBe('');
  // A look of its own makes the settings longer.
  await popup.click('#own-look');
  await eventually('the sentence', async () => SENTENCE.test(await told()));
  expect(await popup.$eval('#own-look', (button) => button.ariaChecked)).toBe('false');
  expect(await storedSettings(extension)).toEqual(before);

  const options = await extension.browser.newPage();
  await options.goto(`chrome-extension://${extension.id}/src/pages/options/index.html`);
  await options.waitForSelector('#shortcuts > div');
  // A site that is on asks for access first.
  await options.select('#add-mode', 'off');
  await options.type('#add-hostname', 'some.rather.long.host.example');
  await options.keyboard.press('Enter');
  await eventually('the sentence in the options', async () =>
    SENTENCE.test(await options.$eval('.unsaved', (line) => line.textContent ?? '')),
  );
  expect(await storedSettings(extension)).toEqual(before);

  await (await extension.worker()).evaluate(() => chrome.storage.local.remove('filler'));
  await options.$eval('#add-hostname', (field) => ((field as HTMLInputElement).value = ''));
  await options.type('#add-hostname', 'b.example');
  await options.keyboard.press('Enter');
  await eventually('the site', async () => 'b.example' in (await storedSettings(extension)).sites);
  expect(await options.$eval('.unsaved', (line) => line.textContent)).toBe('');
  await options.close();
  await page.close();
});
