/** Players that sites use, with real MediaSource streams: the picture is restyled, and the player stays as it was. */
import type { Page } from 'puppeteer';
import { beforeEach, describe, expect, test } from 'vitest';
import { openBrowser, sharePage } from '../../support/browser';
import { overlays } from '../../support/devtools';
import { eventually, statusOf } from '../../support/extension';
import { inside, isRestyled, type Picture, screenshot, worstBlock } from '../../support/picture';

declare global {
  /** Functions of each player's page. */
  var player: {
    /** Adds the player and has it play the small rendition, captions shown. */
    create(): Promise<void>;
    /** Goes over to the rendition of that many lines. */
    quality(height: number): void;
    destroy(): Promise<void>;
  };
}

/** Largest mean difference of a block of 16 x 16 pixels, in 1/255, that rounding and scaling explain. */
const SAME_BLOCK = 14;
const BLOCK = 16;

interface PlayerPage {
  name: string;
  /** A button on the page by its selector, or one of the browser's own controls by its pseudo-element. */
  play: string;
  fullscreen: string;
}

const PLAYERS: PlayerPage[] = [
  { name: 'video.js', play: '.vjs-play-control', fullscreen: '.vjs-fullscreen-control' },
  {
    name: 'hls.js',
    play: '-webkit-media-controls-play-button',
    fullscreen: '-webkit-media-controls-fullscreen-button',
  },
  { name: 'shaka-player', play: '.shaka-play-button', fullscreen: '.shaka-fullscreen-button' },
];

const { extension, server } = await openBrowser();
let page: Page;

const switchOn = () => extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
const html = () => page.evaluate(() => document.documentElement.outerHTML);
const video = <T>(read: (video: HTMLVideoElement) => T) => page.$eval('video', read);

/** The player's box on the screen, where it is now. */
async function seen(): Promise<Picture> {
  const box = await video((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x, y, width, height };
  });
  return screenshot(page, box);
}

const overlay = async () => {
  const [found] = await overlays(page);
  return found ? (found.isShown ? 'visible' : 'hidden') : 'none';
};
const becomes = (state: 'visible' | 'none') => eventually(`overlay ${state}`, async () => (await overlay()) === state);

/** Centre of a button. Buttons of the browser's own controls are in a shadow root that only the debugger sees. */
async function placeOf(button: string): Promise<{ x: number; y: number }> {
  if (!button.startsWith('-webkit-')) {
    return (await page.waitForSelector(button))!.clickablePoint();
  }
  const devtools = await page.createCDPSession();
  await devtools.send('DOM.enable');
  const { nodes } = await devtools.send('DOM.getFlattenedDocument', { depth: -1, pierce: true });
  const node = nodes.find(({ attributes }) => attributes?.includes(button));
  const { model } = await devtools.send('DOM.getBoxModel', { nodeId: node!.nodeId });
  await devtools.detach();
  const [left, top, , , right, bottom] = model.content as [number, number, number, number, number, number];
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

async function press(button: string): Promise<void> {
  const { x, y } = await placeOf(button);
  await page.mouse.click(x, y);
}

/** Presses a button, and once more after seconds: controls that fade take the first press to come back. */
async function pressUntil(what: string, button: string, isSo: () => Promise<boolean>): Promise<void> {
  await press(button);
  await eventually(what, isSo, 5000).catch(async () => {
    await press(button);
    await eventually(what, isSo);
  });
}

/** Pauses within the two seconds of still picture at the start, the mouse away from the player. */
async function stand(): Promise<void> {
  await page.mouse.move(950, 650);
  await video(async (element) => {
    element.pause();
    if (element.currentTime === 0.5) return;
    await new Promise((done) => {
      element.addEventListener('seeked', done, { once: true });
      element.currentTime = 0.5;
    });
  });
  // Controls fade.
  await new Promise((done) => setTimeout(done, 1500));
}

/** Waits for the restyled `original`; controls and captions at the edges do not count. */
const styled = (original: Picture) =>
  eventually('a restyled picture', async () => {
    const now = await seen();
    return now.width === original.width && isRestyled(inside(now), inside(original));
  });

describe.each(PLAYERS)('$name', ({ name, play, fullscreen }) => {
  sharePage(
    async () => {
      page = await extension.browser.newPage();
      await page.goto(server.url(`players/${name}.html`));
      await page.evaluate(() => player.create());
      await eventually('a picture', () =>
        video(({ readyState, videoHeight }) => readyState >= 2 && videoHeight === 90),
      );
      expect(await video(({ currentSrc, src }) => currentSrc || src)).toMatch(/^blob:/);
      return page;
    },
    (opened) => {
      page = opened;
    },
  );

  beforeEach(async () => {
    await extension.configure({ style: 'anime', strength: 1, sites: {} });
    await becomes('none');
  });

  test('its picture is restyled, its controls and captions are as before', async () => {
    await stand();
    const original = await seen();
    await extension.configure({ strength: 0 });
    await switchOn();
    await becomes('visible');
    let distance = 0;
    await eventually('the same picture, controls and captions', async () => {
      distance = worstBlock(await seen(), original, BLOCK);
      return distance < SAME_BLOCK;
    }).catch((error: Error) => {
      throw new Error(`${error.message}: a block is ${distance.toFixed(1)}/255 away`);
    });
    await extension.configure({ strength: 1 });
    await styled(original);
    await pressUntil('playing', play, () => video(({ paused }) => !paused));
    await pressUntil('paused', play, () => video(({ paused }) => paused));
  });

  test('it is restyled in fullscreen, by its own button, and back', async () => {
    const enter = async () => {
      await press(fullscreen);
      await eventually('fullscreen', () => page.evaluate(() => document.fullscreenElement !== null));
      await stand();
    };
    const leave = async () => {
      await press(fullscreen);
      await eventually('no fullscreen', () => page.evaluate(() => document.fullscreenElement === null));
      await stand();
    };
    await stand();
    const original = await seen();
    await enter();
    const large = await seen();
    expect(large.width).toBeGreaterThan(original.width);
    await leave();
    await switchOn();
    await styled(original);
    await enter();
    await styled(large);
    await leave();
    await styled(original);
  });

  test('it stays restyled when the quality changes', async () => {
    await stand();
    const original = await seen();
    await switchOn();
    await styled(original);
    await page.evaluate(() => player.quality(180));
    await video((element) => {
      element.loop = true;
      return element.play();
    });
    await eventually('the larger rendition', () => video(({ videoHeight }) => videoHeight === 180), 60_000);
    await stand();
    await eventually('frames of the new size', async () =>
      (await statusOf(extension, page.url())).styled.some(({ height }) => height === 180),
    );
    await becomes('visible');
    await styled(original);
  });

  test('destroyed, nothing of the overlay stays; made anew, it is restyled again', async () => {
    await switchOn();
    await becomes('visible');
    await page.evaluate(() => player.destroy());
    await becomes('none');
    expect(await html()).not.toContain('inkreel');
    await page.evaluate(() => player.create());
    await becomes('visible');
    await page.evaluate(() => player.destroy());
    await becomes('none');
    expect(await html()).not.toContain('inkreel');
  });
});
