/** Video of another site that shares nothing: explained, and restyled from a second loading where the user allows it. */
import type { Page } from 'puppeteer';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Settings } from '../../../src/settings/schema';
import { openBrowser } from '../../support/browser';
import { overlays } from '../../support/devtools';
import { eventually, statusOf, storedSettings, videosReady } from '../../support/extension';
import { takeFromProxyVideo } from '../../support/labs/proxy-video-lab';
import { LinkClient } from '../../support/link-client';
import { openPopup, says, textOf } from '../../support/pages/popup';
import { EXACT, golden, type Picture, screenshotOf, settles } from '../../support/picture';

declare global {
  /** The function by which chrome://extensions gives or takes access. */
  namespace chrome.developerPrivate {
    function updateExtensionConfiguration(change: { extensionId: string; hostAccess: string }): Promise<void>;
    function addHostPermission(extensionId: string, pattern: string): Promise<void>;
    function removeHostPermission(extensionId: string, pattern: string): Promise<void>;
  }
}

/** Hostnames of the pages and of their videos. */
const [SITE, HOST] = ['127.0.0.1', 'localhost'];

const { extension, server } = await openBrowser();
let page: Page;

beforeEach(() => list());
afterEach(() => page.close());

/** Lists the hostnames whose videos may be loaded a second time. */
const list = (...media: string[]) => extension.configure({ sites: { [SITE]: { enabled: true, media } } });

/** A page with one paused video from the other host. */
async function open(clip: string, query: Record<string, string> = {}): Promise<void> {
  page = await extension.browser.newPage();
  await page.goto(server.url('empty.html'));
  await page.evaluate(
    (address) => {
      document.body.innerHTML = `<video id="v" src="${address}" muted style="width: 160px; height: 90px"></video>`;
    },
    server.url(clip, query, HOST),
  );
  await videosReady(page);
}

const status = () => statusOf(extension, page.url());
const html = () => page.evaluate(() => document.documentElement.outerHTML);
const seen = () => screenshotOf(page, '#v');
const becomesStyled = () => settles('the styled frame on the screen', seen, golden('anime'), EXACT);
const fault = (expected: string) =>
  eventually(`the reason ${expected}`, async () => (await status()).faults[0] === expected);
const play = (rate: number) =>
  page.evaluate((speed) => {
    const video = document.querySelector('video')!;
    video.playbackRate = speed;
    return video.play();
  }, rate);
const isShown = async () => (await overlays(page)).some(({ isShown }) => isShown);

/** Frame number of `numbered.webm` in a picture of it: eight bars, the most significant bit leftmost. */
const numberIn = ({ width, height, data }: Picture) =>
  Array.from({ length: 8 }, (_, bar) => data[4 * ((height >> 1) * width + 20 * bar + 10)]! > 126).reduce(
    (number, on) => 2 * number + Number(on),
    0,
  );

/** Frames between two of `numbered.webm` in a loop, where the first one follows the last one of its 240. */
const distance = (one: number, other: number) => Math.min(Math.abs(one - other), 240 - Math.abs(one - other));

/** Waits until the overlay shows the frame that the paused video is at. */
const showsItsFrame = () =>
  eventually('the frame that the video is at', async () => {
    const time = await page.evaluate(() => document.querySelector('video')!.currentTime);
    const frame = numberIn(await seen());
    if (!(await isShown()) || frame !== Math.floor(time * 30 + 0.01)) throw new Error(`${frame} at ${time} s`);
    return true;
  });

describe('its host not listed', () => {
  test('it is untouched, and the reason is given with where it comes from', async () => {
    await open('still-709.webm');
    const before = await html();
    await fault('tainted');
    expect((await status()).foreign).toEqual([new URL(server.url('', {}, HOST)).origin]);
    expect(await html()).toBe(before);
  });

  test('the popup explains it, and a click includes its host and nothing else', async () => {
    await open('still-709.webm');
    const popup = await openPopup(extension, page);
    await says(popup, /unchanged/);
    const include = await popup.waitForSelector('[data-action=include-media]', { visible: true });
    expect(await textOf(popup, 'box-text')).toMatch(/its own copy from localhost/);
    await include!.click();
    await becomesStyled();
    await says(popup, /^1 video restyled/);
    expect(await popup.$eval('#box', (box) => (box as HTMLElement).hidden)).toBe(true);
    expect((await storedSettings(extension)).sites).toEqual({ [SITE]: { enabled: true, media: [HOST] } });
    const scripts = await (await extension.worker()).evaluate(() => chrome.scripting.getRegisteredContentScripts());
    expect(scripts.flatMap(({ matches = [] }) => matches).filter((match) => match.includes(HOST))).toEqual([]);
  });

  test('access to it alone is asked for; refused, it stays as it is, and the offer stands', async () => {
    await open('still-709.webm');
    const popup = await openPopup(extension, page);
    await popup.evaluate((wanted) => {
      chrome.permissions.request = async ({ origins }: chrome.permissions.Permissions) => {
        let settings: Settings | undefined;
        // The wish is stored while the question stands, because the answer may come after the popup has closed.
        while (!JSON.stringify(settings?.sites ?? {}).includes(wanted))
          ({ settings } = await chrome.storage.local.get<{ settings: Settings }>('settings'));
        document.body.dataset.asked = JSON.stringify({ origins, sites: settings?.sites });
        return false;
      };
    }, HOST);
    await (await popup.waitForSelector('[data-action=include-media]', { visible: true }))!.click();
    const asked = await eventually('the question', () => popup.$eval('body', (body) => body.dataset.asked));
    expect(JSON.parse(asked)).toEqual({
      origins: [`http://${HOST}/*`],
      sites: { [SITE]: { enabled: true, media: [HOST] } },
    });
    await eventually('the wish taken back', async () => {
      return (await storedSettings(extension)).sites[SITE]?.media?.length === 0;
    });
    await fault('tainted');
    await popup.waitForSelector('[data-action=include-media]', { visible: true });
  });
});

describe('its host listed', () => {
  test('it is restyled, to the golden', async () => {
    await open('still-709.webm');
    await list(HOST);
    await becomesStyled();
  });

  test('paused, wherever it is sought, its very frame is shown', async () => {
    await open('numbered.webm');
    await list(HOST);
    await showsItsFrame();
    for (const time of [1.01, 5.51, 2.31]) {
      await page.evaluate((to) => {
        document.querySelector('video')!.currentTime = to;
      }, time);
      await showsItsFrame();
    }
  });

  test.each([0.5, 1, 2])('paused after playing at rate %d, its very frame is shown', async (rate) => {
    await open('numbered.webm');
    await list(HOST);
    await showsItsFrame();
    await play(rate);
    await page.waitForFunction(() => document.querySelector('video')!.currentTime > 1);
    await page.evaluate(() => document.querySelector('video')!.pause());
    await showsItsFrame();
  });

  test('another source is followed, whosever it is', async () => {
    await open('numbered.webm');
    await list(HOST);
    await showsItsFrame();
    const swap = (address: string) =>
      page.evaluate((source) => {
        document.querySelector('video')!.src = source;
      }, address);
    await swap(server.url('still-709.webm', {}, HOST));
    await becomesStyled();
    await swap(server.url('numbered.webm', {}, HOST));
    await showsItsFrame();
    await swap(server.url('still-601.webm'));
    await becomesStyled();
  });

  test('no longer listed, it is as it was, and the reason is given', async () => {
    await open('still-709.webm');
    const before = await html();
    await list(HOST);
    await becomesStyled();
    await list();
    await fault('tainted');
    expect(await html()).toBe(before);
  });

  test.each<[string, Record<string, string>]>([
    ['that redirects to where access is missing', { from: 'ungranted.localhost' }],
    ['that answers pages alone', { embedded: '' }],
  ])('an address %s is left as it is, and the reason is given', async (_, query) => {
    await open('still-709.webm', query);
    await fault('tainted');
    const before = await html();
    await list(HOST);
    await fault('not-loaded');
    expect(await html()).toBe(before);
    expect((await status()).foreign).toEqual([]);
  });
});

describe('while it plays, the picture is at most one shown frame off', () => {
  test.each<[string, (video: HTMLVideoElement) => void]>([
    ['at its usual rate', (video) => void Object.assign(video, { loop: true }).play()],
    ['at half of it', (video) => void Object.assign(video, { loop: true, playbackRate: 0.5 }).play()],
    ['at twice of it', (video) => void Object.assign(video, { loop: true, playbackRate: 2 }).play()],
    ['sought in, and round after round', (video) => void Object.assign(video, { loop: true, currentTime: 7 }).play()],
  ])('%s', async (_, act) => {
    await extension.configure({ sites: { [SITE]: { enabled: false, media: [HOST] } } });
    await open('numbered.webm');
    const pictures = await takeFromProxyVideo(await LinkClient.of(extension, page), act, 40);
    const off = pictures.filter(({ shown, before, taken }) => {
      // The page may drop frames itself: the next one shown is further away then, a fifth of a second at most.
      return distance(shown, taken) > Math.min(6, Math.max(1, distance(shown, before)));
    });
    expect(off).toEqual([]);
    expect(new Set(pictures.map(({ taken }) => taken)).size).toBeGreaterThan(20);
  });
});

test('granted in the browser’s settings it is restyled, taken back there it is as it was', async () => {
  page = await extension.browser.newPage();
  await page.goto('chrome://extensions');
  const settings = page;
  const pattern = `http://${HOST}/*`;
  const setAccess = (access: string) =>
    settings.evaluate(
      (extensionId, hostAccess) => chrome.developerPrivate.updateExtensionConfiguration({ extensionId, hostAccess }),
      extension.id,
      access,
    );
  const give = (to: string) =>
    settings.evaluate((id, host) => chrome.developerPrivate.addHostPermission(id, host), extension.id, to);
  // The other tests need the access that this one takes away.
  onTestFinished(() => setAccess('ON_ALL_SITES').then(() => settings.close()));
  await setAccess('ON_SPECIFIC_SITES');
  await give(`http://${SITE}/*`);
  // The wish, as the popup stores it before it asks.
  await list(HOST);
  await open('still-709.webm');
  await fault('tainted');
  const before = await html();
  await give(pattern);
  await becomesStyled();
  await settings.evaluate((id, host) => chrome.developerPrivate.removeHostPermission(id, host), extension.id, pattern);
  await fault('tainted');
  expect(await html()).toBe(before);
  expect((await storedSettings(extension)).sites[SITE]).toEqual({ enabled: true, media: [] });
});
