/** Tests the overlay on pages laid out like large sites. */
import type { Page } from 'puppeteer';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser, sharePage } from '../../support/browser';
import { MAGENTA, pixelsOf } from '../../support/coverage';
import { overlays } from '../../support/devtools';
import { eventually, videosReady } from '../../support/extension';
import {
  cropped,
  EXACT,
  golden,
  meanDifference,
  mirrored,
  type Picture,
  screenshot,
  screenshotOf,
  VISIBLE,
} from '../../support/picture';

declare global {
  /** Functions of the pages in pages/sites. */
  var site: {
    navigate(place: 'default' | 'theatre' | 'mini' | 'shorts', index?: number): void;
    play(clip: string): Promise<void>;
    glow(): number[];
    mini(isMini: boolean): void;
    beginAd(): Promise<void>;
    endAd(): void;
    join(name: string, isSelf?: boolean): Promise<void>;
    leave(name: string): void;
    speak(name: string): void;
    camera(name: string, isOn: boolean): Promise<void>;
  };
}

/** Rows at the bottom of a video that the sites' own bars cover, which must stay. */
const BAR = 12;

const { extension, server } = await openBrowser();
let page: Page;

beforeAll(() => extension.configure({ sites: { '127.0.0.1': { enabled: true } } }));

/** Gives the tests of a group one page, on which `begin` brings back what each begins with. */
function onSite(name: string, begin: () => Promise<void>): void {
  const open = async () => {
    page = await extension.browser.newPage();
    await page.goto(server.url(`sites/${name}.html`, { still: '' }));
    return page;
  };
  sharePage(open);
  beforeEach(begin);
}

/** Box of a video in the window, and the distance to it of the nearest overlay's box; css px. */
async function placeOf(selector: string) {
  const { x, y, width, height } = await page.$eval(selector, (video) => video.getBoundingClientRect().toJSON());
  const distances = (await overlays(page)).map(({ box }) =>
    Math.max(...[box.x - x, box.y - y, box.width - width, box.height - height].map(Math.abs)),
  );
  if (distances.length === 0) throw new Error('no overlay');
  return { box: { x, y, width, height }, misplacement: Math.min(...distances) };
}

/** The same, and the screen there. */
async function look(selector: string): Promise<{ picture: Picture; misplacement: number }> {
  const { box, misplacement } = await placeOf(selector);
  return { picture: await screenshot(page, box), misplacement };
}

/** Waits until a video at the clip's own size shows the styled still clip within 1 px of its place, below the site's bar. */
async function shows(selector: string, expected = golden('anime')): Promise<void> {
  let distance = Number.NaN;
  await eventually(
    `the styled picture on ${selector}`,
    async () => {
      const { picture, misplacement } = await look(selector);
      const { width, height } = picture;
      distance = meanDifference(cropped(picture, height - BAR), cropped(expected, height - BAR));
      return width === 160 && misplacement <= 1 && distance < EXACT;
    },
    60_000,
  ).catch((error: Error) => {
    throw new Error(`${error.message}, ${distance.toFixed(2)}/255 away`);
  });
}

const bar = async (selector: string) => pixelsOf(await screenshotOf(page, selector), MAGENTA);

describe('a video site with one player', () => {
  onSite('watch', async () => {
    await page.evaluate(async () => {
      scrollTo(0, 0);
      site.navigate('default');
      if (!document.querySelector('video')!.currentSrc) await site.play('still-709.webm');
    });
    await shows('video');
  });

  test('its bar stays above and the glow around it keeps its colours', async () => {
    expect(await bar('#chrome')).toBe(160 * BAR);
    const before = await page.evaluate(() => site.glow());
    expect(Math.max(...before.slice(0, 3))).toBeGreaterThan(40);
    await extension.configure({ strength: 0 });
    await extension.configure({ strength: 1 });
    await shows('video');
    expect(await page.evaluate(() => site.glow())).toEqual(before);
  });

  test('after an advertisement of another shape the content is restyled', async () => {
    await page.evaluate(() => {
      site.navigate('theatre');
      return site.play('upright.webm');
    });
    await eventually('the overlay in the shape of the advertisement', async () => {
      const { picture, misplacement } = await look('video');
      return picture.width === 152 && misplacement <= 1;
    });
    await page.evaluate(() => {
      site.navigate('default');
      return site.play('still-709.webm');
    });
    await shows('video');
    expect(await overlays(page)).toHaveLength(1);
  });

  test('to another page within the page and back, the player moved each time', async () => {
    for (const place of ['mini', 'default', 'mini'] as const) {
      await page.evaluate((to) => site.navigate(to), place);
      await shows('video');
    }
    await page.evaluate(() => scrollTo(0, 400));
    await shows('video');
    expect(await overlays(page)).toHaveLength(1);
  });

  test('in theatre mode the overlay is as large as the video', async () => {
    await page.evaluate(() => site.navigate('theatre'));
    await eventually('the overlay on the large video', async () => {
      const { picture, misplacement } = await look('video');
      return picture.height === 270 && misplacement <= 1;
    });
    await page.evaluate(() => site.navigate('default'));
    await shows('video');
  });

  test.each([0.5, 2])('with the page zoomed by %s it is restyled in its place', async (factor) => {
    const zoom = async (to: number) =>
      (await extension.worker()).evaluate(
        async (url, zoomFactor) => {
          const tab = (await chrome.tabs.query({})).find((each) => each.url === url);
          await chrome.tabs.setZoom(tab!.id!, zoomFactor);
        },
        page.url(),
        to,
      );
    await zoom(factor);
    try {
      await eventually('the zoom', () => page.evaluate((to) => devicePixelRatio === to, factor));
      const seen = async () => {
        const { box, misplacement } = await placeOf('video');
        if (misplacement * factor > 1) throw new Error(`${misplacement} css px off`);
        const [x, y, width, height] = [box.x, box.y, box.width, box.height].map((side) => side * factor) as number[];
        return screenshot(page, { x: x!, y: y!, width: width!, height: height! });
      };
      const styled = await eventually('the overlay in its place', seen);
      await extension.configure({ strength: 0 });
      await eventually('the picture as it is', async () => meanDifference(await seen(), styled) > VISIBLE);
      await extension.configure({ strength: 1 });
      await eventually('the styled picture', async () => meanDifference(await seen(), styled) < EXACT);
    } finally {
      await extension.configure({ strength: 1 });
      await zoom(1);
    }
    await shows('video');
  });

  test('scrolling through short videos, each is restyled in its turn', async () => {
    for (const index of [0, 1, 2, 1]) {
      await page.evaluate(async (at) => {
        site.navigate('shorts', at);
        await site.play('moving.webm');
        await site.play('still-709.webm');
      }, index);
      await shows('video');
    }
    expect(await overlays(page)).toHaveLength(1);
  });
});

describe('a live site with a player beside the page', () => {
  onSite('channel', async () => {
    await videosReady(page);
    await shows('video.main');
  });

  test('its controls stay above', async () => {
    expect(await bar('.controls')).toBe(160 * BAR);
  });

  test('it is restyled as a small player in the corner and back', async () => {
    for (const isMini of [true, false]) {
      await page.evaluate((mini) => site.mini(mini), isMini);
      await shows('video.main');
    }
  });

  test('an advertisement in a video of its own is restyled, and the stream again after it', async () => {
    await page.evaluate(() => site.beginAd());
    await eventually('the overlay of the advertisement', async () => {
      const { picture, misplacement } = await look('video.ad');
      return picture.width > 0 && misplacement <= 1 && (await overlays(page)).some(({ isShown }) => isShown);
    });
    await page.evaluate(() => site.endAd());
    await shows('video.main');
    expect(await overlays(page)).toHaveLength(1);
  });
});

describe('a call with tiles', () => {
  onSite('meeting', async () => {
    await page.evaluate(async () => {
      for (const name of ['ann', 'me']) if (!document.getElementById(name)) await site.join(name, name === 'me');
    });
    await shows('#ann video');
  });

  test('a mirrored tile is restyled mirrored, with its name above', async () => {
    await shows('#me video', mirrored(golden('anime')));
    expect(await bar('#me .name')).toBeGreaterThan(600);
  });

  test('those who come, go and speak are restyled where they are', async () => {
    await page.evaluate(() => site.join('bob'));
    await shows('#bob video');
    await page.evaluate(() => site.speak('bob'));
    await shows('#bob video');
    await shows('#ann video');
    await page.evaluate(() => site.leave('ann'));
    await shows('#bob video');
    await eventually('an overlay each', async () => (await overlays(page)).length === 2);
  });

  test('a camera switched off and on again is restyled again', async () => {
    await page.evaluate(() => site.camera('ann', false));
    await page.evaluate(() => site.camera('ann', true));
    await shows('#ann video');
  });
});
