/** At strength 0 a video looks as the browser shows it, however its colours are tagged. */
import { readdirSync } from 'node:fs';
import type { Page } from 'puppeteer';
import { expect, test } from 'vitest';
import { openBrowser, openPageEach } from '../../support/browser';
import { overlays } from '../../support/devtools';
import { eventually } from '../../support/extension';
import { type Picture, screenshotOf } from '../../support/picture';

const { extension, server } = await openBrowser();
let page: Page;
openPageEach(extension, { strength: 0, sites: {} }, (opened) => {
  page = opened;
});

const CLIPS = readdirSync(new URL('../clips/colours', import.meta.url)).filter((name) => name.endsWith('.mp4'));
/** Side of a clip and of its patches, in pixels. */
const [SIDE, PATCH] = [64, 8];
/**
 * Largest difference of a patch, in 1/255. Chromium converts the last three itself when it draws or makes an image, a little
 * differently from the screen where colours lie beyond sRGB's.
 */
const SAME = 2;
const SIMILAR: Record<string, number> = { pq: 3, hlg: 3, 'wide-10-bit': 7 };

/** Largest difference of the patches' middles: at their edges the browser interpolates chroma in its own way. */
function worst(a: Picture, b: Picture): number {
  let most = 0;
  for (let y = PATCH / 2; y < SIDE; y += PATCH)
    for (let x = PATCH / 2; x < SIDE; x += PATCH)
      for (let c = 0; c < 3; c++) {
        const at = 4 * (y * SIDE + x) + c;
        most = Math.max(most, Math.abs(a.data[at]! - b.data[at]!));
      }
  return most;
}

test('every matrix, range, primaries and curve looks as without us', async () => {
  await page.goto(server.url('empty.html'));
  await page.evaluate(
    async (clips, side) => {
      const videos = clips.map((clip) => {
        const video = document.body.appendChild(document.createElement('video'));
        Object.assign(video, { id: clip.replace('.mp4', ''), muted: true, src: `colours/${clip}` });
        video.style.cssText = `width: ${side}px; height: ${side}px; margin: 4px`;
        return video;
      });
      await Promise.all(videos.map((video) => new Promise((done) => video.requestVideoFrameCallback(done))));
    },
    CLIPS,
    SIDE,
  );
  const names = CLIPS.map((clip) => clip.replace('.mp4', ''));
  const look = async () =>
    new Map<string, Picture>(
      await Promise.all(names.map(async (name) => [name, await screenshotOf(page, `#${name}`)] as const)),
    );
  const before = await look();
  await extension.configure({ sites: { '127.0.0.1': { enabled: true } } });
  await eventually(
    'all overlays',
    async () => (await overlays(page)).filter(({ isShown }) => isShown).length === CLIPS.length,
    60_000,
  );
  const after = await look();
  const differences = names.map((name) => [name, worst(before.get(name)!, after.get(name)!)] as const);
  expect(differences.filter(([name, difference]) => difference > (SIMILAR[name] ?? SAME))).toEqual([]);
});
