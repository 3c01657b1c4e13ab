/** The popup for people who read it by a screen reader, in the dark, from right to left or without scrolling. */
import type { Page } from 'puppeteer';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openPopupCase, POPUP_CASES, type PopupCase } from '../../../scripts/popup/states.mjs';
import { emulate, violations } from '../../support/axe';
import { openBrowser, openPageEach } from '../../support/browser';
import { accessibilityTree, contrastOf } from '../../support/devtools';
import { openPopup, says } from '../../support/pages/popup';
import { pseudoLocale } from '../../support/pages/pseudo-locale';
import { STILL } from '../../support/pages/still-video';

const CAMERA_OFF = { enabled: false, style: 'anime', strength: 1 };

const { extension, server } = await openBrowser();
let page: Page;

openPageEach(extension, { style: 'anime', strength: 1, camera: CAMERA_OFF, sites: {} }, (opened) => {
  page = opened;
});

/** Browsers give a popup no more than 600; less than that leaves room for their borders. */
const [MOST_WIDTH, MOST_HEIGHT] = [600, 560];

test('every state fits, starts with the right focus, and has nothing axe finds wrong, in both themes and forced colours', async () => {
  const check = async (popupCase: PopupCase) => {
    const popup = await openPopupCase(extension.browser, extension.id, popupCase);
    const facts = await popup.evaluate(() => {
      const { width, height } = document.body.getBoundingClientRect();
      const focus = document.activeElement as HTMLElement;
      const helps = [...document.querySelectorAll<HTMLElement>('#box button')].filter((each) => each.checkVisibility());
      const scroller = document.getElementById('controls') as HTMLElement;
      const box = document.getElementById('box')!.getBoundingClientRect();
      return {
        width,
        height,
        focus: focus.id || focus.dataset.action || focus.tagName,
        isSwitchUsable: !(document.getElementById('toggle') as HTMLButtonElement).disabled,
        helps: helps.map((each) => each.dataset.action),
        hidden: scroller.scrollHeight - scroller.clientHeight,
        boxAbove: document.querySelector('main')!.getBoundingClientRect().top - box.top,
        covered: box.bottom - scroller.getBoundingClientRect().top,
        cut: [...scroller.querySelectorAll('h2')]
          .map((each) => scroller.getBoundingClientRect().top - each.getBoundingClientRect().top)
          .filter((above) => above > 0),
      };
    });
    const found: string[] = [];
    if (facts.width > MOST_WIDTH || facts.height > MOST_HEIGHT) found.push(`${facts.width} x ${facts.height}`);
    // With a box above it, an open camera section scrolls.
    if (facts.hidden > 0 && !popupCase.camera) found.push(`${facts.hidden} px are out of sight`);
    // The box stays in sight all the same, and covers nothing.
    if (facts.helps.length > 0 && facts.boxAbove > 0) found.push(`the box is ${facts.boxAbove} px out of sight`);
    if (facts.helps.length > 0 && facts.covered > 0) found.push(`the box covers ${facts.covered} px`);
    if (facts.cut.length > 0) found.push(`headings are ${facts.cut} px out of sight`);
    const expected = facts.isSwitchUsable ? 'toggle' : (facts.helps[0] ?? 'BODY');
    if (!popupCase.camera && facts.focus !== expected) found.push(`the focus is on ${facts.focus}`);
    await emulate(popup, 'light', 'none');
    found.push(...(await violations(popup)));
    await emulate(popup, 'dark', 'none');
    found.push(...(await violations(popup, ['color-contrast'])).map((each) => `dark: ${each}`));
    await emulate(popup, 'light', 'active');
    found.push(...(await violations(popup, ['color-contrast'])).map((each) => `forced colours: ${each}`));
    await popup.close();
    return found.map((each) => `${popupCase.name}: ${each}`);
  };
  const all: string[] = [];
  for (let i = 0; i < POPUP_CASES.length; i += 4)
    all.push(...(await Promise.all(POPUP_CASES.slice(i, i + 4).map(check))).flat());
  expect(all).toEqual([]);
}, 300_000);

/** Twice the text, and the 800 x 600 that browsers give a popup, zoomed to 200 %. */
test.each([
  ['twice the text size', 600, 600, 32],
  ['a zoom of 200 %', 400, 300, 16],
])(
  '%s cuts nothing, leaves room between head and foot and sliders that can be dragged',
  async (_, width, height, text) => {
    const found: string[] = [];
    for (const name of ['live, camera open', 'in a call: plain', 'first question', 'tainted: copy or window']) {
      const popupCase = POPUP_CASES.find((each) => each.name === name)!;
      const popup = await openPopupCase(extension.browser, extension.id, popupCase);
      await popup.setViewport({ width, height });
      await popup.evaluate((size) => {
        document.documentElement.style.fontSize = `${size}px`;
      }, text);
      const faults = await popup.evaluate(() => {
        const shown = [...document.querySelectorAll<HTMLElement>('body *')].filter(
          (each) => each.checkVisibility() && !each.closest('.unseen, svg'),
        );
        const nameOf = (each: HTMLElement) => each.id || each.className || each.tagName;
        const isOut = (each: HTMLElement) => {
          const { left, right } = each.getBoundingClientRect();
          return left < 0 || right > innerWidth;
        };
        const bottom = document.querySelector('footer')!.getBoundingClientRect().bottom;
        return [
          ...shown.filter(isOut).map((each) => `${nameOf(each)} is cut`),
          ...shown
            .filter((each) => each.matches('.slider') && each.clientWidth < 80)
            .map((each) => `${each.id} is short`),
          ...(bottom > innerHeight ? ['the foot is out of sight'] : []),
          ...(document.querySelector('main')!.clientHeight < innerHeight / 2 ? ['the middle has no room'] : []),
        ];
      });
      found.push(...faults.map((each) => `${name}: ${each}`));
      await popup.close();
    }
    expect(found).toEqual([]);
  },
);

test('a control that is pressed stays under the pointer; the box on top comes afterwards', async () => {
  await page.goto(server.url('empty.html'));
  await extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
  const popup = await openPopup(extension, page);
  await says(popup, /^No video/);
  const isBoxHidden = () => popup.$eval('#box', (box) => (box as HTMLElement).hidden);
  expect(await isBoxHidden()).toBe(true);
  onTestFinished(() => extension.configure({ paused: false }));
  await popup.hover('#strength');
  await popup.mouse.down();
  await extension.configure({ paused: true });
  await says(popup, /aused/);
  expect(await isBoxHidden()).toBe(true);
  await popup.mouse.up();
  await popup.waitForSelector('#box:not([hidden])');
});

test('a long language that runs from right to left fits too', async () => {
  const all: string[] = [];
  for (const name of ['first question, camera open', 'tainted: copy or window', 'live', 'browser page']) {
    const popupCase = POPUP_CASES.find((each) => each.name === name)!;
    const popup = await openPopupCase(extension.browser, extension.id, popupCase, pseudoLocale);
    const facts = await popup.evaluate(() => ({
      direction: document.documentElement.dir,
      height: document.body.getBoundingClientRect().height,
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      main: document.getElementById('controls')!.scrollWidth - document.getElementById('controls')!.clientWidth,
    }));
    expect(facts.direction).toBe('rtl');
    if (facts.height > MOST_HEIGHT || facts.overflow > 0 || facts.main > 0)
      all.push(`${name}: ${JSON.stringify(facts)}`);
    await popup.close();
  }
  expect(all).toEqual([]);
});

test.each(['light', 'dark'] as const)('controls stand out by 3:1 or more in %s', async (scheme) => {
  const popup = await openPopupCase(
    extension.browser,
    extension.id,
    POPUP_CASES.find(({ name }) => name === 'refused')!,
  );
  await emulate(popup, scheme, 'none');
  const pairs = await popup.evaluate(() => {
    const style = (selector: string) => getComputedStyle(document.querySelector(selector) as Element);
    const paper = style('body').backgroundColor;
    return {
      'switch off': [style('#toggle').backgroundColor, paper],
      'its thumb': [
        getComputedStyle(document.getElementById('toggle')!, '::after').backgroundColor,
        style('#toggle').backgroundColor,
      ],
      button: [style('[data-action=first-look]').borderTopColor, style('#box').backgroundColor],
      box: [style('#box').borderTopColor, paper],
      list: [style('#camera-style').borderTopColor, paper],
      'chosen style': [style('.style :checked ~ .thumbnail').outlineColor, paper],
    };
  });
  const low = Object.entries(pairs).filter(([, [a, b]]) => contrastOf(a!, b!) < 3);
  expect(low).toEqual([]);
  await popup.close();
});

describe('the popup', () => {
  let popup: Page;
  beforeEach(async () => {
    await page.goto(server.url('plain.html', STILL));
    popup = await openPopup(extension, page);
  });

  test('tells a screen reader what each control is, is called and stands at', async () => {
    await popup.click('#camera summary');
    const tree = await accessibilityTree(popup);
    expect(tree).toContain('"role":"switch","name":"Restyle videos","description":"127.0.0.1","checked":false');
    expect(tree).toContain('"role":"radiogroup","name":"Style"');
    expect(tree).toMatch(/"role":"radio","name":"Anime","description":"[^"]+","checked":true/);
    expect(tree).toContain('"role":"slider","name":"Strength","value":100');
    expect(tree).toContain(
      '"role":"switch","name":"Use this look only here","description":"Style, strength, lines and colours","checked":false',
    );
    expect(tree).toMatch(/"role":"switch","name":"Restyle my camera","description":"Others in a call see it[^"]+"/);
    expect(tree).toContain('"role":"combobox","name":"Style","value":"Anime"');
    expect(tree).toContain('"role":"button","name":"Settings"');
    expect(await popup.$eval('#strength', (slider) => slider.ariaValueText)).toBe('100%');
  });

  test('writes the names of all shipped styles in one size and cuts none', async () => {
    const names = await popup.$$eval('.style > .name', (all) =>
      all.map((name) => [getComputedStyle(name).fontSize, name.scrollHeight - name.clientHeight].join(' + ')),
    );
    expect(new Set(names)).toEqual(new Set(['11px + 0']));
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
    expect(await announced).toMatch(/^1 video restyled( · too much for your graphics card)?$/);
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
      report: document.getElementById('report')!.getBoundingClientRect().left,
      pause: document.getElementById('pause')!.getBoundingClientRect().left,
      mark: document.querySelector('.mark')!.getBoundingClientRect().left,
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }));
    expect(layout.toggle).toBeLessThan(layout.mark);
    expect(layout.own).toBeLessThan(layout.ownLabel);
    expect(layout.report).toBeLessThan(layout.pause);
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
