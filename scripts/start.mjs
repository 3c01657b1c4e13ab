// `npm start`: builds the extension, serves the demo page on loopback and opens a browser in which its video plays restyled.
// `npm start -- --shot DIR`: the same headless; writes before.png, after.png and report.json to DIR and ends.
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PNG } from 'pngjs';
import sirv from 'sirv';
import { build } from 'vite';
import { extensionWorker, launchBrowser } from './browser.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Long enough for the software adapter, where the network takes seconds a frame. */
const PATIENCE_MS = 180_000;

const say = (line) => process.stdout.write(`${line}\n`);
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Where in the clip the screenshots are taken, in s: the portrait is large then. */
const MOMENT_S = 1.5;

/** Least mean difference of the two screenshots, in 1/255, that counts as a restyled video. */
const VISIBLE = 1;

/** Mean absolute difference of two PNG files of one size, in 1/255. */
function difference(a, b) {
  const [left, right] = [a, b].map((bytes) => PNG.sync.read(Buffer.from(bytes)).data);
  return left.reduce((sum, value, i) => sum + Math.abs(value - right[i]), 0) / left.length;
}

/** Serves demo/ on a free loopback port. */
async function serveDemo() {
  const server = createServer(sirv(join(ROOT, 'demo'), { dev: true }));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => server.closeAllConnections() || server.close(),
  };
}

/** Switches the demo's site on or off, as the popup does. */
async function switchSite(worker, enabled) {
  await worker.evaluate(async (on) => {
    const { settings = {} } = await chrome.storage.local.get('settings');
    await chrome.storage.local.set({
      settings: { ...settings, sites: { ...settings.sites, '127.0.0.1': { enabled: on } } },
    });
  }, enabled);
}

/** Has every frame drawn by the network the styles are made for, however slow the computer is. */
function pinQuality(worker) {
  return worker.evaluate(() => chrome.storage.local.set({ settings: { quality: 'S' } }));
}

/** What the page's content script reports to the popup: src/protocol/messages.ts, FrameStatus. */
function pageStatus(worker) {
  return worker.evaluate(async () => {
    const [tab] = await chrome.tabs.query({ url: 'http://127.0.0.1/*' });
    if (tab?.id === undefined) return null;
    const port = chrome.tabs.connect(tab.id, { name: 'inkreel-status' });
    const status = await new Promise((done) => {
      port.onMessage.addListener(done);
      port.onDisconnect.addListener(() => done(null));
      setTimeout(() => done(null), 3000);
    });
    port.disconnect();
    return status;
  });
}

/** Waits until a frame was styled; throws the reason where none can be. */
async function styledStatus(worker) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const status = await pageStatus(worker);
    if (status?.styled.some((figures) => figures.styled > 0)) return status.styled[0];
    if (status?.faults.includes('no-gpu')) {
      throw new Error(
        'This browser offers no WebGPU adapter, so nothing can be restyled. Try chrome://gpu to see why.',
      );
    }
    await sleep(500);
  }
  throw new Error(`No frame was restyled within ${PATIENCE_MS / 1000} s.`);
}

/** Screenshots of one moment without and with the style, and the figures. */
async function shoot({ page, worker, dir }) {
  await mkdir(dir, { recursive: true });
  // The video and its caption; an overlay is one more.
  const own = 2;
  say('Watching the first restyled frames ...');
  let figures = await styledStatus(worker);
  // Some playing time, so that the figures are of more than the first frame.
  for (let i = 0; i < 20 && figures.styled < 30; i++) {
    await sleep(500);
    figures = (await styledStatus(worker)) ?? figures;
  }
  await page.evaluate(async (time) => {
    const video = document.querySelector('video');
    video.pause();
    video.currentTime = time;
    // `seeked` comes before the frame is on the screen, long before where a busy processor plays the GPU.
    const isShown = ({ mediaTime }) => Math.abs(mediaTime - time) < 0.1;
    await new Promise((done) => {
      const look = (_, frame) => (isShown(frame) ? done() : video.requestVideoFrameCallback(look));
      video.requestVideoFrameCallback(look);
    });
  }, MOMENT_S);
  await switchSite(worker, false);
  await page.waitForFunction((count) => document.querySelectorAll('main > *').length === count, {}, own);
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
        'Seen on servers with a graphics card and no display.',
    );
  }
  say(`Written: ${join(dir, 'before.png')}, ${join(dir, 'after.png')}, ${join(dir, 'report.json')}`);
}

async function main() {
  const { values } = parseArgs({ options: { shot: { type: 'string' } } });
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  const shot = values.shot ?? (display ? undefined : 'shots');
  if (!values.shot && shot) say('No display here: taking screenshots instead (the same as --shot shots).');

  say('Building the extension ...');
  await build({ root: ROOT, mode: 'demo', logLevel: 'warn' });
  const demo = await serveDemo();
  say('Starting the browser ...');
  const browser = await launchBrowser({
    extension: join(ROOT, 'dist-demo'),
    headless: shot !== undefined,
    viewport: shot === undefined ? null : { width: 1100, height: 760 },
    say,
  });
  try {
    const { worker } = await extensionWorker(browser);
    if (shot !== undefined) await pinQuality(worker);
    await switchSite(worker, true);
    const [page] = await browser.pages();
    await page.goto(demo.url);
    if (shot !== undefined) {
      await shoot({ page, worker, dir: resolve(shot) });
    } else {
      const figures = await styledStatus(worker);
      say(`Restyling in "${figures.style}" on ${figures.adapter}. Close the browser to end.`);
      await new Promise((done) => browser.once('disconnected', done));
    }
  } finally {
    await browser.close().catch(() => {});
    demo.close();
  }
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
