/** docs/behaviour.md in the browser: what becomes of the overlay and its host, and what the popup is told. */
import type { Page } from 'puppeteer';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { endHost } from '../../support/actions';
import { openOwnBrowser } from '../../support/browser';
import { overlays } from '../../support/devtools';
import { eventually, statusOf, videosReady } from '../../support/extension';
import { LinkClient } from '../../support/link-client';

// Its last test ends the extension.
const { extension, server } = await openOwnBrowser();
let page: Page;

const switchOn = () => extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
beforeAll(() => switchOn());

afterEach(() => page.close());

async function open(path: string, query: Record<string, string> = {}): Promise<void> {
  page = await extension.browser.newPage();
  await page.goto(server.url(path, query));
}

/** A page with one paused video; `src` as an attribute of it. */
async function openVideo(src = 'moving.webm'): Promise<void> {
  await open('empty.html');
  await page.evaluate((address) => {
    document.body.innerHTML = `<video src="${address}" muted style="width: 160px; height: 90px"></video>`;
  }, src);
  await videosReady(page);
}

/** Whether there is an overlay on the first video, and whether it can be seen. */
const overlay = async () => {
  const [first] = await overlays(page);
  return first ? (first.isShown ? 'visible' : 'hidden') : 'none';
};
const becomes = (state: 'visible' | 'hidden' | 'none') =>
  eventually(`overlay ${state}`, async () => (await overlay()) === state, 60_000);
const scrollAway = () =>
  page.evaluate(() => {
    document.body.style.height = '5000px';
    scrollTo(0, 3000);
  });
const scrollBack = () => page.evaluate(() => scrollTo(0, 0));

const faults = async () => (await statusOf(extension, page.url())).faults;
const html = () => page.evaluate(() => document.documentElement.outerHTML);

test('another source hides the overlay at once, and its first picture shows it again', async () => {
  await openVideo();
  await becomes('visible');
  const { url, release } = server.hold('still-601.webm');
  await page.evaluate((address) => {
    document.querySelector('video')!.src = address;
  }, url);
  await becomes('hidden');
  release();
  await becomes('visible');
});

test('scrolled out of sight it is hidden, and shown again in sight', async () => {
  await openVideo();
  await becomes('visible');
  await scrollAway();
  await becomes('hidden');
  await scrollBack();
  await becomes('visible');
});

test('a poster stays in sight until the video is played', async () => {
  await open('empty.html');
  await page.evaluate(() => {
    const poster = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>";
    document.body.innerHTML = `<video src="moving.webm" poster="${poster}" muted style="width: 160px; height: 90px"></video>`;
  });
  await videosReady(page);
  await new Promise((done) => setTimeout(done, 2000));
  expect(await overlay()).toBe('none');
  // Sought to and back, the first frame is in the poster's place.
  await page.evaluate(async () => {
    const video = document.querySelector('video')!;
    for (const time of [2, 0]) {
      video.currentTime = time;
      await new Promise((done) => video.addEventListener('seeked', done, { once: true }));
    }
  });
  await becomes('visible');
  expect(await page.evaluate(() => document.querySelector('video')!.currentTime)).toBe(0);
});

test('in a hidden tab it is hidden, and shown again in front', async () => {
  await openVideo();
  await becomes('visible');
  const other = await extension.browser.newPage();
  await other.bringToFront();
  await becomes('hidden');
  await page.bringToFront();
  await becomes('visible');
  await other.close();
});

test('in picture-in-picture it is hidden, and shown again when the picture is back', async () => {
  await openVideo();
  await becomes('visible');
  await page.evaluate(() => {
    const video = document.querySelector('video')!;
    document.addEventListener('click', () => void video.requestPictureInPicture(), { once: true });
  });
  await page.mouse.click(300, 300);
  await becomes('hidden');
  await page.evaluate(() => document.exitPictureInPicture());
  await becomes('visible');
});

test('the host gone, the original is seen at once and the overlay comes back by itself', async () => {
  await openVideo();
  await becomes('visible');
  const allow = await endHost(extension);
  await becomes('none');
  await allow();
  await becomes('visible');
});

test('a DRM video is never touched, and the reason is given', async () => {
  await open('empty.html');
  await page.evaluate(async () => {
    const access = await navigator.requestMediaKeySystemAccess('org.w3.clearkey', [
      { initDataTypes: ['webm'], videoCapabilities: [{ contentType: 'video/webm; codecs="vp8"' }] },
    ]);
    const video = document.createElement('video');
    await video.setMediaKeys(await access.createMediaKeys());
    Object.assign(video, { src: 'moving.webm', muted: true, width: 160, height: 90 });
    document.body.append(video);
  });
  await videosReady(page);
  const before = await html();
  expect(await eventually('a reason', async () => (await faults())[0])).toBe('drm');
  expect(await html()).toBe(before);
});

test('a video that becomes DRM is left alone from then on', async () => {
  await openVideo();
  const before = await html();
  await becomes('visible');
  await page.evaluate(() => document.querySelector('video')!.dispatchEvent(new Event('encrypted')));
  await becomes('none');
  expect(await faults()).toEqual(['drm']);
  expect(await html()).toBe(before);
});

test('a video of another origin is never touched, and the reason is given', async () => {
  await openVideo(server.url('moving.webm', {}, 'localhost'));
  const before = await html();
  expect(await eventually('a reason', async () => (await faults())[0])).toBe('tainted');
  expect(await html()).toBe(before);
});

test('against a page that removes it again and again it gives up, with the original in sight', async () => {
  await openVideo();
  await page.evaluate(() => {
    let evictions = 0;
    // An element that can hold no shadow root: the overlay stands among its children.
    const figure = document.createElement('figure');
    const video = document.querySelector('video')!;
    video.replaceWith(figure);
    figure.append(video);
    new MutationObserver((records) => {
      for (const { addedNodes } of records) {
        for (const node of addedNodes) {
          (node as Element).remove();
          document.body.dataset.evictions = String(++evictions);
        }
      }
    }).observe(figure, { childList: true });
  });
  await eventually('the end', async () => (await faults()).includes('internal'), 60_000);
  expect(await page.evaluate(() => document.body.dataset.evictions)).toBe('5');
  expect(await overlay()).toBe('none');
});

test('a page that moves its player again and again keeps it restyled', async () => {
  await openVideo();
  await page.evaluate(() => {
    const player = document.createElement('div');
    player.id = 'player';
    player.append(document.querySelector('video')!);
    document.body.append(player, document.createElement('section'), document.createElement('section'));
  });
  await becomes('visible');
  for (let i = 0; i < 6; i++) {
    // Moved with its container, the overlay's document is loaded anew.
    await page.evaluate((to) => {
      document.querySelectorAll('section')[to]!.append(document.getElementById('player')!);
      return document.querySelector('video')!.pause();
    }, i % 2);
    await new Promise((done) => setTimeout(done, 500));
    await becomes('visible');
  }
  expect(await faults()).toEqual([]);
});

test('switched off, it leaves without a trace', async () => {
  await openVideo();
  const before = await html();
  await becomes('visible');
  await extension.configure({ sites: {} });
  await becomes('none');
  expect(await html()).toBe(before);
  await switchOn();
  await becomes('visible');
});

test('out of sight for half a minute it is gone, and comes back in sight', async () => {
  await openVideo();
  await becomes('visible');
  await scrollAway();
  await becomes('hidden');
  const client = await LinkClient.of(extension, page);
  // Set the content script's clock forward: it looks once a second how long the video has been out of sight.
  const forward = (ms: number) =>
    client.run((by: number) => {
      const { prototype } = Performance;
      const now = prototype.now;
      prototype.now = function () {
        return now.call(this) + by;
      };
    }, ms);
  await forward(25_000);
  await new Promise((done) => setTimeout(done, 2500));
  expect(await overlay()).toBe('hidden');
  await forward(5000);
  await becomes('none');
  await scrollBack();
  await becomes('visible');
});

test('a minute after the last video went, the offscreen document goes too', async () => {
  await openVideo();
  await becomes('visible');
  const host = await extension.offscreen()!.asPage();
  // Keep the timer of a minute, to let it run out when it is time.
  await host.evaluate(() => {
    const set = globalThis.setTimeout as (handler: () => void, ms?: number) => number;
    const timeout = (handler: () => void, ms?: number) => {
      if (ms !== 60_000) return set(handler, ms);
      Object.assign(globalThis, { runOut: handler });
      return 0;
    };
    Object.assign(globalThis, { setTimeout: timeout });
  });
  await page.goto('about:blank');
  await eventually('the timer', () => host.evaluate(() => 'runOut' in globalThis));
  expect(extension.offscreen()).toBeDefined();
  await host.evaluate(() => Reflect.get(globalThis, 'runOut')());
  await eventually('no offscreen document', () => extension.offscreen() === undefined);
});

// Last: the extension that the others need is another one afterwards.
test('the extension reloaded, open pages are left clean', async () => {
  await openVideo();
  const before = await html();
  await becomes('visible');
  await (await extension.worker()).evaluate(() => chrome.runtime.reload());
  await becomes('none');
  expect(await html()).toBe(before);
});
