/** docs/behaviour.md in the browser: what takes the overlay and its host away, and what brings them back. */
import { expect, test } from 'vitest';
import { endHost } from '../../support/actions';
import { openOwnBrowser } from '../../support/browser';
import { eventually } from '../../support/extension';
import { OverlayStates } from '../../support/pages/overlay-states';

// Its last test ends the extension.
const { extension, server } = await openOwnBrowser();
const states = new OverlayStates({ extension, server });

test('the host gone, the original is seen at once and the overlay comes back by itself', async () => {
  await states.openVideo();
  await states.becomes('visible');
  const allow = await endHost(extension);
  await states.becomes('none');
  await allow();
  await states.becomes('visible');
});

test('against a page that removes it again and again it gives up, with the original in sight', async () => {
  const page = await states.openVideo();
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
  await eventually('the end', async () => (await states.faults()).includes('internal'), 60_000);
  expect(await page.evaluate(() => document.body.dataset.evictions)).toBe('5');
  expect(await states.state()).toBe('none');
});

test('a page that moves its player again and again keeps it restyled', async () => {
  const page = await states.openVideo();
  await page.evaluate(() => {
    const player = document.createElement('div');
    player.id = 'player';
    player.append(document.querySelector('video')!);
    document.body.append(player, document.createElement('section'), document.createElement('section'));
  });
  await states.becomes('visible');
  for (let i = 0; i < 6; i++) {
    // Moved with its container, the overlay's document is loaded anew.
    await page.evaluate((to) => {
      document.querySelectorAll('section')[to]!.append(document.getElementById('player')!);
      return document.querySelector('video')!.pause();
    }, i % 2);
    await new Promise((done) => setTimeout(done, 500));
    await states.becomes('visible');
  }
  expect(await states.faults()).toEqual([]);
});

test('switched off, it leaves without a trace', async () => {
  await states.openVideo();
  const before = await states.html();
  await states.becomes('visible');
  await extension.configure({ sites: {} });
  await states.becomes('none');
  expect(await states.html()).toBe(before);
  await states.switchOn();
  await states.becomes('visible');
});

test('a minute after the last video went, the offscreen document goes too', async () => {
  const page = await states.openVideo();
  await states.becomes('visible');
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

// Keep this test last: it replaces the extension.
test('the extension reloaded, open pages are left clean', async () => {
  await states.openVideo();
  const before = await states.html();
  await states.becomes('visible');
  await (await extension.worker()).evaluate(() => chrome.runtime.reload());
  await states.becomes('none');
  expect(await states.html()).toBe(before);
});
