/** The box on top of the popup, and the switch beside what the box says. */
import type { Page } from 'puppeteer';
import { expect, test } from 'vitest';
import { openPopupCase, POPUP_CASES } from '../../../scripts/popup/states.mjs';
import { openBrowser, openPageEach } from '../../support/browser';
import { eventually, storedSettings } from '../../support/extension';
import { openPopup, refuse, textOf } from '../../support/pages/popup';
import { STILL } from '../../support/pages/still-video';

/** A site that no grant of the demo build covers; Chromium resolves it to loopback. */
const UNGRANTED = 'ungranted.localhost';

const { extension, server } = await openBrowser();
let page: Page;

openPageEach(extension, { style: 'anime', strength: 1, sites: {} }, (opened) => {
  page = opened;
});

/** Colours of the popup's switches that are on, in one of its states. */
async function coloursOn(name: string): Promise<string[]> {
  const popup = await openPopupCase(extension.browser, extension.id, POPUP_CASES.find((each) => each.name === name)!);
  const colours = await popup.$$eval('.switch[aria-checked=true]', (switches) =>
    switches.map((each) => getComputedStyle(each).backgroundColor),
  );
  await popup.close();
  return colours;
}

test('a switch that is on looks on, whatever stands in the way', async () => {
  const [on] = await coloursOn('live');
  expect(await coloursOn('too-slow')).toEqual([on]);
  expect(await coloursOn('tainted: copy or window')).toEqual([on]);
  expect(await coloursOn('in a call: plain')).toEqual([on, on]);
});

test('the button above the question does what the switch does', async () => {
  await page.goto(server.url('plain.html', STILL, UNGRANTED));
  const popup = await openPopup(extension, page);
  await refuse(popup);
  const turnOn = await popup.waitForSelector('[data-action=ask].primary', { visible: true });
  expect(await textOf(popup, 'box-title')).toBe('One question first');
  await turnOn!.click();
  await eventually('what is missing', async () => (await textOf(popup, 'box-title'))?.includes(UNGRANTED));
  expect((await storedSettings(extension)).sites).toEqual({});
  expect(await popup.$eval('#undo', (undo) => (undo as HTMLButtonElement).disabled)).toBe(true);
});

test('a look just this once is stopped from the same box, at once', async () => {
  await page.goto(server.url('plain.html', STILL, UNGRANTED));
  const popup = await openPopup(extension, page);
  const once = await popup.waitForSelector('[data-action=first-look]', { visible: true });
  await popup.evaluate(() => {
    const box = document.getElementById('box') as HTMLElement;
    new MutationObserver(() => {
      if (box.hidden) box.dataset.vanished = '';
    }).observe(box, { attributeFilter: ['hidden'] });
  });
  await once!.click();
  const stop = await popup.waitForSelector('[data-action=end-look]', { visible: true, timeout: 1000 });
  await stop!.click();
  await popup.waitForSelector('[data-action=first-look]', { visible: true });
  expect(await popup.$eval('#box', (box) => 'vanished' in (box as HTMLElement).dataset)).toBe(false);
  await eventually('no overlay', () => page.frames().every((frame) => !frame.url().startsWith('chrome-extension://')));
  await popup.waitForSelector('[data-action=first-look]', { visible: true });
});

test('a look just this once leaves what is below the box in its place', async () => {
  await page.goto(server.url('plain.html', STILL, UNGRANTED));
  const popup = await openPopup(extension, page);
  const top = () => popup.$eval('#controls', (controls) => controls.getBoundingClientRect().top);
  const once = await popup.waitForSelector('[data-action=first-look]', { visible: true });
  const before = await top();
  await once!.click();
  await popup.waitForSelector('[data-action=end-look]', { visible: true });
  expect(await top()).toBe(before);
});
