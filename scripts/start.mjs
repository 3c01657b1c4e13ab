// `npm start`: builds the extension, serves the demo page on loopback and opens a browser in which its video plays restyled.
// `npm start -- --firefox`: the same in Firefox.
// `npm start -- --shot DIR`: headless; writes before.png, after.png and report.json to DIR and ends.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PNG } from 'pngjs';
import { build } from 'vite';
import { extensionWorker, launchBrowser } from './browser.mjs';
import { hasDisplay, pinQuality, ROOT, say, serveDemo, sleep, styledStatus, switchSite, unstyled } from './demo.mjs';
import { launchFirefox, openOwnPage } from './firefox.mjs';

/** Time of the screenshots in the clip, in seconds: the portrait is large then. */
const MOMENT_S = 1.5;

/** Smallest mean difference of the two screenshots, in 1/255, that counts as a restyled video. */
const VISIBLE = 1;

/** Returns the mean absolute difference of two PNG files of one size, in 1/255. */
function difference(a, b) {
  const [left, right] = [a, b].map((bytes) => PNG.sync.read(Buffer.from(bytes)).data);
  return left.reduce((sum, value, i) => sum + Math.abs(value - right[i]), 0) / left.length;
}

/** Takes screenshots of one moment without and with the style, and writes the report. */
async function shoot({ page, worker, dir }) {
  await mkdir(dir, { recursive: true });
  say('Watching the first restyled frames ...');
  let figures = await styledStatus(worker);
  // Play for a while: averages of one frame say little.
  for (let i = 0; i < 20 && figures.styled < 30; i++) {
    await sleep(500);
    figures = (await styledStatus(worker)) ?? figures;
  }
  await page.evaluate(async (time) => {
    const video = document.querySelector('video');
    video.pause();
    video.currentTime = time;
    // Wait for the frame itself: `seeked` fires before it is on the screen, long before on a software adapter.
    const isShown = ({ mediaTime }) => Math.abs(mediaTime - time) < 0.1;
    await new Promise((done) => {
      const look = (_, frame) => (isShown(frame) ? done() : video.requestVideoFrameCallback(look));
      video.requestVideoFrameCallback(look);
    });
  }, MOMENT_S);
  await switchSite(worker, false);
  await unstyled(worker);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const before = await page.screenshot({ path: join(dir, 'before.png') });
  await switchSite(worker, true);
  await styledStatus(worker);
  await sleep(1000);
  const after = await page.screenshot({ path: join(dir, 'after.png') });
  const { adapter, style, width, height, styled, dropped, fps } = figures;
  const report = {
    adapter,
    style,
    frame: { width, height },
    frames: { seen: styled + dropped, styled, dropped },
    fps,
    ms: {
      capture: figures.captureMs,
      transport: figures.transportMs,
      network: figures.networkMs,
      present: figures.presentMs,
    },
  };
  await writeFile(join(dir, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  say(JSON.stringify(report, null, 2));
  if (difference(before, after) < VISIBLE) {
    throw new Error(
      'Frames were restyled, but they did not reach the screen: this browser shows no WebGPU canvas. ' +
        'This happens on servers with a graphics card and no display.',
    );
  }
  say(`Written: ${join(dir, 'before.png')}, ${join(dir, 'after.png')}, ${join(dir, 'report.json')}`);
}

/** Chromium and Firefox with the demo build: `worker` reaches the extension's interfaces. */
const CHROMIUM = {
  mode: 'demo',
  launch: (options) => launchBrowser({ extension: join(ROOT, 'dist-demo'), say, ...options }),
  worker: async (browser) => (await extensionWorker(browser)).worker,
};
const FIREFOX = {
  mode: 'firefox-demo',
  launch: (options) => launchFirefox({ extension: join(ROOT, 'dist-firefox-demo'), hasWebgpu: true, ...options }),
  // The driver does not reach the event page, but pages of the extension have the same interfaces.
  worker: (browser) => openOwnPage(browser, 'options/index.html'),
};

async function main() {
  const { values } = parseArgs({ options: { shot: { type: 'string' }, firefox: { type: 'boolean' } } });
  const shot = values.shot ?? (hasDisplay() ? undefined : 'shots');
  if (!values.shot && shot) say('No display here: taking screenshots instead (the same as --shot shots).');

  const kind = values.firefox ? FIREFOX : CHROMIUM;
  say('Building the extension ...');
  await build({ root: ROOT, mode: kind.mode, logLevel: 'warn' });
  const demo = await serveDemo();
  say('Starting the browser ...');
  const viewport = shot === undefined ? null : { width: 1100, height: 760 };
  let browser;
  try {
    browser = await kind.launch({ headless: shot !== undefined, viewport });
    const [page] = await browser.pages();
    const worker = await kind.worker(browser);
    if (shot !== undefined) await pinQuality(worker, 'S');
    await switchSite(worker, true);
    await page.bringToFront();
    await page.goto(demo.url);
    if (shot !== undefined) {
      await shoot({ page, worker, dir: resolve(shot) });
    } else {
      const figures = await styledStatus(worker);
      // Firefox does not name the graphics card.
      say(`Restyling in "${figures.style}" on ${figures.adapter || 'this computer'}. Close the browser to end.`);
      await new Promise((done) => browser.once('disconnected', done));
    }
  } finally {
    await browser?.close().catch(() => {});
    demo.close();
  }
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
