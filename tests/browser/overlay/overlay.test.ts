import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../../scripts/browser.mjs';
import { BLUE, count, coverage, GREEN, MAGENTA, stillView, viewOf, YELLOW } from '../../support/coverage';
import { openLab } from '../../support/labs/overlay-lab';
import { screenshot } from '../../support/picture';

const VIDEO = '<video id="v" style="width: 240px; height: 140px"></video>';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser({ headless: true, viewport: { width: 600, height: 400 } });
});
afterAll(() => browser?.close());

beforeEach(async () => {
  await page?.close();
  page = await browser.newPage();
});

const html = () => page.evaluate(() => document.documentElement.outerHTML);
const settle = () => page.evaluate(() => lab.settle());
const cover = () => page.evaluate(() => lab.cover(lab.find('v')));

/** How well the picture is covered now; the overlay is taken out for a moment to see what is below. */
async function coverageNow() {
  await settle();
  const after = await viewOf(page);
  await page.evaluate(() => lab.overlay!.hide());
  await settle();
  const before = await viewOf(page);
  await page.evaluate(() => lab.overlay!.show());
  await settle();
  return coverage(before, after);
}

const exact = { missed: 0, spilled: 0 };

describe('the overlay follows when', () => {
  test.each<[string, string, () => void]>([
    ['the video is resized', VIDEO, () => Object.assign(lab.find('v').style, { width: '300px', height: '250px' })],
    [
      'its style attribute is rewritten',
      VIDEO,
      () => lab.find('v').setAttribute('style', 'width: 200px; margin: 30px'),
    ],
    ['text before it grows', `<p id="p"></p>${VIDEO}`, () => (document.getElementById('p')!.style.height = '120px')],
    [
      'a class of a container changes how it fits',
      `<style>.wide video { object-fit: cover; width: 300px !important }</style><div id="d">${VIDEO}</div>`,
      () => (document.getElementById('d')!.className = 'wide'),
    ],
    [
      'it is moved into another parent',
      `<div id="a">${VIDEO}</div><div id="b" style="padding: 40px"></div>`,
      () => document.getElementById('b')!.moveBefore(lab.find('v'), null),
    ],
    [
      'it gets native controls, which cover it then',
      `<div style="background: white">${VIDEO}</div>`,
      () => (lab.find('v').controls = true),
    ],
    [
      'a transform of its own is set',
      VIDEO,
      () => Object.assign(lab.find('v').style, { margin: '60px', transform: 'rotate(20deg)' }),
    ],
    ['the page scrolls', `${VIDEO}<div style="height: 2000px"></div>`, () => scrollTo(0, 60)],
  ])('%s', async (_, layout, change) => {
    await openLab(page, layout);
    await cover();
    await page.evaluate(change);
    const { picture, ...errors } = await coverageNow();
    expect(picture).toBeGreaterThan(1500);
    expect(errors).toEqual(exact);
    expect(await page.evaluate(() => lab.evictions)).toBe(0);
  });

  test('a transition of its own runs', async () => {
    await openLab(page, `<style>#v { transition: transform 300ms linear }</style>${VIDEO}`);
    await cover();
    await page.evaluate(async () => {
      const video = lab.find('v');
      video.style.transform = 'translateX(150px)';
      await new Promise((done) => video.addEventListener('transitionend', done));
    });
    const { picture, ...errors } = await coverageNow();
    expect(picture).toBeGreaterThan(1500);
    expect(errors).toEqual(exact);
  });
});

describe('what the page draws over the video stays above', () => {
  test.each([
    [
      'a positioned control',
      '<b style="position: absolute; left: 20px; top: 20px; width: 50px; height: 50px; background: red"></b>',
      '',
    ],
    [
      'a control in the same grid cell',
      '<b style="grid-area: 1/1; width: 50px; height: 50px; background: red"></b>',
      'display: grid',
    ],
    [
      'a control pulled over it',
      '<b style="position: relative; display: block; margin-top: -60px; width: 50px; height: 50px; background: red"></b>',
      '',
    ],
  ])('%s', async (_, control, style) => {
    const video = VIDEO.replace('style="', 'style="grid-area: 1/1; display: block; ');
    await openLab(page, `<div style="position: relative; width: 240px; ${style}">${video}${control}</div>`);
    const before = await viewOf(page);
    await cover();
    const after = await viewOf(page);
    expect(count(before, [255, 0, 0])).toBeGreaterThan(1000);
    expect(count(after, [255, 0, 0])).toBe(count(before, [255, 0, 0]));
    expect(coverage(before, after)).toMatchObject(exact);
  });

  test('native controls', async () => {
    await openLab(page, `<video id="v" controls style="width: 240px; height: 140px"></video>`);
    // Painted only where the overlay is below: white text and symbols in the bar at the bottom.
    const bar = { x: 8, y: 110, width: 240, height: 38 };
    const whites = async () => count(await screenshot(page, bar), [255, 255, 255]);
    const before = await whites();
    await cover();
    expect(count(await viewOf(page), GREEN)).toBe(0);
    expect(before).toBeGreaterThan(50);
    expect(await whites()).toBeGreaterThan(0.9 * before);
  });
});

test('clicks reach the video through the overlay', async () => {
  await openLab(page, VIDEO);
  await cover();
  await page.evaluate(() => lab.find('v').addEventListener('click', () => document.body.setAttribute('clicked', '')));
  await page.mouse.click(100, 70);
  expect(await page.evaluate(() => document.body.hasAttribute('clicked'))).toBe(true);
});

test.each([
  ['', ''],
  [', however slowly its styles change', 'transition: all 5s'],
])('hidden, nothing of the overlay is seen and the video shows its own picture%s', async (_, style) => {
  await openLab(page, `<video id="v" controls style="width: 240px; height: 140px; ${style}"></video>`);
  const before = await stillView(page);
  await cover();
  expect(count(await viewOf(page), GREEN)).toBe(0);
  await page.evaluate(() => lab.overlay!.hide());
  await settle();
  const after = await viewOf(page);
  expect(count(after, MAGENTA) + count(after, YELLOW)).toBe(0);
  // The controls may have begun to fade.
  expect(count(after, GREEN)).toBeGreaterThan(0.99 * count(before, GREEN));
  expect(count(after, BLUE)).toBeGreaterThan(0.99 * count(before, BLUE));
});

describe('against a page that works against it', () => {
  test('styles written while the overlay is there survive its removal, ours do not', async () => {
    await openLab(page, `<video id="v" controls style="width: 240px; height: 140px;"></video>`);
    await cover();
    await page.evaluate(() => {
      lab.find('v').style.opacity = '0.9';
      lab.find('v').style.objectFit = 'cover';
    });
    await settle();
    await page.evaluate(() => lab.overlay!.remove());
    expect(await page.evaluate(() => lab.find('v').getAttribute('style'))).toBe(
      'width: 240px; height: 140px; object-fit: cover; opacity: 0.9;',
    );
  });

  test('a style attribute written by hand comes back letter by letter', async () => {
    const odd = 'WIDTH:240px ;; height : 140px;  /* odd */ ';
    await openLab(page, `<video id="v" style="${odd}"></video>`);
    await cover();
    await page.evaluate(() => lab.overlay!.remove());
    expect(await page.evaluate(() => lab.find('v').getAttribute('style'))).toBe(odd);
  });

  test('removed by the page, it says so once and leaves the tab alive', async () => {
    await openLab(page, VIDEO);
    await page.evaluate(() => {
      new MutationObserver((records) => {
        for (const { addedNodes } of records) for (const node of addedNodes) (node as Element).remove();
      }).observe(document, { childList: true, subtree: true });
    });
    await page.evaluate(() => {
      void lab.cover(lab.find('v'));
    });
    await settle();
    expect(await page.evaluate(() => lab.evictions)).toBeGreaterThan(0);
  });

  test('a page that puts its video last whenever it is not is not fought in a loop', async () => {
    await openLab(page, `<div id="d">${VIDEO}</div>`);
    await page.evaluate(() => {
      const [parent, video] = [document.getElementById('d')!, lab.find('v')];
      new MutationObserver(() => {
        if (parent.lastElementChild !== video) parent.moveBefore(video, null);
      }).observe(parent, { childList: true });
    });
    await page.evaluate(() => {
      void lab.cover(lab.find('v'));
    });
    await settle();
    expect(await page.evaluate(() => lab.evictions)).toBeGreaterThan(0);
  });

  test('a page that resets the style of its video whenever it changes is not fought in a loop', async () => {
    await openLab(page, VIDEO);
    await page.evaluate(() => {
      const video = lab.find('v');
      const style = video.getAttribute('style')!;
      new MutationObserver(() => {
        if (video.getAttribute('style') !== style) video.setAttribute('style', style);
      }).observe(video, { attributes: true });
    });
    await page.evaluate(() => {
      void lab.cover(lab.find('v'));
    });
    await settle();
    expect(await page.evaluate(() => lab.evictions)).toBeGreaterThan(0);
  });

  test('a parent that is a form with fields named as its methods is handled as any other', async () => {
    const names = [
      'style',
      'parentNode',
      'insertBefore',
      'moveBefore',
      'getAttribute',
      'children',
      'contains',
      'remove',
    ];
    const fields = names.map((name) => `<input hidden name="${name}">`).join('');
    await openLab(page, `<form style="overflow: hidden; width: 200px">${fields}${VIDEO}</form>`);
    const [before, source] = [await viewOf(page), await html()];
    await cover();
    expect(coverage(before, await viewOf(page))).toMatchObject(exact);
    await page.evaluate(() => lab.overlay!.remove());
    expect(await html()).toBe(source);
  });
});

describe('fullscreen', () => {
  const enter = async (act: () => void) => {
    await page.evaluate(`document.addEventListener('click', ${act}, { once: true })`);
    await page.mouse.click(400, 300);
    await page.waitForFunction(() => document.fullscreenElement);
    await new Promise((done) => setTimeout(done, 300));
    await settle();
  };
  const leave = async () => {
    await page.evaluate(() => document.exitFullscreen());
    await page.waitForFunction(() => !document.fullscreenElement);
    await new Promise((done) => setTimeout(done, 300));
    await settle();
  };

  const inShadow = '<div><template shadowrootmode="open"><video id="v" style="width: 50%"></video></template></div>';

  test.each<[string, string, () => void]>([
    ['of a container', `<div id="d">${VIDEO}</div>`, () => document.getElementById('d')!.requestFullscreen()],
    ['of the video itself', VIDEO, () => lab.find('v').requestFullscreen()],
    ['of a video in a shadow root', inShadow, () => lab.find('v').requestFullscreen()],
  ])('%s: the picture is covered there and back again', async (_, layout, act) => {
    await openLab(page, layout);
    const source = await html();
    await cover();
    await enter(act);
    const { picture, ...errors } = await coverageNow();
    expect(picture).toBeGreaterThan(10_000);
    expect(errors).toEqual(exact);
    await leave();
    expect(await coverageNow()).toMatchObject(exact);
    await page.evaluate(() => lab.overlay!.remove());
    expect(await html()).toBe(source);
    expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0);
  });

  test('what prepares for it is not seen, whatever the page puts behind its dialogs', async () => {
    await openLab(page, `<style>::backdrop { background: red !important }</style>${VIDEO}`);
    await cover();
    await page.mouse.click(400, 300);
    await settle();
    expect(await page.evaluate(() => document.querySelector(':popover-open') !== null)).toBe(true);
    expect(count(await viewOf(page), [255, 0, 0])).toBe(0);
  });
});

test('a late picture fades away, and is whole again at once when the next one comes', async () => {
  await openLab(page, VIDEO);
  await cover();
  const fading = await page.evaluate(async () => {
    const transitions = () => document.querySelector('[inert]')!.getAnimations() as CSSTransition[];
    lab.overlay!.hide(true);
    const properties = transitions().map(({ transitionProperty }) => transitionProperty);
    await Promise.all(transitions().map(({ finished }) => finished));
    return properties.sort();
  });
  expect(fading).toEqual(['opacity', 'visibility']);
  await settle();
  expect(count(await viewOf(page), MAGENTA)).toBe(0);
  expect(
    await page.evaluate(() => {
      lab.overlay!.show();
      const overlay = document.querySelector('[inert]')!;
      return [overlay.getAnimations().length, getComputedStyle(overlay).opacity];
    }),
  ).toEqual([0, '1']);
  expect(await coverageNow()).toMatchObject(exact);
});
