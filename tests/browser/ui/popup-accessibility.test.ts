/** The popup for people who read it by a screen reader, in the dark, from right to left or without scrolling. */
import type { Page } from 'puppeteer';
import { beforeEach, describe, expect, test } from 'vitest';
import { openBrowser, openPageEach } from '../../support/browser';
import { accessibilityTree, contrasts } from '../../support/devtools';
import { openPopup, refuse } from '../../support/popup';

/** A site that no grant of the demo build covers; Chromium resolves it to loopback. */
const UNGRANTED = 'ungranted.localhost';
const HOST = '127.0.0.1';
const CAMERA_OFF = { enabled: false, style: 'anime', strength: 1 };

const { extension, server } = await openBrowser();
let page: Page;

openPageEach(extension, { style: 'anime', strength: 1, camera: CAMERA_OFF, sites: {} }, (opened) => {
  page = opened;
});

describe('all of it is seen without scrolling', () => {
  /** Browsers give a popup no more, in css px. */
  const MOST_HEIGHT = 600;

  /** Height of what the popup shows, with its camera section open. */
  async function heightOf(popup: Page): Promise<number> {
    await popup.click('#camera summary');
    expect(await popup.$eval('#camera-strength', (slider) => slider.checkVisibility())).toBe(true);
    return popup.evaluate(() => document.body.getBoundingClientRect().height);
  }

  test('while a video is restyled and the camera section is open', async () => {
    await extension.configure({ sites: { [HOST]: { enabled: true } } });
    await page.goto(server.url('plain.html'));
    const popup = await openPopup(extension, page);
    await popup.waitForSelector('#original', { visible: true });
    expect(await heightOf(popup)).toBeLessThanOrEqual(MOST_HEIGHT);
  });

  test('with an offer beside the open camera section', async () => {
    await page.goto(server.url('plain.html', {}, UNGRANTED));
    const popup = await openPopup(extension, page);
    await refuse(popup);
    await popup.click('#toggle');
    await popup.waitForSelector('#offer-button', { visible: true });
    expect(await heightOf(popup)).toBeLessThanOrEqual(MOST_HEIGHT);
  });
});

describe('the popup', () => {
  let popup: Page;
  beforeEach(async () => {
    await page.goto(server.url('plain.html'));
    popup = await openPopup(extension, page);
  });

  test('tells a screen reader what each control is, is called and stands at', async () => {
    await popup.click('#camera summary');
    const tree = await accessibilityTree(popup);
    expect(tree).toContain('"role":"switch","name":"Restyle video","description":"127.0.0.1","checked":false');
    expect(tree).toContain('"role":"radiogroup","name":"Style"');
    expect(tree).toMatch(/"role":"radio","name":"Anime","description":"[^"]+","checked":true/);
    expect(tree).toContain('"role":"slider","name":"Strength","value":100');
    expect(tree).toContain(
      '"role":"switch","name":"Only on this site","description":"Style and strength","checked":false',
    );
    expect(tree).toMatch(/"role":"switch","name":"Restyle my camera","description":"Others in a call see it[^"]+"/);
    expect(tree).toContain('"role":"combobox","name":"Style","value":"Anime"');
    expect(tree).toContain('"role":"button","name":"Settings"');
    expect(await popup.$eval('#strength', (slider) => slider.ariaValueText)).toBe('100 %');
  });

  test('announces a change of state, and no figures', async () => {
    const announced = popup.evaluate(
      () =>
        new Promise((done) => {
          const region = document.querySelector('[role=status]') as HTMLElement;
          new MutationObserver(() => /restyled/.test(region.innerText) && done(region.innerText)).observe(region, {
            childList: true,
          });
        }),
    );
    await popup.click('#toggle');
    expect(await announced).toMatch(/^1 video restyled(, paused)?\.$/);
  });

  test.each(['light', 'dark'])('is readable in %s: every text has a contrast of 4.5 or more', async (scheme) => {
    await popup.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await popup.$eval('#offer', (offer) => {
      (offer as HTMLElement).hidden = false;
      offer.querySelector('p')!.textContent = 'text';
    });
    await popup.click('#camera summary');
    const found = await contrasts(popup, 'h1, p, legend, label[for], output, .name, summary, span, select, button');
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter(({ contrast }) => contrast < 4.5)).toEqual([]);
  });

  test('mirrors for right-to-left languages without running over', async () => {
    await popup.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    await popup.click('#camera summary');
    const layout = await popup.evaluate(() => ({
      toggle: document.getElementById('toggle')!.getBoundingClientRect().left,
      own: document.getElementById('own-look')!.getBoundingClientRect().left,
      ownLabel: document.getElementById('own-label')!.getBoundingClientRect().left,
      settings: document.getElementById('settings')!.getBoundingClientRect().left,
      status: document.getElementById('status')!.getBoundingClientRect().left,
      mark: document.querySelector('.mark')!.getBoundingClientRect().left,
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }));
    expect(layout.toggle).toBeLessThan(layout.mark);
    expect(layout.own).toBeLessThan(layout.ownLabel);
    expect(layout.settings).toBeLessThan(layout.status);
    expect(layout.overflow).toBe(0);
  });

  test('moves nothing for those who asked for less motion', async () => {
    await popup.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    const durations = await popup.evaluate(() =>
      [
        getComputedStyle(document.getElementById('toggle')!),
        getComputedStyle(document.getElementById('toggle')!, '::after'),
      ].map((style) => style.transitionProperty),
    );
    expect(durations).toEqual(['none', 'none']);
  });
});
